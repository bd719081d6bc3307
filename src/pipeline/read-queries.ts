import { gatherRows } from '../evidence/index.ts';
import { NotThereError, StemmaError } from '../lib/errors.ts';
import type { NotListed, Skipped } from '../model/coverage.ts';
import type { SourceItem } from '../sources/index.ts';
import type { Case } from '../store/index.ts';
import type { ScanRequest } from './scan-request.ts';

export type QueryItem = Extract<SourceItem, { kind: 'query' }>;

export interface QueriesRead {
  readonly added: number;
  readonly skipped: readonly Skipped[];
  /** Of these, sources of which nothing could be had, or no more. */
  readonly unopened: readonly NotListed[];
}

/**
 * Reads, window after window, what the case lacks of each source. What one window gave stays where the next one fails:
 * the failure is told, the case keeps that it lacks the rest, and the next scan goes on there.
 */
export async function readQueries(
  theCase: Case,
  items: readonly QueryItem[],
  { signal, since, until }: Pick<ScanRequest, 'signal' | 'since' | 'until'>,
): Promise<QueriesRead> {
  const skipped: Skipped[] = [];
  const unopened: NotListed[] = [];
  let added = 0;
  for (const item of items) {
    let windows = 0;
    const lacking: NotListed[] = [];
    try {
      for await (const { hours, rows } of item.windows(await theCase.statesUnder(item.prefix))) {
        const batch = await gatherRows(rows, hours);
        windows++;
        // Hours are entered whole or as open; the time that was asked for is in their state.
        added += (await theCase.append(batch)).events;
        for (const { source, reason } of batch.files) if (reason !== null) skipped.push({ source, reason });
      }
    } catch (error) {
      signal.throwIfAborted();
      // A limit that forbids the first statement is the user's own word; later on, what was read is worth a report.
      const isRefused = error instanceof StemmaError && error.exitCode === 2 && windows === 0;
      if (!(error instanceof StemmaError) || isRefused) throw error;
      const hint = error.hint === null ? {} : { hint: error.hint };
      const kept = error instanceof NotThereError ? {} : { unlisted: true as const };
      lacking.push({ source: item.source, reason: withoutSubject(error.message, item.source), ...hint, ...kept });
    }
    unopened.push(...lacking);
    const unlisted = { sources: [item.source], skipped: lacking.filter((each) => each.unlisted), from: item.from };
    await theCase.keepUnlisted(unlisted, { since, until });
  }
  return { added, skipped, unopened };
}

/** Most errors begin with what they are about, which is told before the reason. */
const withoutSubject = (message: string, subject: string): string =>
  message.startsWith(`${subject}: `) ? message.slice(subject.length + 2) : message;
