import type { Skipped } from '../model/coverage.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { DuckDBConnection } from './duckdb.ts';
import { rowsOf } from './database.ts';
import { FOREVER, type LedgerEntry, locationOf, type Range, writeEntries } from './ledger.ts';

/** What of some sources could not even be listed. */
export interface Unlisted {
  /** All that was to be listed. */
  readonly sources: readonly string[];
  readonly skipped: readonly Skipped[];
  /** From when on they were listed where no `since` was asked for: of a table only the last months are. */
  readonly from?: EpochSeconds;
}

/** In place of size and time, which nobody knows. What was listed and read later has another identity, and replaces it. */
const IDENTITY = 'unlisted';

const BELOW = `identity = '${IDENTITY}' AND (location = ? OR starts_with(location, ?))
  AND (coalesce(epoch(since)::BIGINT, 0) >= ?::BIGINT OR (since IS NULL AND ?)) AND coalesce(epoch(until)::BIGINT, ${FOREVER}) <= ?::BIGINT`;

/** Whether the case knows of the same places what could not be listed of them before, and nothing else. */
export async function isKnownUnlisted(
  connection: DuckDBConnection,
  { skipped, ...listed }: Unlisted,
  range: Range,
): Promise<boolean> {
  const known = new Set<string>();
  for (const place of placesOf(listed, range)) {
    const rows = await rowsOf(connection, `SELECT source, reason FROM files WHERE ${BELOW}`, place);
    for (const row of rows) known.add(row.join('\n'));
  }
  const found = new Set(skipped.map(({ source, reason }) => `${source}\n${reason}`));
  return known.size === found.size && [...found].every((entry) => known.has(entry));
}

/**
 * Enters what could not be listed into the ledger, in place of what of the same sources could not be before: whoever lists a
 * place again, for all of the time that was asked for then, knows better.
 */
export async function writeUnlisted(
  connection: DuckDBConnection,
  { skipped, ...listed }: Unlisted,
  range: Range,
): Promise<void> {
  for (const place of placesOf(listed, range)) await connection.run(`DELETE FROM files WHERE ${BELOW}`, place);
  await writeEntries(
    connection,
    skipped.map((each) => entryOf(each, range)),
  );
}

/** Who asks for all of the time asks for what was asked for then without a time, though that may have been a day earlier. */
const placesOf = (
  { sources, from = 0 }: Omit<Unlisted, 'skipped'>,
  { since, until }: Range,
): (string | number | boolean)[][] =>
  sources.map((source) => [...placeOf(source), since ?? from, since === null, until ?? FOREVER]);

/**
 * Where a source lies, and how the locations of all that is below it begin: those of a bucket as the keys that it names,
 * those of a table as itself with filters.
 */
function placeOf(source: string): [location: string, beginning: string] {
  const location = locationOf({ source, identity: null });
  if (/^s3:\/\/[^/]+\//i.test(location)) return [location, location];
  return [location, `${location}${/^(?:athena|trino|trino\+https?|lake):/i.test(location) ? '?' : '/'}`];
}

const entryOf = ({ source, reason }: Skipped, { since, until }: Range): LedgerEntry => ({
  since,
  until,
  events: 0,
  location: locationOf({ source, identity: IDENTITY }),
  file: { source, identity: IDENTITY, status: 'skipped', reason, events: 0, unreadable: 0 },
});
