import { beginWords, newWords, nextWords } from './words.ts';

/** A seeded source of numbers and ids: the same seed gives the same trail, byte for byte. */
export interface Random {
  /** 32 bits. */
  word(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** True in `share` of the draws. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  uuid(): string;
  hex(length: number): string;
  /** An id of AWS's form that no other draw gives; it ends in EXAMPLE, as those of AWS's own documentation do. */
  uniqueId(prefix: string, length: number): string;
  /** A source of its own for another purpose, so that one more draw here changes nothing there. */
  fork(purpose: string): Random;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function createRandom(seed: number): Random {
  const word = wordsFrom(seed);
  const feistelKeys = [word(), word(), word(), word()];
  let ids = 0;
  const below = (limit: number): number => Math.floor((word() / 0x1_0000_0000) * limit);
  return {
    word,
    below,
    chance: (share) => word() < share * 0x1_0000_0000,
    pick: (items) => items[below(items.length)]!,
    uuid: () => uuidOf(word(), word(), word(), word()),
    hex: (length) => {
      let text = '';
      while (text.length < length) text += word().toString(16).padStart(8, '0');
      return text.slice(0, length);
    },
    // The fifth character I marks an id of the old form, in which no account number is encoded.
    uniqueId: (prefix, length) => {
      const free = length - prefix.length - 'I'.length - 'EXAMPLE'.length;
      return `${prefix}I${base32(scatter(ids++, feistelKeys), free)}EXAMPLE`;
    },
    fork: (purpose) => createRandom(seedOf(`${seed}/${purpose}`)),
  };
}

const WORDS_AT_ONCE = 64;

function wordsFrom(seed: number): () => number {
  const state = newWords();
  beginWords(state, seed, Math.floor(seed / 0x1_0000_0000), 0x9e37_79b9);
  const words = new Int32Array(WORDS_AT_ONCE);
  let used = WORDS_AT_ONCE;
  return () => {
    if (used === WORDS_AT_ONCE) {
      nextWords(state, words, WORDS_AT_ONCE);
      used = 0;
    }
    return words[used++]! >>> 0;
  };
}

/** FNV-1a. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Maps 0, 1, 2, … onto scattered 40-bit numbers one to one: four Feistel rounds over two halves of 20 bits. */
function scatter(index: number, keys: readonly number[]): readonly [number, number] {
  let left = Math.floor(index / 0x100000) & 0xfffff;
  let right = index & 0xfffff;
  for (const key of keys) {
    const mixed = Math.imul(right ^ key, 0x9e3779b1) >>> 12;
    [left, right] = [right, (left ^ mixed) & 0xfffff];
  }
  return [left, right];
}

function base32([left, right]: readonly [number, number], length: number): string {
  let text = '';
  for (const half of [left, right]) {
    for (let shift = 15; shift >= 0; shift -= 5) text += BASE32[(half >>> shift) & 31]!;
  }
  return text.padEnd(length, 'Q').slice(0, length);
}

function uuidOf(a: number, b: number, c: number, d: number): string {
  const byte = (value: number, index: number): string => HEX[(value >>> (24 - 8 * index)) & 255]!;
  const four = (value: number): string => byte(value, 0) + byte(value, 1) + byte(value, 2) + byte(value, 3);
  const second = four(((b & 0xffff0fff) | 0x00004000) >>> 0);
  const third = four(((c & 0x3fffffff) | 0x80000000) >>> 0);
  return `${four(a)}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${four(d)}`;
}
