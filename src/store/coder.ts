import type { DuckDBBlobVector } from '@duckdb/node-api';
import type { PackedTexts } from '../model/columns.ts';

/** Gives codes to texts that it knows by a 64-bit hash, and keeps the bytes of each once. */
export interface Coder {
  /** Writes the codes of a chunk's texts into `target` from `at`. `hashes` has two words a text, both 0 for null. */
  code(hashes: Uint32Array, texts: DuckDBBlobVector, target: Uint32Array, at: number): void;
  pack(): PackedTexts;
}

/** An empty one. Hot: every text of every row that is loaded passes here. */
export function createCoder(): Coder {
  let bytes = new Uint8Array(1 << 16);
  let ends = new Uint32Array(1 << 12);
  let size = 0;
  let used = 0;
  /** Open addressing, at most half full: low word, high word, code; a free slot has code 0. */
  let slots = new Uint32Array(3 << 13);

  function add(text: Uint8Array): number {
    if (used + text.length > bytes.length) bytes = grown(bytes, used + text.length);
    if (size === ends.length) ends = grown(ends, size + 1);
    bytes.set(text, used);
    used += text.length;
    ends[size++] = used;
    return size;
  }

  return {
    code(hashes, texts, target, at) {
      let lastLow = 0;
      let lastHigh = 0;
      let code = 0;
      for (let i = 0; i < hashes.length; i += 2) {
        const low = hashes[i]!;
        const high = hashes[i + 1]!;
        if (low === 0 && high === 0) continue;
        if (low !== lastLow || high !== lastHigh) {
          const slot = slotOf(slots, low, high);
          code = slots[slot + 2]!;
          if (code === 0) {
            code = add(texts.getItemBytes(i >> 1)!);
            slots[slot] = low;
            slots[slot + 1] = high;
            slots[slot + 2] = code;
            if (size * 6 > slots.length) slots = regrown(slots);
          }
          lastLow = low;
          lastHigh = high;
        }
        target[at + (i >> 1)] = code;
      }
    },
    pack: () => ({ bytes: bytes.subarray(0, used), ends: ends.subarray(0, size) }),
  };
}

/** Where a hash is, or the free slot where it belongs. */
function slotOf(slots: Uint32Array, low: number, high: number): number {
  let slot = (low & (slots.length / 3 - 1)) * 3;
  while (slots[slot + 2] !== 0 && (slots[slot] !== low || slots[slot + 1] !== high)) {
    slot += 3;
    if (slot === slots.length) slot = 0;
  }
  return slot;
}

function regrown(old: Uint32Array): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(old.length * 2);
  for (let i = 0; i < old.length; i += 3) {
    if (old[i + 2] === 0) continue;
    const slot = slotOf(slots, old[i]!, old[i + 1]!);
    for (let word = 0; word < 3; word++) slots[slot + word] = old[i + word]!;
  }
  return slots;
}

function grown<T extends Uint8Array | Uint32Array>(array: T, least: number): T {
  const Type = array.constructor as new (length: number) => T;
  const copy = new Type(Math.max(least, Math.ceil(array.length * 1.6)));
  copy.set(array);
  return copy;
}
