import { fileURLToPath } from 'node:url';
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../../scripts/assemble.mjs';
import { inflateCode } from './code.ts';
import { inflatePlain, roomToRead } from './inflater.ts';
import { LAYOUT } from './layout.ts';

test('the code is what its text says: node scripts/write-wasm.mjs writes it', async () => {
  expect(await assemble(fileURLToPath(new URL('../..', import.meta.url)), 'evidence/inflate', LAYOUT)).toBe(
    inflateCode,
  );
});

/** Bytes of every kind of repetition: noise, runs, copies from near and far. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.nat(255), fc.nat(3000)).map(([byte, length]) => Buffer.alloc(length, byte)),
      fc.tuple(fc.string({ maxLength: 40 }), fc.nat(400)).map(([text, times]) => Buffer.from(text.repeat(times))),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(4000)).map(([unit, length]) => {
        return Buffer.alloc(length, Buffer.from(unit));
      }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = constants;
const settings = fc.record({
  level: fc.nat(9),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED),
});

test('gives back what zlib packed, in one member or several', () => {
  const members = fc.array(fc.tuple(content, settings), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(members, (parts) => {
      const file = Buffer.concat(parts.map(([bytes, how]) => gzipSync(bytes, how)));
      const out = inflatePlain(file);
      expect(out?.equals(Buffer.concat(parts.map(([bytes]) => bytes)))).toBe(true);
      expect(out!.buffer.byteLength).toBeGreaterThan(out!.byteOffset + out!.length);
      const room = roomToRead(file.length)!;
      file.copy(room);
      expect(inflatePlain(room)?.equals(Buffer.concat(parts.map(([bytes]) => bytes)))).toBe(true);
      // What it holds is what was read, for who has to look again.
      expect(room.equals(file)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('a file that is damaged anywhere is left to zlib, or comes out as zlib has it', () => {
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(content, settings, damage, fc.boolean(), (bytes, how, places, cut) => {
      const file = gzipSync(bytes, how);
      for (const [place, value] of places) file[Math.floor(place * (file.length - 1))]! ^= value;
      const damaged = cut ? file.subarray(0, Math.floor(places[0]![0] * file.length)) : file;
      // zlib is asked only where there is something to compare: it throws at most of these.
      const out = inflatePlain(damaged);
      expect(out === null || out.equals(gunzipSync(damaged))).toBe(true);
    }),
    { numRuns: 1500 },
  );
});

/** A member around raw deflate data, with the trailer that its content would have. */
function memberOf(data: Buffer, content: Buffer): Buffer {
  return Buffer.concat([gzipSync(Buffer.alloc(0)).subarray(0, 10), data, gzipSync(content).subarray(-8)]);
}

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a header alone', gzipSync('').subarray(0, 10)],
  ['a block of the kind that does not exist', memberOf(Buffer.from([0b111]), Buffer.alloc(0))],
  ['a stored block whose length is denied', memberOf(Buffer.from([1, 1, 0, 1, 0, 65]), Buffer.from('A'))],
  ['a distance before the beginning', memberOf(Buffer.from([0b0000_0011, 0b0000_0010, 0]), Buffer.from('A'))],
  ['a wrong checksum', Buffer.from(gzipSync('A').map((byte, i, all) => (i === all.length - 8 ? byte ^ 1 : byte)))],
  ['a wrong length', Buffer.from(gzipSync('A').map((byte, i, all) => (i === all.length - 4 ? byte ^ 1 : byte)))],
  ['something behind', Buffer.concat([gzipSync('A'), Buffer.from('x')])],
  ['more than a window', gzipSync(Buffer.alloc(33 << 20))],
])('%s is left to zlib', (_, file) => {
  expect(inflatePlain(file)).toBeNull();
});

test('a file name in the header is passed over', () => {
  const packed = gzipSync('{"Records":[]}');
  const named = Buffer.concat([packed.subarray(0, 10), Buffer.from('a.json\0'), packed.subarray(10)]);
  named[3] = 8;
  expect(inflatePlain(named)?.toString()).toBe('{"Records":[]}');
});

test('what a damaged file left behind changes nothing for the next', () => {
  const sound = gzipSync('a'.repeat(5000));
  inflatePlain(gzipSync(Buffer.alloc(200_000, 'some text that comes again and again')).subarray(0, 900));
  expect(inflatePlain(sound)?.toString()).toBe('a'.repeat(5000));
  const stored = Buffer.concat([Buffer.from([1, 1, 0, 0xfe, 0xff]), Buffer.from('A')]);
  expect(inflatePlain(memberOf(stored, Buffer.from('A')))?.toString()).toBe('A');
  expect(inflatePlain(memberOf(deflateRawSync('B'), Buffer.from('B')))?.toString()).toBe('B');
});
