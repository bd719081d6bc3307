import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../../../scripts/assemble.mjs';
import { generateOrganisation } from '../../../synth/index.ts';
import { deflateCode } from './code.ts';
import { gzip } from './deflater.ts';
import { LAYOUT } from './layout.ts';

test('the code is what its text says: node scripts/write-wasm.mjs writes it', async () => {
  const source = fileURLToPath(new URL('../../..', import.meta.url));
  expect(await assemble(source, 'pipeline/synth/deflate', LAYOUT)).toBe(deflateCode);
});

const packed = (bytes: Uint8Array): Buffer => Buffer.from(gzip(bytes.length, (room) => room.set(bytes)));

/** Noise that is the same each time. */
function noise(length: number, seed: number): Buffer {
  let word = seed | 1;
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) {
    word = Math.imul(word ^ (word >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9;
    bytes[at] = word >>> 24;
  }
  return bytes;
}

/** Noise, runs, and copies from near and from further away than a distance can say. */
const part = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.nat()).map(([length, seed]) => noise(length, seed)),
  fc.tuple(fc.nat(255), fc.nat(70_000)).map(([byte, length]) => Buffer.alloc(length, byte)),
  fc.tuple(fc.string({ maxLength: 60 }), fc.nat(2000)).map(([text, times]) => Buffer.from(text.repeat(times))),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(4000)).map(([unit, length]) => {
    return Buffer.alloc(length, Buffer.from(unit));
  }),
);
const content = fc
  .array(fc.tuple(part, fc.boolean()), { maxLength: 10 })
  .map((parts) =>
    Buffer.concat([...parts.map(([bytes]) => bytes), ...parts.flatMap(([bytes, again]) => (again ? [bytes] : []))]),
  );

test('zlib gives back what was packed, and memory of before leaves nothing in it', () => {
  fc.assert(
    fc.property(content, (bytes) => {
      const file = packed(bytes);
      expect(gunzipSync(file).equals(bytes)).toBe(true);
      packed(noise(1000, 7));
      expect(packed(bytes).equals(file)).toBe(true);
      // What does not become smaller is stored: five bytes for each piece of it.
      expect(file.length).toBeLessThanOrEqual(bytes.length + 18 + 5 * (1 + Math.ceil(bytes.length / 30_000)));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a byte', Buffer.from('A')],
  ['seven bytes', Buffer.from('{"a":1}')],
  ['a long run', Buffer.alloc(3_000_000, 0x20)],
  ['a run as long as a block and two bytes', Buffer.alloc(LAYOUT.BLOCK_BYTES + 2, 0x20)],
  ['noise', noise(700_000, 1)],
  ['noise twice, as far apart as a distance can say', Buffer.concat([noise(32_768, 1), noise(32_768, 1)])],
  ['noise twice, one byte further', Buffer.concat([noise(32_769, 1), noise(32_769, 1)])],
  ['symbols whose frequencies ask for codes of more than 15 bits', fibonacci()],
])('%s', (_, bytes) => {
  expect(gunzipSync(packed(bytes)).equals(bytes)).toBe(true);
});

/** Each byte as often as the two before it together, in an order in which nothing repeats for long. */
function fibonacci(): Buffer {
  const bytes: number[] = [];
  for (let byte = 0, [count, before] = [1, 1]; byte < 24; byte++, [count, before] = [count + before, count]) {
    for (let times = 0; times < count; times++) bytes.push(byte);
  }
  const order = noise(4 * bytes.length, 3);
  const keyed = bytes.map((byte, index) => ({ byte, key: order.readUInt32LE(4 * index) }));
  return Buffer.from(keyed.toSorted((a, b) => a.key - b.key).map(({ byte }) => byte));
}

test('a trail becomes at most a sixth, record by record as it was', () => {
  let [raw, small] = [0, 0];
  for (const { bytes } of generateOrganisation({ seed: 1, events: 20_000, days: 0.1, accounts: 1, regions: 1 })) {
    const file = packed(bytes);
    expect(gunzipSync(file).equals(bytes)).toBe(true);
    raw += bytes.length;
    small += file.length;
  }
  expect(raw / small).toBeGreaterThan(6);
});
