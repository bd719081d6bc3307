import type { DuckDBConnection } from '@duckdb/node-api';
import type { Coverage } from '../model/coverage.ts';
import { rowsOf } from './database.ts';

/** What the case has read. Gaps are not for the store to know. */
export async function readCoverage(connection: DuckDBConnection): Promise<Omit<Coverage, 'gaps'>> {
  const [totals] = await rowsOf(
    connection,
    `SELECT epoch(min("first"))::BIGINT, epoch(max("last"))::BIGINT, coalesce(sum("events"), 0)::BIGINT,
       (SELECT count(DISTINCT location) FROM files WHERE status IN ('read', 'partial')),
       (SELECT coalesce(sum(events), 0)::BIGINT FROM files) FROM volumes`,
  );
  const [from, to, events, files, delivered] = totals!.map((value) => (value === null ? null : Number(value)));
  const skipped = await rowsOf(
    connection,
    `SELECT DISTINCT source, coalesce(reason, status) AS reason FROM files
     WHERE status IN ('partial', 'skipped') ORDER BY ALL`,
  );
  return {
    from: from ?? null,
    to: to ?? null,
    files: files!,
    events: events!,
    // A file that was overwritten counts with what it holds now, so that this can come out below zero.
    duplicates: Math.max(0, delivered! - events!),
    accounts: await distinct(connection, 'recipientAccountId'),
    regions: await distinct(connection, 'awsRegion'),
    skipped: skipped.map(([source, reason]) => ({ source: String(source), reason: String(reason) })),
  };
}

async function distinct(connection: DuckDBConnection, column: 'recipientAccountId' | 'awsRegion'): Promise<string[]> {
  const sql = `SELECT DISTINCT "${column}" FROM volumes WHERE "${column}" IS NOT NULL ORDER BY ALL`;
  return (await rowsOf(connection, sql)).map(([value]) => String(value));
}
