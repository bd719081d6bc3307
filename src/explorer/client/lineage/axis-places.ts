/** Where the labels of the axis go, so that none covers another: pure, in pixels. */

/** A flag without this much room says nothing. */
export const LEAST_WORDS = 44;
const USUAL_WORDS = 130;
const MOST_WORDS = 220;
const APART = 3;

/** Of the label of the present. */
const NOW_WIDTH = 46;
/** Of a day or a time of day, about. */
export const TICK_WIDTH = 42;

export interface Flagged {
  readonly room: number;
  readonly side: 'left' | 'right';
}

/** Flags have a line to themselves: each has the room up to the next one, or back to the words of the one before it. */
export function placeFlags<T extends { readonly x: number }>(flags: readonly T[], width: number): (T & Flagged)[] {
  const sorted = flags.toSorted((a, b) => a.x - b.x);
  const placed: (T & { room: number; side: Flagged['side'] })[] = [];
  for (const [i, flag] of sorted.entries()) {
    const previous = placed.at(-1);
    const after = (sorted[i + 1]?.x ?? width) - flag.x - APART;
    const before = flag.x - (previous === undefined ? 0 : usualEnd(previous)) - APART;
    const side = after < LEAST_WORDS && before > after ? 'left' : 'right';
    if (side === 'left' && previous?.side === 'right') previous.room = Math.min(previous.room, USUAL_WORDS);
    placed.push({ ...flag, room: Math.max(2, Math.min(MOST_WORDS, side === 'left' ? before : after)), side });
  }
  return placed;
}

/** Where most words of a flag end: what comes after it may begin there. */
const usualEnd = ({ x, room, side }: Flagged & { readonly x: number }): number =>
  side === 'left' ? x : x + Math.min(room, USUAL_WORDS);

export interface Now {
  readonly x: number;
  readonly side: 'left' | 'right';
}

/** The present stands among the ticks, on the side that has room; null where it is out of sight. */
export function placeNow(x: number, width: number): Now | null {
  if (x < 0 || x > width) return null;
  return { x, side: x + NOW_WIDTH > width && x >= NOW_WIDTH ? 'left' : 'right' };
}

/** Whether the label of the present covers that of a tick at `x`. */
export function isCovered(x: number, now: Now | null): boolean {
  if (now === null) return false;
  const from = now.side === 'left' ? now.x - NOW_WIDTH : now.x;
  return x < from + NOW_WIDTH && x + TICK_WIDTH > from;
}
