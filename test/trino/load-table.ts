import { pagesOf, type Coordinator, type TrinoValue } from '../../src/sources/trino/protocol.ts';
import { literal } from '../../src/sources/sql/quote.ts';
import type { Json } from './queried.ts';

/** `useridentity` of the tables that the CloudTrail console makes, in Trino's words. */
export const consoleIdentity = `ROW(type varchar, principalid varchar, arn varchar, accountid varchar, invokedby varchar,
  accesskeyid varchar, username varchar, onbehalfof ROW(userid varchar, identitystorearn varchar),
  sessioncontext ROW(attributes ROW(mfaauthenticated varchar, creationdate varchar),
    sessionissuer ROW(type varchar, principalid varchar, arn varchar, accountid varchar, username varchar),
    ec2roledelivery varchar, webidfederationdata ROW(federatedprovider varchar, attributes MAP(varchar, varchar))))`;

/** With all fields that facts are made of: what "stemma athena setup" makes. */
export const wholeIdentity = `ROW(type varchar, principalid varchar, arn varchar, accountid varchar, invokedby varchar,
  accesskeyid varchar, username varchar, identityprovider varchar, onbehalfof ROW(userid varchar, identitystorearn varchar),
  inscopeof ROW(sourcearn varchar, sourceaccount varchar, issuertype varchar, credentialsissuedto varchar),
  invokedbydelegate ROW(accountid varchar),
  sessioncontext ROW(attributes ROW(mfaauthenticated varchar, creationdate varchar),
    sessionissuer ROW(type varchar, principalid varchar, arn varchar, accountid varchar, username varchar),
    ec2roledelivery varchar, webidfederationdata ROW(federatedprovider varchar, attributes MAP(varchar, varchar)),
    sourceidentity varchar, assumedroot varchar, signinsessionarn varchar))`;

export const textColumns =
  `eventversion eventtime eventsource eventname awsregion sourceipaddress useragent errorcode errormessage requestparameters
  responseelements additionaleventdata requestid eventid readonly eventtype apiversion recipientaccountid
  serviceeventdetails sharedeventid vpcendpointid vpcendpointaccountid eventcategory sessioncredentialfromconsole`.split(
    /\s+/,
  );

/** Lays records into a table of one column, as the SerDe of a table would read them: `makeTable` cuts them into columns. */
export async function loadLines(coordinator: Coordinator, table: string, records: readonly Json[]): Promise<void> {
  await run(coordinator, `DROP TABLE IF EXISTS ${table}`);
  await run(coordinator, `CREATE TABLE ${table} (line varchar)`);
  const rows = records.map((record) => `(${literal(JSON.stringify(serdeRow(record)))})`);
  for (let from = 0; from < rows.length; from += 2000) {
    await run(coordinator, `INSERT INTO ${table} VALUES ${rows.slice(from, from + 2000).join(', ')}`);
  }
}

/** Makes a table of CloudTrail's Athena schema from lines. */
export async function makeTable(
  coordinator: Coordinator,
  table: string,
  { identity, lines }: { identity: string; lines: string },
): Promise<void> {
  const columns = [
    ...textColumns.map((column) => [column, 'varchar'] as const),
    ['useridentity', identity] as const,
    ['resources', 'ARRAY(ROW(arn varchar, accountid varchar, type varchar))'] as const,
    // The layout of CloudTrail's folders.
    ['"timestamp"', 'varchar'] as const,
  ];
  const row = columns.map((column) => column.join(' ')).join(', ');
  const fields = columns.map(([column]) => `parsed.${column} AS ${column}`).join(', ');
  await run(coordinator, `DROP TABLE IF EXISTS ${table}`);
  await run(
    coordinator,
    `CREATE TABLE ${table} AS SELECT ${fields} FROM (SELECT CAST(json_parse(line) AS ROW(${row})) AS parsed FROM ${lines})`,
  );
}

export async function run(coordinator: Coordinator, sql: string): Promise<TrinoValue[][]> {
  const rows: TrinoValue[][] = [];
  for await (const { data } of pagesOf(coordinator, sql, new AbortController().signal)) {
    for (const row of data ?? []) rows.push([...row]);
  }
  return rows;
}

/** Names in lower case, scalars as texts; requests and responses stay JSON texts. */
function serdeRow(record: Json): Json {
  const row: Json = {};
  for (const [field, value] of Object.entries(record)) {
    const column = field.toLowerCase();
    if (column === 'useridentity' || column === 'resources') row[column] = lowered(value);
    else row[column] = textOf(value);
  }
  // The folder is that of the delivery: here, the next day's for the last minutes of a day.
  row['timestamp'] = dayOfDelivery(record);
  return row;
}

/** As CloudTrail's folders write it; null where the record has no time. */
export function dayOfDelivery({ eventTime }: Json): string | null {
  const delivered = new Date(Date.parse(String(eventTime)) + 5 * 60_000);
  return Number.isNaN(delivered.getTime()) ? null : delivered.toISOString().slice(0, 10).replaceAll('-', '/');
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return textOf(value);
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field.toLowerCase(), lowered(inner)]));
}
