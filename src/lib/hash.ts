// Hot, see `npm run bench` and docs/performance.md.
import { createHash } from 'node:crypto';

/** Hashes for tables of ours. None is proof against somebody who makes collisions on purpose, except `uuidFromText`. */

/** Spreads every bit of a word over the word: the finaliser of MurmurHash3. */
export function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Adds one word to a running hash; `mix` the result once at the end. */
export function addWord(hash: number, word: number): number {
  const k = Math.imul(word, 0xcc9e_2d51);
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b87_3593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe654_6b64) | 0;
}

/** 32-bit hash of a span of bytes (MurmurHash3, 32 bit, little-endian). */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  let hash = seed;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = addWord(hash, bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
  }
  let tail = end - start;
  for (; at < end; at++) tail = (tail << 8) ^ bytes[at]!;
  return mix(addWord(hash, tail));
}

/** Four words of SHA-256, marked as a UUID of version 8 (own making), for records that have no `eventID`. */
export function uuidFromText(text: string): Uint32Array {
  const digest = createHash('sha256').update(text).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return Uint32Array.of(
    digest.readUInt32BE(0),
    digest.readUInt32BE(4),
    digest.readUInt32BE(8),
    digest.readUInt32BE(12),
  );
}
