import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rearrangement } from './rearrangement.ts';

/** Each number below `length` once, in an order that the seed tells. */
function shuffled(length: number, seed: number): Uint32Array {
  const order = new Uint32Array(length).map((_, i) => i);
  let state = seed;
  for (let last = length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Few rows, and so many that they are put into order by blocks, the last of which is not full. */
const lengths = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 50 }) },
  fc.integer({ min: 1 << 18, max: (1 << 18) + 20_000 }),
);

test('rows come in the order that was asked for, of one word or several, whatever the words', () => {
  fc.assert(
    fc.property(lengths, fc.nat(), fc.constantFrom(1, 4), fc.boolean(), (length, seed, words, isNarrow) => {
      const order = shuffled(length, seed);
      const values = new (isNarrow ? Uint8Array : Uint32Array)(length * words).map((_, i) => i * 7 + 3);
      using inOrder = new Rearrangement(order);
      const given = inOrder.of(values, words);
      const expected = values.map((_, i) => values[order[Math.floor(i / words)]! * words + (i % words)]!);
      expect(given.length).toBe(values.length);
      expect(expected.findIndex((value, i) => value !== given[i])).toBe(-1);
      // What is between two arrays is nothing that the second could see.
      expect(inOrder.of(values, words).findIndex((value, i) => value !== given[i])).toBe(-1);
    }),
    { numRuns: 60 },
  );
});
