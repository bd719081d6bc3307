import type { PackedTexts } from '../model/columns.ts';
import { sortPart } from './sort-part.ts';

/** The rank of each of some texts in the order of their UTF-8 bytes, by code; 0 for null and for texts not asked for. */
export function rankTexts(packed: PackedTexts, codes: Uint32Array): Uint32Array {
  const sorted = sortTexts(packed, codes);
  const ranks = new Uint32Array(packed.ends.length + 1);
  for (let i = 0; i < sorted.length; i++) ranks[sorted[i]!] = i + 1;
  return ranks;
}

/**
 * Codes, none of them null's, in the order of the UTF-8 bytes of their texts.
 * Sorts by one byte after the other, which ids and ARNs with long common beginnings need, and compares only what is left
 * in small groups: a third of the time that comparing them all takes.
 */
export function sortTexts({ bytes, ends }: PackedTexts, codes: Uint32Array): Uint32Array {
  return sortByBytes({ bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), ends }, codes);
}

interface Arena {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

const startOf = ({ ends }: Arena, code: number): number => (code === 1 ? 0 : ends[code - 2]!);

/** Bytes that are looked at one by one: where texts differ early, calling out for it takes longer. */
const NEAR = 16;

/**
 * Below or above zero as the first text is before or behind the second; codes of one arena, neither null. Their first `depth`
 * bytes are known to be equal.
 */
export function compareTexts({ bytes, ends }: Arena, a: number, b: number, depth = 0): number {
  if (a === b) return 0;
  const endA = ends[a - 1]!;
  const endB = ends[b - 1]!;
  let atA = startOf({ bytes, ends }, a) + depth;
  let atB = startOf({ bytes, ends }, b) + depth;
  const stop = Math.min(endA, atA + NEAR, atA + endB - atB);
  for (; atA < stop; atA++, atB++) {
    const difference = bytes[atA]! - bytes[atB]!;
    if (difference !== 0) return difference;
  }
  return atA === endA || atB === endB ? endA - atA - (endB - atB) : bytes.compare(bytes, atB, endB, atA, endA);
}

/** Groups up to this size are sorted by comparing. */
const SMALL = 24;

function sortByBytes(arena: Arena, codes: Uint32Array): Uint32Array {
  const from = codes.slice();
  if (isSorted(arena, from)) return from;
  const to = new Uint32Array(codes.length);
  // Groups of texts that are equal up to `depth`: begin, end, depth. A stack, because texts may be long.
  const groups = [0, codes.length, 0];
  const counts = new Uint32Array(257);
  let depth = 0;
  const compare = (a: number, b: number): number => compareTexts(arena, a, b, depth);
  while (groups.length > 0) {
    depth = groups.pop()!;
    const end = groups.pop()!;
    const begin = groups.pop()!;
    if (end - begin <= SMALL) {
      sortPart(from, { from: begin, to: end }, compare);
      continue;
    }
    counts.fill(0);
    for (let i = begin; i < end; i++) counts[byteAt(arena, from[i]!, depth)]!++;
    distribute(arena, { from, to, begin, end, depth, counts, groups });
    from.set(to.subarray(begin, end), begin);
  }
  return from;
}

/** Texts that were given codes in their order are common, and finding out takes a tenth of the time of sorting. */
function isSorted(arena: Arena, codes: Uint32Array): boolean {
  for (let i = 1; i < codes.length; i++) if (compareTexts(arena, codes[i - 1]!, codes[i]!) > 0) return false;
  return true;
}

/** One more than the byte, 0 behind the end. */
function byteAt(arena: Arena, code: number, depth: number): number {
  const at = startOf(arena, code) + depth;
  return at < arena.ends[code - 1]! ? arena.bytes[at]! + 1 : 0;
}

interface Pass {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  readonly counts: Uint32Array;
  readonly groups: number[];
}

function distribute(arena: Arena, { from, to, begin, end, depth, counts, groups }: Pass): void {
  let at = begin;
  for (let byte = 0; byte <= 256; byte++) {
    const size = counts[byte]!;
    counts[byte] = at;
    // Texts that end here are equal: there is nothing left to sort.
    if (size > 1 && byte > 0) groups.push(at, at + size, depth + 1);
    at += size;
  }
  for (let i = begin; i < end; i++) to[counts[byteAt(arena, from[i]!, depth)]!++] = from[i]!;
}
