// Hot, see `npm run bench` and docs/performance.md.
import { crc32 } from 'node:zlib';
import { WINDOW_BYTES } from '../read-limits.ts';
import { exportsOf } from '../../lib/web-assembly.ts';
import { inflateCode } from './code.ts';
import { LAYOUT } from './layout.ts';

interface Code {
  readonly memory: { readonly buffer: ArrayBuffer };
  inflate(start: number, end: number, out: number, limit: number): number;
  position(): number;
}

interface Inflater {
  readonly code: Code;
  readonly memory: Buffer;
}

let inflater: Inflater | null = null;

/**
 * What a gzip file of sound members inflates to, followed by a NUL, in memory that is good until the next call. Null for
 * everything else (damage, a window or more, anything unusual): zlib takes twice as long, and knows what to do then.
 */
export function inflatePlain(file: Uint8Array): Buffer | null {
  if (file.length > LAYOUT.INPUT_BYTES) return null;
  const { code, memory } = (inflater ??= newInflater());
  if (file.buffer !== memory.buffer) memory.set(file, LAYOUT.INPUT);
  const end = LAYOUT.INPUT + file.length;
  let out: number = LAYOUT.OUTPUT;
  let at: number = LAYOUT.INPUT;
  do {
    const data = dataOf(memory, at, end);
    const stop = data === 0 ? 0 : inflateOrTrap(code, data, end - TRAILER_BYTES, out);
    if (stop === 0 || stop > LAYOUT.OUTPUT + WINDOW_BYTES) return null;
    const trailer = code.position();
    if (memory.readUInt32LE(trailer + 4) !== stop - out) return null;
    if (memory.readUInt32LE(trailer) !== crc32(memory.subarray(out, stop))) return null;
    at = trailer + TRAILER_BYTES;
    out = stop;
  } while (at < end);
  memory[out] = 0;
  return memory.subarray(LAYOUT.OUTPUT, out);
}

/**
 * Where a file can be read to so that it need not be copied to be inflated: good for one file, until the next is read. Null
 * where it has no room.
 */
export function roomToRead(bytes: number): Buffer | null {
  if (bytes > LAYOUT.INPUT_BYTES) return null;
  const { memory } = (inflater ??= newInflater());
  return memory.subarray(LAYOUT.INPUT, LAYOUT.INPUT + bytes);
}

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const FILE_NAME = 8;

/** Where a member's data begins, 0 where its header (RFC 1952) has more than a file name. */
function dataOf(memory: Buffer, at: number, end: number): number {
  if (end - at < HEADER_BYTES + TRAILER_BYTES) return 0;
  if (memory[at] !== 0x1f || memory[at + 1] !== 0x8b || memory[at + 2] !== 8) return 0;
  const flags = memory[at + 3];
  if (flags === 0) return at + HEADER_BYTES;
  const name = memory.indexOf(0, at + HEADER_BYTES);
  return flags === FILE_NAME && name !== -1 && name < end - TRAILER_BYTES ? name + 1 : 0;
}

/** Data that is cut off or damaged can be read on into nowhere: there the module traps. */
function inflateOrTrap(code: Code, data: number, end: number, out: number): number {
  try {
    return code.inflate(data, end, out, LAYOUT.OUTPUT + WINDOW_BYTES);
  } catch {
    return 0;
  }
}

function newInflater(): Inflater {
  const code = exportsOf(inflateCode, {}) as Code;
  const { buffer } = code.memory;
  new Uint32Array(buffer, LAYOUT.LITERAL_SYMBOLS, 288).set(literalSymbols());
  new Uint32Array(buffer, LAYOUT.DISTANCE_SYMBOLS, 32).set(distanceSymbols());
  new Uint32Array(buffer, LAYOUT.PLAIN_SYMBOLS, 19).set(Array.from({ length: 19 }, (_, symbol) => symbol << 16));
  new Uint8Array(buffer, LAYOUT.ORDER, 19).set([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
  return { code, memory: Buffer.from(buffer) };
}

const LITERAL = 0x8000_0000;
const SPECIAL = 0x8000;
const END_OF_BLOCK = 0x2000;

/** RFC 1951, section 3.2.5: a literal, the end of the block, or a length's base and how many bits are added to it. */
function literalSymbols(): Uint32Array {
  const symbols = Uint32Array.from({ length: 288 }, (_, symbol) => (symbol < 256 ? LITERAL | (symbol << 16) : SPECIAL));
  symbols[256]! |= END_OF_BLOCK;
  for (let symbol = 257, base = 3; symbol < 285; symbol++) {
    const extra = symbol < 265 ? 0 : (symbol - 261) >>> 2;
    symbols[symbol] = (base << 16) | extra;
    base += 1 << extra;
  }
  symbols[285] = 258 << 16;
  return symbols;
}

/** The same for distances; the last two stand for nothing. */
function distanceSymbols(): Uint32Array {
  const symbols = new Uint32Array(32);
  for (let symbol = 0, base = 1; symbol < 30; symbol++) {
    const extra = symbol < 4 ? 0 : (symbol - 2) >>> 1;
    symbols[symbol] = (base << 16) | extra;
    base += 1 << extra;
  }
  return symbols;
}
