import type { PackedTexts } from '../model/columns.ts';

/**
 * A pool of only the texts that are used, in the order of their UTF-8 bytes, so that codes compare as texts do and do not
 * tell in which order anything was read; and the new code of each old one (0 for those left out).
 */
export function sortTexts(packed: PackedTexts, used: Uint8Array): { texts: PackedTexts; codes: Uint32Array } {
  const bytes = Buffer.from(packed.bytes.buffer, packed.bytes.byteOffset, packed.bytes.length);
  const startOf = (code: number): number => (code === 1 ? 0 : packed.ends[code - 2]!);
  const order: number[] = [];
  let length = 0;
  for (let code = 1; code <= packed.ends.length; code++) {
    if (used[code] !== 1) continue;
    order.push(code);
    length += packed.ends[code - 1]! - startOf(code);
  }
  order.sort((a, b) => bytes.compare(bytes, startOf(b), packed.ends[b - 1], startOf(a), packed.ends[a - 1]));
  const codes = new Uint32Array(packed.ends.length + 1);
  const sorted = new Uint8Array(length);
  const ends = new Uint32Array(order.length);
  let at = 0;
  for (const [i, code] of order.entries()) {
    const text = bytes.subarray(startOf(code), packed.ends[code - 1]);
    sorted.set(text, at);
    at += text.length;
    ends[i] = at;
    codes[code] = i + 1;
  }
  return { texts: { bytes: sorted, ends }, codes };
}
