import { formatTime, parseTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

/** A stretch of time of any length; the end is not included. */
export interface Stretch {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

/** What is left of a stretch without the others, newest first. */
export function without({ from, to }: Stretch, others: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let end = to;
  const touching = others.filter((other) => other.to > from && other.from < to);
  for (const other of touching.toSorted((a, b) => b.to - a.to)) {
    if (other.to < end) left.push({ from: other.to, to: end });
    end = Math.min(end, other.from);
  }
  if (from < end) left.push({ from, to: end });
  return left;
}

/** As the ledger names it, to the second: `2026-11-20T09:00:00Z_2026-11-20T11:30:00Z`. */
export const nameOfStretch = ({ from, to }: Stretch): string => `${formatTime(from)}_${formatTime(to)}`;

/** Null where a name is no stretch: days and hours have names of their own. */
export function parseStretch(name: string): Stretch | null {
  const [from = null, to = null] = name.split('_').map((text) => parseTime(text));
  return from === null || to === null || from >= to ? null : { from, to };
}
