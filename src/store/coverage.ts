import type { DuckDBConnection } from './duckdb.ts';
import { byText } from '../lib/by-text.ts';
import type { Coverage } from '../model/coverage.ts';
import type { CaseFacts } from '../model/facts.ts';
import { rowsOf } from './database.ts';

/** What the case has read. Gaps are not for the store to know. */
export async function readCoverage(
  connection: DuckDBConnection,
  { volumes, texts }: Pick<CaseFacts, 'volumes' | 'texts'>,
): Promise<Omit<Coverage, 'gaps'>> {
  const { first, last, events, recipientAccountId, awsRegion } = volumes.columns;
  const [totals] = await rowsOf(
    connection,
    `SELECT count(DISTINCT CASE WHEN status IN ('read', 'partial') THEN location END), coalesce(sum(events), 0)::BIGINT
     FROM files`,
  );
  const skipped = await rowsOf(
    connection,
    `SELECT DISTINCT source, coalesce(reason, status) AS reason FROM files
     WHERE status IN ('partial', 'skipped') ORDER BY ALL`,
  );
  const counted = events.reduce((sum, count) => sum + count, 0);
  const named = (codes: Uint32Array): string[] =>
    [...new Set(codes)].flatMap((code) => texts.get(code) ?? []).toSorted(byText);
  return {
    from: volumes.length === 0 ? null : first.reduce((a, b) => Math.min(a, b)),
    to: volumes.length === 0 ? null : last.reduce((a, b) => Math.max(a, b)),
    files: Number(totals![0]),
    events: counted,
    // A file that was overwritten counts with what it holds now, so that this can come out below zero.
    duplicates: Math.max(0, Number(totals![1]) - counted),
    accounts: named(recipientAccountId),
    regions: named(awsRegion),
    skipped: skipped.map(([source, reason]) => ({ source: String(source), reason: String(reason) })),
  };
}
