import type { TimeRange, TrailFile } from '../sources/index.ts';
import { digestEnd, parseDigestName } from './digest.ts';

/** A digest tells of the hour before its end. */
const HOUR = 3600;

export interface ChosenDigests {
  readonly digests: readonly TrailFile[];
  /**
   * Of these, by `source`, the first of each chain after the time that was asked for: it says what the one before it must
   * be, and is itself not asked about.
   */
  readonly vouchers: ReadonlySet<string>;
}

/** The digests that tell of a time range, by their names: a range costs no more than its own digests. */
export function chooseDigests(digests: readonly TrailFile[], { since, until }: TimeRange): ChosenDigests {
  const chosen: TrailFile[] = [];
  const after = new Map<string, TrailFile>();
  for (const digest of digests) {
    const end = endOf(digest);
    if (since !== null && end <= since) continue;
    if (until === null || end - HOUR < until) {
      chosen.push(digest);
      continue;
    }
    const chain = JSON.stringify(parseDigestName(digest.source));
    const first = after.get(chain);
    if (first === undefined || end < endOf(first)) after.set(chain, digest);
  }
  const next = [...after.values()];
  return { digests: [...chosen, ...next], vouchers: new Set(next.map(({ source }) => source)) };
}

const endOf = ({ source }: TrailFile): number => digestEnd(source) ?? 0;
