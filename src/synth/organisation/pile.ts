// Hot: records are held as bytes, for a text a record would be more than the collector can carry away.
import type { Random } from '../random.ts';
import type { Batch } from './batch.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Batches of one file to be, one after the other. */
export interface Pile {
  bytes: Bytes;
  length: number;
  /** Where each batch ends. */
  readonly ends: number[];
}

const FIRST_BYTES = 8192;
// Files of a few late records stay small; only a full one takes what another has left behind.
const LARGE_BYTES = 1 << 16;
const MOST_LEFT = 32;

export function createPile(): Pile {
  return { bytes: new Uint8Array(FIRST_BYTES), length: 0, ends: [] };
}

/** Copies a batch onto the pile. `left` is memory of delivered ones: asking for new costs more than filling it. */
export function addTo(pile: Pile, batch: Readonly<Batch>, left: Bytes[]): void {
  const end = pile.length + batch.length;
  if (end > pile.bytes.length) grow(pile, { atLeast: end, left });
  pile.bytes.set(batch.bytes.subarray(0, batch.length), pile.length);
  pile.length = end;
  pile.ends.push(end);
}

/** Leaves memory that is no longer needed to others. */
export function leave(memory: ArrayBuffer, left: Bytes[]): void {
  if (memory.byteLength >= LARGE_BYTES && left.length < MOST_LEFT) left.push(new Uint8Array(memory));
}

function grow(pile: Pile, { atLeast, left }: { readonly atLeast: number; readonly left: Bytes[] }): void {
  const { bytes, length } = pile;
  // What is small grows in long strides: each is a copy of all.
  const size = Math.max((bytes.length < 4 * LARGE_BYTES ? 4 : 2) * bytes.length, atLeast);
  pile.bytes = memory(size, left);
  pile.bytes.set(bytes.subarray(0, length));
  leave(bytes.buffer, left);
}

/** At least so much. */
function memory(size: number, left: Bytes[]): Bytes {
  const found = size < LARGE_BYTES ? -1 : left.findLastIndex((bytes) => bytes.length >= size);
  return found < 0 ? new Uint8Array(size) : left.splice(found, 1)[0]!;
}

const OPENING = new TextEncoder().encode('{"Records":[');
const CLOSING = new TextEncoder().encode(']}');
const COMMA = 0x2c;

/** The log file: its batches in no order, as CloudTrail leaves them. */
export function fileOf({ bytes, length, ends }: Pile, random: Random, left: Bytes[]): Bytes {
  const size = OPENING.length + length + ends.length - 1 + CLOSING.length;
  const file = memory(size, left);
  file.set(OPENING);
  let end = OPENING.length;
  for (const index of mixed(ends.length, random)) {
    if (end > OPENING.length) file[end++] = COMMA;
    const batch = bytes.subarray(index === 0 ? 0 : ends[index - 1]!, ends[index]!);
    file.set(batch, end);
    end += batch.length;
  }
  file.set(CLOSING, end);
  return file.subarray(0, size);
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
