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

/** Over memory that another pile has left behind, where there is some. */
export function createPile(left: Uint8Array | undefined): Pile {
  return { bytes: left ?? new Uint8Array(FIRST_BYTES), length: 0, ends: [] };
}

/** Copies a record onto the pile. */
export function addTo(pile: Pile, record: Uint8Array, length: number): void {
  const end = pile.length + length;
  if (end > pile.bytes.length) pile.bytes = grown(pile, end);
  pile.bytes.set(record.subarray(0, length), pile.length);
  pile.length = end;
  pile.ends.push(end);
}

function grown({ bytes, length }: Pile, atLeast: number): Uint8Array {
  const larger = new Uint8Array(Math.max(2 * bytes.length, atLeast));
  larger.set(bytes.subarray(0, length));
  return larger;
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
