import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortTexts } from './sorted-texts.ts';
import { createTexts, unpackTexts } from './text-pool.ts';

const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 60 });

test('a text has one code, from which it comes back', () => {
  fc.assert(
    fc.property(texts, (all) => {
      const pool = createTexts();
      const codes = all.map((text) => pool.codeOf(text));
      expect(codes.map((code) => pool.get(code))).toEqual(all);
      expect(all.map((text) => pool.codeOf(text))).toEqual(codes);
      expect(all.map((text) => pool.find(text))).toEqual(codes);
      expect(pool.size).toBe(new Set(all).size);
    }),
  );
});

test('bytes and strings of one text have one code', () => {
  fc.assert(
    fc.property(texts, (all) => {
      const pool = createTexts();
      for (const text of all) {
        const bytes = Buffer.from(`<${text}>`);
        expect(pool.codeOfBytes(bytes, 1, bytes.length - 1)).toBe(pool.codeOf(text));
      }
    }),
  );
});

test('null and the empty text are code 0, and code 0 is null', () => {
  const pool = createTexts();
  expect([pool.codeOf(null), pool.codeOf(''), pool.find(''), pool.codeOfBytes(Buffer.alloc(4), 2, 2)]).toEqual([
    0, 0, 0, 0,
  ]);
  expect(pool.get(0)).toBeNull();
  expect(pool.size).toBe(0);
});

test('codes that were never given are null, texts that are not there are 0', () => {
  const pool = createTexts();
  pool.codeOf('sts.amazonaws.com');
  expect([pool.get(2), pool.get(-1)]).toEqual([null, null]);
  expect(pool.find('iam.amazonaws.com')).toBe(0);
});

test('a pool of many and of long texts keeps them all through its growth', () => {
  const pool = createTexts();
  const all = Array.from({ length: 20_000 }, (_, i) => `ASIA${i}EXAMPLE`);
  all.push('x'.repeat(1_000_000));
  const codes = all.map((text) => pool.codeOf(text));
  expect(codes.every((code, i) => pool.get(code) === all[i])).toBe(true);
  expect(pool.size).toBe(all.length);
});

test('a packed pool is unpacked to the same codes', () => {
  fc.assert(
    fc.property(texts, (all) => {
      const pool = createTexts();
      const codes = all.map((text) => pool.codeOf(text));
      const unpacked = unpackTexts(pool.pack());
      expect(unpacked.size).toBe(pool.size);
      expect(codes.map((code) => unpacked.get(code))).toEqual(all);
      expect(all.map((text) => unpacked.find(text))).toEqual(codes);
    }),
  );
});

test('an unpacked pool may lie anywhere in its buffer', () => {
  const pool = createTexts();
  const code = pool.codeOf('role/Deploy');
  const { bytes, ends } = pool.pack();
  const larger = new Uint8Array(bytes.length + 8);
  larger.set(bytes, 8);
  expect(unpackTexts({ bytes: larger.subarray(8), ends }).get(code)).toBe('role/Deploy');
});

test('sorted codes compare as the UTF-8 of their texts does, and unused texts are gone', () => {
  fc.assert(
    fc.property(texts, texts, (kept, left) => {
      const pool = createTexts();
      for (const text of [...left, ...kept]) pool.codeOf(text);
      const used = new Uint8Array(pool.size + 1);
      for (const text of kept) used[pool.find(text)] = 1;
      const sorted = sortTexts(pool.pack(), used);
      const unpacked = unpackTexts(sorted.texts);
      const inOrder = [...new Set(kept)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(Array.from({ length: unpacked.size }, (_, i) => unpacked.get(i + 1))).toEqual(inOrder);
      for (const text of kept) expect(unpacked.get(sorted.codes[pool.find(text)]!)).toBe(text);
    }),
  );
});
