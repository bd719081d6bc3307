/** A table as its engine describes it: names in lower case. */
export interface TableShape {
  /** As it stands behind FROM. */
  readonly from: string;
  /** Type of each column in the engine's words: `varchar`, `row(…)`, `struct<…>`. */
  readonly types: ReadonlyMap<string, string>;
  readonly partitions: readonly Partition[];
}

/** A column by which the table's files are laid out. */
export interface Partition {
  readonly name: string;
  readonly type: string;
  /** Java's pattern of a projected date, `yyyy/MM/dd`; null where the engine does not say. */
  readonly format: string | null;
}

/** Columns without which there are no facts. */
const needed = ['eventtime', 'eventsource', 'eventname', 'eventid', 'useridentity', 'awsregion', 'recipientaccountid'];

/** Columns without which facts lack something, and what. */
const wanted: Readonly<Record<string, string>> = {
  requestparameters: 'roles, session names and policies of issuances and changes',
  responseelements: 'which token a call minted',
  additionaleventdata: 'MFA of console sign-ins',
  serviceeventdetails: 'roles of Identity Center sessions',
  resources: 'roles that only the resource list names',
  sharedeventid: 'the other half of cross-account calls',
  requestid: 'request ids',
  vpcendpointid: 'VPC endpoints',
  vpcendpointaccountid: 'accounts of VPC endpoints',
  sessioncredentialfromconsole: 'which keys the console uses',
  errorcode: 'which calls failed',
};

/** Fields of `useridentity` that tables of the CloudTrail console have not, and what is not known without them. */
const wantedInIdentity: Readonly<Record<string, string>> = {
  inscopeof: 'which function or task a token was issued to',
  sourceidentity: 'source identities of sessions',
  ec2roledelivery: 'which tokens came from instance metadata',
};

/** Columns that are not there and that nothing can be said without. */
export const missingColumns = ({ types }: TableShape): string[] => needed.filter((column) => !types.has(column));

/**
 * Columns that lost what they are read for: Hive writes names of fields in lower case, where a request says `roleArn`, and a
 * map of texts holds what was an object as a text. A crawler makes such tables.
 */
export const lossyColumns = ({ types }: TableShape): string[] =>
  ['requestparameters', 'responseelements'].filter((column) => {
    const type = types.get(column) ?? '';
    return /^map/i.test(type) || (/^(row|struct)/i.test(type) && type === type.toLowerCase());
  });

/** What facts will lack for want of columns, in words. */
export function lacking({ types }: TableShape): string[] {
  const identity = types.get('useridentity') ?? '';
  const isRow = /^(row|struct)/i.test(identity);
  const columns = Object.entries(wanted).filter(([column]) => !types.has(column));
  const fields = Object.entries(wantedInIdentity).filter(([field]) => isRow && !identity.toLowerCase().includes(field));
  return [
    ...columns.map(([column, what]) => `${column} (${what})`),
    ...fields.map(([field, what]) => `useridentity.${field} (${what})`),
  ];
}
