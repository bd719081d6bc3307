// Hot, once a block: memory is used again.
import { codeLengths, codesOf } from './huffman.ts';

/** The order in which the lengths of the codes of code lengths stand (RFC 1951, 3.2.7). */
const ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15);
const LONGEST = 7;
const DYNAMIC = 2;
const FEWEST_LITERALS = 257;
const FEWEST_LENGTHS = 4;
const MOST_LENGTHS = 320;

/** Symbols of runs, each with what is added to it from bit 8 on and in how many bits from bit 16 on. */
const runs = new Uint32Array(MOST_LENGTHS);
const frequencies = new Uint32Array(ORDER.length);
const codes = new Uint32Array(ORDER.length);
const both = new Uint8Array(MOST_LENGTHS);

/**
 * What stands before the data of a block: that codes of its own follow, and these. Like codes, each number has bits and from
 * bit 16 on how many. Gives how many numbers there are.
 */
export function writeHeader(header: Uint32Array, literals: Uint8Array, distances: Uint8Array, last: boolean): number {
  const literalCount = Math.max(FEWEST_LITERALS, usedOf(literals));
  const distanceCount = Math.max(1, usedOf(distances));
  both.set(literals);
  both.set(distances, literalCount);
  const count = findRuns(both.subarray(0, literalCount + distanceCount));

  frequencies.fill(0);
  for (let run = 0; run < count; run++) frequencies[runs[run]! & 0xff]!++;
  const widths = codeLengths(frequencies, LONGEST);
  codesOf(widths, codes);
  let ordered = ORDER.length;
  while (ordered > FEWEST_LENGTHS && widths[ORDER[ordered - 1]!] === 0) ordered--;

  let end = 0;
  const put = (value: number, width: number): void => void (header[end++] = value | (width << 16));
  put(last ? 1 : 0, 1);
  put(DYNAMIC, 2);
  put(literalCount - FEWEST_LITERALS, 5);
  put(distanceCount - 1, 5);
  put(ordered - FEWEST_LENGTHS, 4);
  for (let index = 0; index < ordered; index++) put(widths[ORDER[index]!]!, 3);
  for (let index = 0; index < count; index++) {
    const run = runs[index]!;
    const symbol = run & 0xff;
    put((codes[symbol]! & 0xffff) | (((run >>> 8) & 0xff) << widths[symbol]!), widths[symbol]! + (run >>> 16));
  }
  return end;
}

function usedOf(lengths: Uint8Array): number {
  let used = lengths.length;
  while (used > 0 && lengths[used - 1] === 0) used--;
  return used;
}

/** Lengths as they are put out: 16 the one before three to six times, 17 and 18 up to 10 and 138 zeros. Gives how many. */
function findRuns(lengths: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at]!;
    let same = 1;
    while (lengths[at + same] === length) same++;
    at += same;
    if (length > 0) {
      runs[count++] = length;
      same--;
    }
    while (same >= 3) {
      const times = Math.min(same, length > 0 ? 6 : 138);
      runs[count++] =
        length > 0 ? repeat(16, times - 3, 2) : times <= 10 ? repeat(17, times - 3, 3) : repeat(18, times - 11, 7);
      same -= times;
    }
    for (; same > 0; same--) runs[count++] = length;
  }
  return count;
}

const repeat = (symbol: number, more: number, width: number): number => symbol | (more << 8) | (width << 16);
