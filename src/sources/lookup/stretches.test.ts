import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameOfStretch, parseStretch, type Stretch, without } from './stretches.ts';

const stretch = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 30 }))
  .map(([from, length]): Stretch => ({ from, to: from + length }));
const seconds = ({ from, to }: Stretch): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test('what is left is every second that none of the others has, newest first, in as few stretches as can be', () => {
  fc.assert(
    fc.property(stretch, fc.array(stretch, { maxLength: 6 }), (whole, others) => {
      const taken = new Set(others.flatMap(seconds));
      const left = without(whole, others);
      expect(left.flatMap(seconds).toSorted((a, b) => a - b)).toEqual(seconds(whole).filter((s) => !taken.has(s)));
      for (const [i, next] of left.slice(1).entries()) expect(next.to).toBeLessThan(left[i]!.from);
    }),
  );
});

test('a name says which stretch it is; those of days and hours are none', () => {
  const some = { from: Date.UTC(2026, 10, 1) / 1000, to: Date.UTC(2026, 10, 1, 9, 30, 1) / 1000 };
  expect(nameOfStretch(some)).toBe('2026-11-01T00:00:00Z_2026-11-01T09:30:01Z');
  expect(parseStretch(nameOfStretch(some))).toEqual(some);
  for (const name of ['2026-11-01', '2026-11-01T09', '', 'a_b']) expect(parseStretch(name)).toBeNull();
});
