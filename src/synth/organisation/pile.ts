// Hot: records are held as bytes, for a text a record would be more than the collector can carry away.
import type { Random } from '../random.ts';

/** Records of one file to be, one after the other. */
export interface Pile {
  bytes: Uint8Array;
  length: number;
  /** Where each record ends. */
  readonly ends: number[];
}

const FIRST_BYTES = 8192;
// Files of a few late records stay small; only a full one takes what another has left behind.
const LARGE_BYTES = 1 << 18;
const MOST_LEFT = 32;

export function createPile(): Pile {
  return { bytes: new Uint8Array(FIRST_BYTES), length: 0, ends: [] };
}

/** Copies a record onto the pile. `left` is memory of delivered piles: asking for new costs more than filling it. */
export function addTo(
  pile: Pile,
  record: Uint8Array,
  { length, left }: { readonly length: number; readonly left: Uint8Array[] },
): void {
  const end = pile.length + length;
  if (end > pile.bytes.length) pile.bytes = larger(pile, { atLeast: end, left });
  pile.bytes.set(record.subarray(0, length), pile.length);
  pile.length = end;
  pile.ends.push(end);
}

/** Leaves the memory of a delivered pile to others. */
export function leave({ bytes }: Pile, left: Uint8Array[]): void {
  if (bytes.length > LARGE_BYTES && left.length < MOST_LEFT) left.push(bytes);
}

function larger(
  { bytes, length }: Pile,
  { atLeast, left }: { readonly atLeast: number; readonly left: Uint8Array[] },
): Uint8Array {
  // What is small grows in long strides: each is a copy of all.
  const size = Math.max((bytes.length < LARGE_BYTES ? 4 : 2) * bytes.length, atLeast);
  const found = size > LARGE_BYTES && (left.at(-1)?.length ?? 0) >= size ? left.pop() : undefined;
  const next = found ?? new Uint8Array(size);
  next.set(bytes.subarray(0, length));
  return next;
}

const OPENING = new TextEncoder().encode('{"Records":[');
const CLOSING = new TextEncoder().encode(']}');
const COMMA = 0x2c;

/** The log file: its records in no order, as CloudTrail leaves them. */
export function fileOf({ bytes, length, ends }: Pile, random: Random): Uint8Array {
  const file = new Uint8Array(OPENING.length + length + ends.length - 1 + CLOSING.length);
  file.set(OPENING);
  let end = OPENING.length;
  for (const index of mixed(ends.length, random)) {
    if (end > OPENING.length) file[end++] = COMMA;
    const record = bytes.subarray(index === 0 ? 0 : ends[index - 1]!, ends[index]!);
    file.set(record, end);
    end += record.length;
  }
  file.set(CLOSING, end);
  return file;
}

/** The numbers below a limit in another order. */
function mixed(count: number, random: Random): Uint32Array {
  const order = new Uint32Array(count).map((_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const index = order[last]!;
    order[last] = order[other]!;
    order[other] = index;
  }
  return order;
}
