import { addWord, mix } from './hash.ts';

/**
 * Distinct rows of a fixed number of words, numbered in the order of their first sight: what a GROUP BY needs. Rows lie
 * one after another in one array, so that a comparison touches one cache line or two. Hot: two look-ups a record.
 */
export interface RowSet {
  readonly size: number;
  /** The number of a row, new (the former `size`) if it was not there. The words are copied. */
  rowOf(words: Uint32Array): number;
  /** Rows one after another, `width` words each; replaced when it grows. */
  readonly words: Uint32Array;
}

/** An empty set of rows of `width` words. */
export function createRowSet(width: number): RowSet {
  let rows = new Uint32Array(width * 64);
  let hashes = new Uint32Array(64);
  /** Open addressing: row + 1, 0 for free, at most half full. */
  let slots = new Uint32Array(128);
  let size = 0;

  function rowOf(words: Uint32Array): number {
    let hash = width;
    for (let i = 0; i < width; i++) hash = addWord(hash, words[i]!);
    hash = mix(hash);
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (hashes[row] === hash && isRow(rows, row * width, words, width)) return row;
    }
    return append(words, hash, slot);
  }

  function append(words: Uint32Array, hash: number, slot: number): number {
    if (size === hashes.length) grow();
    for (let i = 0; i < width; i++) rows[size * width + i] = words[i]!;
    hashes[size] = hash;
    slots[slot] = size + 1;
    size++;
    if (size * 2 > slots.length) slots = rehash(hashes, size, slots.length * 2);
    return size - 1;
  }

  function grow(): void {
    const grownRows = new Uint32Array(rows.length * 2);
    grownRows.set(rows);
    rows = grownRows;
    const grownHashes = new Uint32Array(hashes.length * 2);
    grownHashes.set(hashes);
    hashes = grownHashes;
  }

  return {
    get size() {
      return size;
    },
    rowOf,
    get words() {
      return rows;
    },
  };
}

function isRow(rows: Uint32Array, at: number, words: Uint32Array, width: number): boolean {
  for (let i = 0; i < width; i++) if (rows[at + i] !== words[i]) return false;
  return true;
}

function rehash(hashes: Uint32Array, size: number, length: number): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(length);
  for (let row = 0; row < size; row++) {
    let slot = hashes[row]! & (length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (length - 1);
    slots[slot] = row + 1;
  }
  return slots;
}
