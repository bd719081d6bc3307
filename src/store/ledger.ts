import { resolve } from 'node:path';
import { DuckDBDataChunk, type DuckDBConnection, UINTEGER, UTINYINT, VARCHAR } from './duckdb.ts';
import { type EventLog, type FileOutcome, fileStatuses } from '../model/facts.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { rowsOf } from './database.ts';
import { CHUNK_ROWS, setAllNull, uint32Items, uint8Items } from './vectors.ts';

/** Which records of a file were asked for; null without bound. */
export interface Range {
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
}

export const everything: Range = { since: null, until: null };

/** What the ledger knows a file by. */
export interface KnownFile {
  readonly source: string;
  readonly identity: string | null;
}

export interface LedgerEntry extends Range {
  /** See `locationOf`. */
  readonly location: string;
  readonly file: FileOutcome;
  /** Events read from it, however often they were delivered. */
  readonly events: number;
}

/** Later than any record: an open end as a number. */
export const FOREVER = 0xffff_ffff;

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

/** Of these files, those in which the case found records, in their present state. */
export async function filesWithRecords<F extends KnownFile>(
  connection: DuckDBConnection,
  files: readonly F[],
): Promise<F[]> {
  const sql = `SELECT identity || chr(10) || location FROM files WHERE identity IS NOT NULL AND events > 0`;
  const states = new Set((await rowsOf(connection, sql)).map(([state]) => state as string));
  return files.filter((file) => states.has(`${file.identity}\n${locationOf(file)}`));
}

/** What became of files: records were had of them, or nothing was. */
export type Fate = 'had' | 'skipped';

/** The states in which the case knows files of one fate whose location begins with a text, by location. */
export async function identitiesUnder(
  connection: DuckDBConnection,
  prefix: string,
  fate: Fate,
): Promise<Map<string, string>> {
  const statuses = fate === 'had' ? `'read', 'partial'` : `'skipped'`;
  const sql = `SELECT location, identity FROM files WHERE starts_with(location, ?) AND identity IS NOT NULL
    AND status IN (${statuses}) ORDER BY ALL`;
  return new Map((await rowsOf(connection, sql, [prefix])) as [string, string][]);
}

/** The files of a batch with the number of their events, for `writeEntries`. */
export function entriesOf(files: readonly FileOutcome[], events: EventLog, range: Range): LedgerEntry[] {
  const counts = new Uint32Array(files.length);
  for (let i = 0; i < events.length; i++) counts[events.file[i]!]! += events.weight?.[i] ?? 1;
  const { since, until } = range;
  return files.map((file, i) => ({ since, until, location: locationOf(file), file, events: counts[i]! }));
}

/**
 * Enters files into the ledger. What was known of a file in an earlier state, or for a smaller range, is replaced; a
 * source without identity is another one each time.
 */
export async function writeEntries(connection: DuckDBConnection, entries: readonly LedgerEntry[]): Promise<void> {
  await stageEntries(connection, entries);
  await enterStaged(connection);
}

/** Brings entries to the database, for `enterStaged`. */
export const stageEntries = (connection: DuckDBConnection, entries: readonly LedgerEntry[]): Promise<void> =>
  stage(connection, latest(entries));

/** Enters what was staged. The database does all of it by itself: meanwhile the program has time for something else. */
export async function enterStaged(connection: DuckDBConnection): Promise<void> {
  const stagedFrom = 'coalesce(s.since, 0)';
  const stagedTo = `coalesce(s.until, ${FOREVER})`;
  const time = (column: string): string => `make_timestamp(${column}::BIGINT * 1000000)`;
  const statements = [
    `DELETE FROM files USING (${STAGED}) s WHERE files.location = s.location AND s.identity IS NOT NULL
    AND (files.identity IS DISTINCT FROM s.identity
      OR (coalesce(epoch(files.since)::BIGINT, 0) >= ${stagedFrom}
        AND coalesce(epoch(files.until)::BIGINT, ${FOREVER}) <= ${stagedTo}))`,
    `INSERT INTO files BY NAME
    SELECT * REPLACE (${time('since')} AS since, ${time('until')} AS until) FROM (${STAGED})`,
    'DROP TABLE staged_files',
  ];
  await connection.run(statements.join(';\n'));
}

const ENTRY_TYPES = [VARCHAR, VARCHAR, VARCHAR, VARCHAR, UTINYINT, UINTEGER, UINTEGER, UINTEGER, UINTEGER];

const STAGED = `SELECT coalesce(elsewhere, source) AS location, source, identity, since, until,
  CASE status ${fileStatuses.map((name, code) => `WHEN ${code} THEN '${name}'`).join(' ')} END AS status,
  reason, events, unreadable FROM staged_files`;

/** Each text costs a call to be handed over: what stands twice in nearly all rows, or is one of a few words, SQL puts in. */
async function stage(connection: DuckDBConnection, entries: readonly LedgerEntry[]): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged_files (elsewhere VARCHAR, source VARCHAR, identity VARCHAR,
    reason VARCHAR, status UTINYINT, since UINTEGER, until UINTEGER, events UINTEGER, unreadable UINTEGER)`);
  const appender = await connection.createAppender('staged_files', 'main', 'temp');
  for (let from = 0; from < entries.length; from += CHUNK_ROWS) {
    const some = entries.slice(from, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(ENTRY_TYPES, some.length);
    fill(chunk, some);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function fill(chunk: DuckDBDataChunk, entries: readonly LedgerEntry[]): void {
  const vectors = ENTRY_TYPES.map((_, column) => chunk.getColumnVector(column));
  const [elsewhere, source, identity, reason, , since, until] = vectors;
  const [status, events, unreadable] = [uint8Items(chunk, 4), uint32Items(chunk, 7), uint32Items(chunk, 8)];
  // Few files have any of these.
  for (const column of [0, 3, 5, 6]) setAllNull(chunk, column);
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const { file, location } = entry;
    if (location !== file.source) elsewhere!.setItem(i, location);
    source!.setItem(i, file.source);
    identity!.setItem(i, file.identity);
    if (file.reason !== null) reason!.setItem(i, file.reason);
    if (entry.since !== null) since!.setItem(i, entry.since);
    if (entry.until !== null) until!.setItem(i, entry.until);
    status[i] = fileStatuses.indexOf(file.status);
    events[i] = entry.events;
    unreadable[i] = file.unreadable;
  }
  for (const vector of vectors) vector.flush();
}

/** Without the entries that a later one replaces, by the rule that `writeEntries` follows in the case. */
function latest(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const places = new Set(entries.map(({ location }) => location));
  // Hardly a file is listed twice.
  if (places.size === entries.length) return entries;
  const byLocation = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const { location } = entry;
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
