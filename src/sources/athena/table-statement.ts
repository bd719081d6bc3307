import { UsageError } from '../../lib/errors.ts';
import { REGION } from '../../lib/region.ts';
import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

/** A table to be made over a trail's bucket. */
export interface NewTable {
  readonly database: string;
  readonly table: string;
  /** `s3://bucket[/prefix]`: what AWSLogs lies in. */
  readonly trail: string;
  /** `o-…` of an organisation's trail; null for an account's. */
  readonly organization: string | null;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** First day that the trail has. */
  readonly since: EpochSeconds;
}

/** The fields of `userIdentity` that facts are made of; the CloudTrail console's own table lacks the last ones. */
const identity = `STRUCT<
    type: STRING,
    principalid: STRING,
    arn: STRING,
    accountid: STRING,
    invokedby: STRING,
    accesskeyid: STRING,
    username: STRING,
    identityprovider: STRING,
    onbehalfof: STRUCT<userid: STRING, identitystorearn: STRING>,
    inscopeof: STRUCT<sourcearn: STRING, sourceaccount: STRING, issuertype: STRING, credentialsissuedto: STRING>,
    invokedbydelegate: STRUCT<accountid: STRING>,
    sessioncontext: STRUCT<
      attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
      sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>,
      ec2roledelivery: STRING,
      webidfederationdata: STRUCT<federatedprovider: STRING, attributes: MAP<STRING, STRING>>,
      sourceidentity: STRING,
      assumedroot: STRING,
      signinsessionarn: STRING>>`;

const before = ['eventversion'];
const after =
  `eventtime eventsource eventname awsregion sourceipaddress useragent errorcode errormessage requestparameters
  responseelements additionaleventdata requestid eventid readonly`.split(/\s+/);
const last =
  `eventtype apiversion recipientaccountid serviceeventdetails sharedeventid vpcendpointid vpcendpointaccountid
  eventcategory sessioncredentialfromconsole`.split(/\s+/);

/**
 * CREATE TABLE for Athena: CloudTrail's own files where they lie, partitions by account, region and day projected from
 * their paths, so that none has to be added (athena/ug/create-cloudtrail-table-partition-projection).
 */
export function tableStatement(table: NewTable): string {
  check(table);
  // People name the folder AWSLogs itself, as for a scan: a table over AWSLogs/AWSLogs would be empty, and say nothing.
  const trail = table.trail.replace(/(?:\/AWSLogs)?\/*$/, '/');
  const root = `${trail}AWSLogs/${table.organization === null ? '' : `${table.organization}/`}`;
  const day = formatTime(table.since).slice(0, 10).replaceAll('-', '/');
  const text = (column: string): string => `  ${column} STRING`;
  const columns = [
    ...before.map(text),
    `  useridentity ${identity}`,
    ...after.map(text),
    '  resources ARRAY<STRUCT<arn: STRING, accountid: STRING, type: STRING>>',
    ...last.map(text),
  ];
  return `CREATE EXTERNAL TABLE IF NOT EXISTS \`${table.database}\`.\`${table.table}\` (
${columns.join(',\n')}
)
COMMENT 'CloudTrail, made by stemma athena setup'
PARTITIONED BY (account STRING, region STRING, \`timestamp\` STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION '${root}'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '${table.accounts.join(',')}',
  'projection.region.type' = 'enum',
  'projection.region.values' = '${table.regions.join(',')}',
  'projection.timestamp.type' = 'date',
  'projection.timestamp.format' = 'yyyy/MM/dd',
  'projection.timestamp.range' = '${day},NOW',
  'projection.timestamp.interval' = '1',
  'projection.timestamp.interval.unit' = 'DAYS',
  'storage.location.template' = '${root}\${account}/CloudTrail/\${region}/\${timestamp}'
)`;
}

/** What is written into a statement is of a shape that needs no quoting. */
function check({ trail, organization, accounts, regions, database, table }: NewTable): void {
  const wrong =
    shapeless('a trail in S3', [trail], /^s3:\/\/[a-z0-9][a-z0-9.-]+(?:\/[A-Za-z0-9!_.*()/-]*)?$/) ??
    shapeless('an organisation', organization === null ? [] : [organization], /^o-[a-z0-9]{10,32}$/) ??
    shapeless('an account', accounts, /^\d{12}$/) ??
    shapeless('a region', regions, new RegExp(`^${REGION}$`)) ??
    shapeless('a name of a database or table', [database, table], /^[a-z0-9_]{1,255}$/);
  if (wrong !== null) throw wrong;
  if (accounts.length === 0) {
    throw new UsageError('no account is named', '--accounts 111122223333,… : the accounts whose logs the bucket holds');
  }
}

function shapeless(what: string, texts: readonly string[], shape: RegExp): UsageError | null {
  const wrong = texts.find((text) => !shape.test(text));
  return wrong === undefined ? null : new UsageError(`${wrong}: not ${what}`);
}
