import { UsageError } from '../../lib/errors.ts';
import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { activity, isCall } from './calls.ts';
import { callTables } from '../../evidence/index.ts';
import { tableDialect } from './dialect.ts';
import { factsQuery } from './facts-query.ts';
import { partitionConditions } from './partitions.ts';
import { name } from './quote.ts';
import type { TableShape } from './table-shape.ts';

export interface Printed {
  /** `database.table`, or `catalog.schema.table`. */
  readonly table: string;
  readonly from: EpochSeconds;
  /** Not included. */
  readonly to: EpochSeconds;
  /** For what is live. */
  readonly asOf: EpochSeconds;
}

/** Queries for people, over a table as `stemma athena setup` makes it. */
const queries: Readonly<Record<string, (printed: Printed, where: string) => string>> = {
  issuances: (printed, where) => `${minted(printed, where)}
SELECT * FROM minted ORDER BY eventtime`,
  uses: ({ table }, where) => `SELECT
  useridentity.accesskeyid AS access_key_id, useridentity.arn AS principal, sourceipaddress, useragent, eventsource,
  ${activity()} AS activity,
  min(eventtime) AS first, max(eventtime) AS last, count(DISTINCT eventid) AS calls,
  count(DISTINCT IF(coalesce(errorcode, '') <> '', eventid)) AS errors
FROM (SELECT *, split_part(eventsource, '.', 1) AS service FROM ${from(table)} WHERE ${where})
WHERE useridentity.accesskeyid IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 7`,
  controls: ({ table }, where) => `SELECT DISTINCT
  eventtime, eventid, eventsource, eventname, useridentity.accesskeyid AS access_key_id, useridentity.arn AS principal,
  sourceipaddress, useragent, requestparameters
FROM (SELECT *, split_part(eventsource, '.', 1) AS service FROM ${from(table)} WHERE ${where})
WHERE coalesce(errorcode, '') = '' AND ${isCall(callTables.controlCalls)}
ORDER BY eventtime`,
  live: (printed, where) => `${minted(printed, where)}
SELECT * FROM minted
WHERE access_key_id IS NOT NULL AND expires_at > ${moment(printed.asOf)}
ORDER BY expires_at`,
  chains: (printed, where) => `${minted(printed, where)}
SELECT a.signed_by AS origin, a.access_key_id AS token, a.role AS role,
  b.access_key_id AS token_of_token, b.role AS its_role, b.eventtime AS minted_at, b.sourceipaddress,
  c.access_key_id AS third, c.role AS third_role
FROM minted a
JOIN minted b ON b.signed_by = a.access_key_id
LEFT JOIN minted c ON c.signed_by = b.access_key_id
ORDER BY b.eventtime`,
  facts: ({ table, from: start, to }) => {
    const shape = shapeOf(table);
    const extent = { from: start, to, accounts: [], regions: [] };
    return factsQuery({ table: shape, dialect: tableDialect(shape), extent, apart: [] });
  },
};

/** The names of the queries, in the order of help. */
const printedQueries: readonly string[] = Object.keys(queries);

/** The SQL of a query, for Athena's console or any client of Trino. */
export function printedQuery(query: string, printed: Printed): string {
  const write = queries[query];
  if (write === undefined) throw new UsageError(`no such query: ${query}`, `queries are: ${printedQueries.join(', ')}`);
  const extent = { from: printed.from, to: printed.to, accounts: [], regions: [] };
  const dialect = tableDialect(shapeOf(printed.table));
  const conditions = [
    ...partitionConditions(shapeOf(printed.table), extent),
    dialect.between(formatTime(extent.from), formatTime(extent.to)),
  ];
  return write(printed, conditions.join('\n  AND '));
}

/** Issuances one by one, by what a JSON path can reach: the tool's own reading knows more shapes. */
function minted({ table }: Printed, where: string): string {
  const response = (path: string): string => `json_extract_scalar(responseelements, '$.${path}')`;
  const request = (path: string): string => `json_extract_scalar(requestparameters, '$.${path}')`;
  // `Jul 10, 2023, 12:09:47 PM`, sometimes with a narrow space, from Cognito without the second comma; younger services write ISO 8601.
  const expiration = `replace(${response('credentials.expiration')}, U&'\\202F', ' ')`;
  return `WITH minted AS (
  SELECT DISTINCT
    eventtime, eventid, eventname, ${response('credentials.accessKeyId')} AS access_key_id,
    useridentity.accesskeyid AS signed_by, useridentity.arn AS caller, ${request('roleArn')} AS role,
    ${request('roleSessionName')} AS session_name, sourceipaddress, useragent,
    coalesce(try(date_parse(${expiration}, '%b %e, %Y, %l:%i:%s %p')),
      try(date_parse(${expiration}, '%b %e, %Y %l:%i:%s %p')),
      try(CAST(from_iso8601_timestamp(${expiration}) AS timestamp))) AS expires_at
  FROM (SELECT *, split_part(eventsource, '.', 1) AS service FROM ${from(table)} WHERE ${where})
  WHERE coalesce(errorcode, '') = ''
    AND (${isCall(callTables.mintCalls)}
      OR ${response('credentials.accessKeyId')} LIKE 'ASIA%')
)`;
}

const from = (table: string): string => table.split('.').map(name).join('.');
const moment = (at: EpochSeconds): string => `TIMESTAMP '${formatTime(at).replace('T', ' ').replace('Z', '')}'`;

const texts =
  `eventtime eventsource eventname awsregion sourceipaddress useragent errorcode errormessage requestparameters
  responseelements additionaleventdata requestid eventid recipientaccountid serviceeventdetails sharedeventid vpcendpointid
  vpcendpointaccountid sessioncredentialfromconsole`.split(/\s+/);

/** As `stemma athena setup` makes it. */
function shapeOf(table: string): TableShape {
  const columns = [...texts.map((column) => [column, 'string'] as const), ['useridentity', 'struct<>'] as const];
  return {
    from: from(table),
    types: new Map([...columns, ['resources', 'array<>'] as const]),
    partitions: [{ name: 'timestamp', type: 'string', format: 'yyyy/MM/dd' }],
  };
}
