import { resolve } from 'node:path';
import { DuckDBDataChunk, type DuckDBConnection, type DuckDBValue, UINTEGER, VARCHAR } from './duckdb.ts';
import type { EventLog, FileOutcome } from '../model/facts.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { rowsOf } from './database.ts';

/** Which records of a file were asked for; null without bound. */
export interface Range {
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
}

export const everything: Range = { since: null, until: null };

/** What the ledger knows a file by. */
interface KnownFile {
  readonly source: string;
  readonly identity: string | null;
}

export interface LedgerEntry extends Range {
  readonly file: FileOutcome;
  /** Events read from it, however often they were delivered. */
  readonly events: number;
}

/** Later than any record: an open end as a number. */
const FOREVER = 0xffff_ffff;

/**
 * The same file is the same whatever folder it is named from. What has a scheme is named in one way only. What came through
 * standard input is known by its content alone: the next to come is no later state of it.
 */
export function locationOf({ source, identity }: KnownFile): string {
  if (source === '-') return identity === null ? source : `- ${identity}`;
  if (/^[a-z][a-z0-9+.-]+:/i.test(source)) return source;
  // Most are in full already, and there are tens of thousands of them.
  return source.startsWith('/') && !/\/(?:\.|\/|$)/.test(source) ? source : resolve(source);
}

/** The files that the case has not read whole, in this state and for all of this range. */
export async function unreadFiles<F extends KnownFile>(
  connection: DuckDBConnection,
  files: readonly F[],
  range: Range,
): Promise<F[]> {
  // In one text, which halves what tens of thousands of rows take to be read and looked up. No identity has a line end.
  const known = await rowsOf(
    connection,
    `SELECT identity || chr(10) || location FROM files WHERE identity IS NOT NULL AND status IN ('read', 'foreign')
       AND coalesce(epoch(since)::BIGINT, 0) <= ?::BIGINT AND coalesce(epoch(until)::BIGINT, ${FOREVER}) >= ?::BIGINT`,
    [range.since ?? 0, range.until ?? FOREVER],
  );
  const states = new Set(known.map(([state]) => state as string));
  return files.filter(
    ({ source, identity }) => identity === null || !states.has(`${identity}\n${locationOf({ source, identity })}`),
  );
}

/** The states in which the case knows files whose location begins with a text, by location. */
export async function identitiesUnder(connection: DuckDBConnection, prefix: string): Promise<Map<string, string>> {
  const sql = `SELECT location, identity FROM files WHERE starts_with(location, ?) AND identity IS NOT NULL
    AND status IN ('read', 'partial') ORDER BY ALL`;
  return new Map((await rowsOf(connection, sql, [prefix])) as [string, string][]);
}

/** The files of a batch with the number of their events, for `writeEntries`. */
export function entriesOf(files: readonly FileOutcome[], events: EventLog, range: Range): LedgerEntry[] {
  const counts = new Uint32Array(files.length);
  for (let i = 0; i < events.length; i++) counts[events.file[i]!]! += events.weight?.[i] ?? 1;
  return files.map((file, i) => ({ ...range, file, events: counts[i]! }));
}

/**
 * Enters files into the ledger. What was known of a file in an earlier state, or for a smaller range, is replaced; a
 * source without identity is another one each time.
 */
export async function writeEntries(connection: DuckDBConnection, entries: readonly LedgerEntry[]): Promise<void> {
  const rows = latest(entries).map(rowOf);
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged_files (location VARCHAR, source VARCHAR,
    identity VARCHAR, since UINTEGER, until UINTEGER, status VARCHAR, reason VARCHAR, events UINTEGER, unreadable UINTEGER)`);
  const appender = await connection.createAppender('staged_files', 'main', 'temp');
  const types = [VARCHAR, VARCHAR, VARCHAR, UINTEGER, UINTEGER, VARCHAR, VARCHAR, UINTEGER, UINTEGER];
  for (let from = 0; from < rows.length; from += 2048) {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setRows(rows.slice(from, from + 2048));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const stagedFrom = 'coalesce(s.since, 0)';
  const stagedTo = `coalesce(s.until, ${FOREVER})`;
  await connection.run(`DELETE FROM files USING staged_files s WHERE files.location = s.location AND s.identity IS NOT NULL
    AND (files.identity IS DISTINCT FROM s.identity
      OR (coalesce(epoch(files.since)::BIGINT, 0) >= ${stagedFrom}
        AND coalesce(epoch(files.until)::BIGINT, ${FOREVER}) <= ${stagedTo}))`);
  const time = (column: string): string => `make_timestamp(${column}::BIGINT * 1000000)`;
  await connection.run(`INSERT INTO files BY NAME
    SELECT * REPLACE (${time('since')} AS since, ${time('until')} AS until) FROM staged_files`);
  await connection.run('DROP TABLE staged_files');
}

/** Without the entries that a later one replaces, by the rule that `writeEntries` follows in the case. */
function latest(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const byLocation = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const location = locationOf(entry.file);
    const before = byLocation.get(location) ?? [];
    byLocation.set(location, [...before.filter((old) => !replaces(entry, old)), entry]);
  }
  return [...byLocation.values()].flat();
}

function replaces(entry: LedgerEntry, old: LedgerEntry): boolean {
  if (entry.file.identity === null) return false;
  if (entry.file.identity !== old.file.identity) return true;
  return (entry.since ?? 0) <= (old.since ?? 0) && (entry.until ?? FOREVER) >= (old.until ?? FOREVER);
}

function rowOf({ file, since, until, events }: LedgerEntry): DuckDBValue[] {
  const { source, identity, status, reason, unreadable } = file;
  return [locationOf(file), source, identity, since, until, status, reason, events, unreadable];
}
