import type { DuckDBConnection } from '@duckdb/node-api';
import { factOrder, type FactKind } from '../model/facts.ts';
import { rowsOf } from './database.ts';
import { columnsOf, factKinds, quoted } from './schema.ts';

/**
 * Writes the facts of the case anew, with `staged` ones (SQL by kind) added: rows that are one made one, and all in the
 * order of `factOrder`, so that a case does not tell in how many parts, or in which order, it was written. To be called in
 * a transaction.
 */
export async function compactFacts(
  connection: DuckDBConnection,
  staged: Partial<Record<FactKind, string>>,
  { wasCompact }: { wasCompact: boolean },
): Promise<void> {
  for (const kind of factKinds) {
    const added = staged[kind];
    if (added === undefined && wasCompact) continue;
    const [row] = await rowsOf(connection, `SELECT count(*) FROM ${kind}`);
    const empty = Number(row![0]) === 0;
    const rows = added === undefined ? kind : empty ? `(${added})` : `(FROM ${kind} UNION ALL ${added})`;
    const distinct = await hasDistinctEvents(connection, kind, rows);
    await connection.run(`CREATE OR REPLACE TABLE ${kind} AS ${compactedRows(kind, { from: rows, distinct })}`);
  }
  await compactSeen(connection);
}

/** Whether every row is of another event, so that no two can be equal: far quicker to see than by comparing whole rows. */
async function hasDistinctEvents(connection: DuckDBConnection, kind: FactKind, rows: string): Promise<boolean> {
  if (!columnsOf(kind).some(([name]) => name === 'eventID')) return false;
  const [row] = await rowsOf(connection, `SELECT count(*) = count(DISTINCT "eventID") FROM ${rows}`);
  return row![0] === true;
}

/** SQL of the rows of one kind, from a table or query, as `compactFacts` leaves them. */
export function compactedRows(kind: FactKind, { from = kind as string, distinct = false } = {}): string {
  const sums = summed[kind];
  const names = columnsOf(kind).map(([name]) => name);
  const order = [...new Set<string>([...factOrder[kind], ...names])].map((name) => `${quoted(name)} NULLS FIRST`);
  if (sums === undefined) return `SELECT ${distinct ? '' : 'DISTINCT '}* FROM ${from} ORDER BY ${order.join(', ')}`;
  const keys = names.filter((name) => sums[name] === undefined).map(quoted);
  const columns = names.map((name) => (sums[name] === undefined ? quoted(name) : `${sums[name]} AS ${quoted(name)}`));
  const rows = `SELECT *, date_trunc('hour', "first") AS "hour" FROM ${from}`;
  const groups = `SELECT ${columns.join(', ')} FROM (${rows}) GROUP BY ${keys.join(', ')}, "hour"`;
  return `SELECT * FROM (${groups}) ORDER BY ${order.join(', ')}`;
}

/** The first and the last call of a row are told by time, then by `eventID`. */
const earliest = `min({ t: "first", id: "firstEventID", name: "firstEventName" })`;
const latest = `max({ t: "last", id: "lastEventID" })`;

/** What the columns that are no key become; kinds that are not here have keys only. */
const summed: Partial<Record<FactKind, Record<string, string>>> = {
  uses: {
    first: 'min("first")',
    last: 'max("last")',
    count: 'sum("count")::UINTEGER',
    errors: 'sum("errors")::UINTEGER',
    firstEventID: `(${earliest}).id`,
    firstEventName: `(${earliest}).name`,
    lastEventID: `(${latest}).id`,
  },
  volumes: { first: 'min("first")', last: 'max("last")', events: 'sum("events")::UINTEGER' },
};

/** Many small scans leave many small lists of counted events; a long tail of them is made one an hour. */
async function compactSeen(connection: DuckDBConnection): Promise<void> {
  const [row] = await rowsOf(connection, 'SELECT count(*), count(DISTINCT hour) FROM seen_events');
  if (Number(row![0]) <= 8 * Number(row![1])) return;
  await connection.run(`CREATE OR REPLACE TABLE seen_events AS
    SELECT hour, unhex(string_agg(hex(identities), '')) AS identities FROM seen_events GROUP BY hour ORDER BY hour`);
}
