// Hot, see `npm run bench` and docs/performance.md.
import type { PackedTexts, TextPool } from '../model/columns.ts';
import { freeArrays } from './free-arrays.ts';
import { grown } from './grown.ts';
import { hashBytes } from './hash.ts';
import { sortTexts } from './rank-texts.ts';

/**
 * Texts by code, in one arena of UTF-8 bytes: a million user agents as JavaScript strings cost several times their length
 * and cannot cross a thread without a copy of each. Equal texts have one code. Hot: every field of every record goes
 * through `codeOfBytes`.
 */
export interface GrowingTexts extends TextPool {
  /** The code of a text, new if need be. Null and the empty text are 0: CloudTrail writes both for "not there". */
  codeOf(text: string | null): number;
  /** The same for UTF-8 bytes that are already there; the bytes are copied. */
  codeOfBytes(bytes: Uint8Array, start: number, end: number): number;
  /** The texts so far, in buffers of their own that can be transferred. */
  pack(): PackedTexts;
}

/** A pool whose texts can be looked at where they lie. */
export interface OpenTexts extends GrowingTexts {
  /** The texts so far without a copy: to be read before the next text comes. */
  peek(): PackedTexts;
}

/** An empty pool that grows. */
export function createTexts(): OpenTexts {
  return poolOver({ bytes: Buffer.alloc(16_384), ends: new Uint32Array(512), size: 0, slots: null });
}

/** A pool over texts that came from elsewhere, without a copy. */
export function unpackTexts(packed: PackedTexts): TextPool {
  return growTexts(packed);
}

/** The same, to which texts can be added: the arrays are no longer the caller's. */
export function growTexts(packed: PackedTexts): OpenTexts {
  const bytes = Buffer.from(packed.bytes.buffer, packed.bytes.byteOffset, packed.bytes.length);
  return poolOver({ bytes, ends: packed.ends, size: packed.ends.length, slots: null });
}

interface Arena {
  bytes: Buffer;
  ends: Uint32Array;
  size: number;
  /** Open addressing: codes, 0 for free, at most half full. Null until asked for: most unpacked pools only `get`. */
  slots: Uint32Array | null;
}

const FIRST_SLOTS = 1024;
const encoder = new TextEncoder();
let scratch = new Uint8Array(4096);

function poolOver(arena: Arena): OpenTexts {
  return {
    get size() {
      return arena.size;
    },
    get: (code) => textAt(arena, code),
    codeOf(text) {
      if (text === null || text === '') return 0;
      // Before `scratch` is named as an argument: encoding may replace it by a larger one.
      const length = encode(text);
      return codeOfBytes(arena, scratch, 0, length);
    },
    codeOfBytes: (bytes, start, end) => codeOfBytes(arena, bytes, start, end),
    find(text) {
      if (text === '') return 0;
      const length = encode(text);
      const slots = slotsOf(arena);
      return slots[slotFor(arena, slots, scratch, 0, length)]!;
    },
    matching(text) {
      const bytes = Buffer.from(text);
      return (code) => (code === 0 ? text === '' : isText(arena, code, bytes, 0, bytes.length));
    },
    inOrder: (codes) => sortTexts({ bytes: arena.bytes, ends: arena.ends }, codes),
    pack() {
      const length = arena.size === 0 ? 0 : arena.ends[arena.size - 1]!;
      return { bytes: new Uint8Array(arena.bytes.subarray(0, length)), ends: arena.ends.slice(0, arena.size) };
    },
    peek: () => ({
      bytes: arena.bytes.subarray(0, arena.size === 0 ? 0 : arena.ends[arena.size - 1]),
      ends: arena.ends.subarray(0, arena.size),
    }),
  };
}

function encode(text: string): number {
  if (scratch.length < text.length * 3) scratch = new Uint8Array(text.length * 3);
  return encoder.encodeInto(text, scratch).written;
}

function startOf(arena: Arena, code: number): number {
  return code === 1 ? 0 : arena.ends[code - 2]!;
}

function textAt(arena: Arena, code: number): string | null {
  if (code <= 0 || code > arena.size) return null;
  return arena.bytes.toString('utf8', startOf(arena, code), arena.ends[code - 1]);
}

function codeOfBytes(arena: Arena, bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0;
  const slots = slotsOf(arena);
  const slot = slotFor(arena, slots, bytes, start, end);
  if (slots[slot] === 0) slots[slot] = append(arena, bytes, start, end);
  return slots[slot]!;
}

/** The slot that holds the text, or the free one where it belongs. */
function slotFor(arena: Arena, slots: Uint32Array, bytes: Uint8Array, start: number, end: number): number {
  const mask = slots.length - 1;
  let slot = hashBytes(bytes, start, end) & mask;
  while (slots[slot] !== 0 && !isText(arena, slots[slot]!, bytes, start, end)) slot = (slot + 1) & mask;
  return slot;
}

function isText(arena: Arena, code: number, bytes: Uint8Array, start: number, end: number): boolean {
  let at = startOf(arena, code);
  if (arena.ends[code - 1]! - at !== end - start) return false;
  const own = arena.bytes;
  for (let i = start; i < end; i++, at++) if (own[at] !== bytes[i]) return false;
  return true;
}

function slotsOf(arena: Arena): Uint32Array {
  if (arena.slots !== null && (arena.size + 1) * 2 <= arena.slots.length) return arena.slots;
  let length = arena.slots === null ? FIRST_SLOTS : arena.slots.length * 2;
  while (length < (arena.size + 1) * 2) length *= 2;
  const slots = new Uint32Array(length);
  for (let code = 1; code <= arena.size; code++) {
    slots[slotFor(arena, slots, arena.bytes, startOf(arena, code), arena.ends[code - 1]!)] = code;
  }
  if (arena.slots !== null) freeArrays([arena.slots]);
  arena.slots = slots;
  return slots;
}

function append(arena: Arena, bytes: Uint8Array, start: number, end: number): number {
  const from = arena.size === 0 ? 0 : arena.ends[arena.size - 1]!;
  const to = from + end - start;
  if (to > arena.bytes.length) {
    const larger = Buffer.alloc(Math.max(to, arena.bytes.length * 2));
    larger.set(arena.bytes);
    freeArrays([arena.bytes]);
    arena.bytes = larger;
  }
  if (arena.size === arena.ends.length) arena.ends = grown(arena.ends, 16);
  arena.bytes.set(bytes.subarray(start, end), from);
  arena.ends[arena.size++] = to;
  return arena.size;
}
