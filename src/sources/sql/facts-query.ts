import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { activity, saysMore } from './calls.ts';
import type { Dialect } from './dialect.ts';
import { type Extent, partitionConditions } from './partitions.ts';
import { isIn, name } from './quote.ts';
import type { TableShape } from './table-shape.ts';

export interface FactsQuery {
  readonly table: TableShape;
  readonly dialect: Dialect;
  readonly extent: Extent;
  /** Spans of time of which every event is wanted by itself. */
  readonly apart: readonly (readonly [EpochSeconds, EpochSeconds])[];
}

/** What a use row tells apart, and whose events: a group has one value of each. */
const shared = [
  'eventSource',
  'awsRegion',
  'recipientAccountId',
  'sourceIPAddress',
  'userAgent',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'sessionCredentialFromConsole',
] as const;

/** The columns of the answer, in their order. */
export function answerColumns(dialect: Dialect): string[] {
  const keys = [...shared, 'userIdentity', 'failed', 'hour', 'activity', 'eventID', 'eventName'];
  return [...keys, ...Object.keys(dialect.details), 'first', 'last', 'events'].map((column) => column.toLowerCase());
}

/**
 * One statement, one pass over the logs, all facts. Records that mint, change or place something come back one by one, as
 * JSON texts for the extraction that files go through; all others as counts of groups, an event that was delivered
 * twice counted once.
 */
export function factsQuery({ table, dialect, extent, apart }: FactsQuery): string {
  const detailNames = Object.keys(dialect.details).map((detail) => detail.toLowerCase());
  const columns = [...shared.map((column) => column.toLowerCase()), 'useridentity', 'failed', 'hour'];
  const keys = [...columns, 'activity', 'eventid', 'eventname', ...detailNames];
  return `WITH logs AS (
  SELECT
    ${dialect.eventTime} AS eventtime,
    coalesce(${dialect.text('eventID')}, '') AS eventid,
    coalesce(${dialect.text('eventName')}, '') AS eventname,
    split_part(${dialect.text('eventSource')}, '.', 1) AS service,
    ${shared.map((column) => named(dialect.text(column), column.toLowerCase())).join(',\n    ')},
    ${dialect.identity} AS useridentity,
    coalesce(${dialect.text('errorCode')}, '') <> '' OR coalesce(${dialect.text('errorMessage')}, '') <> '' AS failed,
    ${dialect.hasCredentials} AS hascredentials,
    ${Object.entries(dialect.details)
      .map(([detail, sql]) => `${sql} AS ${detail.toLowerCase()}`)
      .join(',\n    ')}
  FROM ${table.from}
  WHERE ${conditions(table, dialect, extent).join('\n    AND ')}
), told AS (
  SELECT *, NOT failed AND (hascredentials OR coalesce(${saysMore()}, false)) AS says_more
  FROM logs
), cut AS (
  SELECT *, says_more OR eventid = ''${apart.map((span) => ` OR ${inSpan(span)}`).join('')} AS apart
  FROM told
), sorted AS (
  SELECT ${columns.filter((column) => column !== 'hour').join(', ')},
    substr(eventtime, 1, 13) AS hour,
    IF(apart, '', ${activity()}) AS activity,
    IF(apart, eventid) AS eventid,
    IF(apart, eventname) AS eventname,
    ${detailNames.map((detail) => `IF(says_more, ${detail}) AS ${detail}`).join(',\n    ')},
    concat(eventtime, ' ', eventid, ' ', eventname) AS moment,
    eventid AS anyid
  FROM cut
)
SELECT ${keys.join(', ')},
  min(moment) AS first, max(moment) AS last, count(DISTINCT anyid) AS events
FROM sorted
GROUP BY ${keys.map((_, at) => at + 1).join(', ')}`;
}

const named = (sql: string, column: string): string => (sql === column ? column : `${sql} AS ${column}`);

function conditions(table: TableShape, dialect: Dialect, extent: Extent): string[] {
  const { from, to, accounts, regions } = extent;
  return [
    ...partitionConditions(table, extent),
    dialect.between(formatTime(from), formatTime(to)),
    ...(accounts.length === 0 ? [] : [isIn(name('recipientaccountid'), accounts)]),
    ...(regions.length === 0 ? [] : [isIn(name('awsregion'), regions)]),
  ];
}

const inSpan = ([from, to]: readonly [EpochSeconds, EpochSeconds]): string =>
  `(eventtime >= '${formatTime(from)}' AND eventtime < '${formatTime(to)}')`;
