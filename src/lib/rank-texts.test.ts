import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankTexts } from './rank-texts.ts';
import { createTexts } from './text-pool.ts';

const words = fc.array(
  fc.oneof(fc.string(), fc.stringMatching(/^arn:aws:sts::1{0,12}[ab]{0,6}$/), fc.string({ unit: 'binary' })),
  {
    maxLength: 200,
  },
);

test('ranks follow the order of the bytes, whatever the texts share', () => {
  fc.assert(
    fc.property(words, (texts) => {
      const pool = createTexts();
      const codes = [...new Set(texts.map((text) => pool.codeOf(text)))].filter((code) => code !== 0);
      const ranks = rankTexts(pool.peek(), Uint32Array.from(codes));
      const sorted = codes.toSorted((a, b) => Buffer.compare(Buffer.from(pool.get(a)!), Buffer.from(pool.get(b)!)));
      expect(sorted.map((code) => ranks[code])).toEqual(sorted.map((_, i) => i + 1));
    }),
  );
});

test('texts that were not asked for, and null, have rank 0', () => {
  const pool = createTexts();
  const [a, b, c] = ['b', 'a', 'c'].map((text) => pool.codeOf(text));
  const ranks = rankTexts(pool.peek(), Uint32Array.of(a!, b!));
  expect([ranks[0], ranks[a!], ranks[b!], ranks[c!]]).toEqual([0, 2, 1, 0]);
});
