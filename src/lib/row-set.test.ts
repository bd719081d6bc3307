import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowSet } from './row-set.ts';

test('equal rows have one number, in the order of first sight', () => {
  const row = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(40));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
      const set = createRowSet(3);
      const known = new Map<string, number>();
      for (const words of rows) {
        const key = words.join();
        if (!known.has(key)) known.set(key, known.size);
        expect(set.rowOf(Uint32Array.from(words))).toBe(known.get(key));
      }
      expect(set.size).toBe(known.size);
      const kept = Array.from({ length: set.size }, (_, i) => [...set.words.subarray(i * 3, i * 3 + 3)].join());
      expect(kept).toEqual([...known.keys()]);
    }),
  );
});

test('words behind the width of a row do not count', () => {
  const set = createRowSet(2);
  expect(set.rowOf(Uint32Array.of(1, 2, 3))).toBe(0);
  expect(set.rowOf(Uint32Array.of(1, 2, 4))).toBe(0);
});
