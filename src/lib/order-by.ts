import { freeArrays } from './free-arrays.ts';
import type { Values } from '../model/columns.ts';

const DIGIT = 65_536;

/** Positions of `keys` in rising order of the key, equal keys in the order they have. Radix sort: linear. */
export function orderBy(keys: Values): Uint32Array {
  const byLow = new Uint32Array(keys.length);
  const byBoth = new Uint32Array(keys.length);
  for (let row = 0; row < keys.length; row++) byBoth[row] = row;
  sortByDigit(keys, { shift: 0, from: byBoth, to: byLow });
  sortByDigit(keys, { shift: 16, from: byLow, to: byBoth });
  freeArrays([byLow]);
  return byBoth;
}

function sortByDigit(keys: Values, pass: { shift: number; from: Uint32Array; to: Uint32Array }): void {
  const { shift, from, to } = pass;
  const starts = new Uint32Array(DIGIT + 1);
  for (let row = 0; row < keys.length; row++) starts[((keys[row]! >>> shift) & 0xffff) + 1]!++;
  for (let digit = 0; digit < DIGIT; digit++) starts[digit + 1]! += starts[digit]!;
  for (let at = 0; at < from.length; at++) {
    const row = from[at]!;
    to[starts[(keys[row]! >>> shift) & 0xffff]!++] = row;
  }
}
