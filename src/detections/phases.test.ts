import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestWay, phases } from './phases.ts';

const steps = fc
  .array(fc.record({ time: fc.nat(30), phase: fc.nat(phases.length - 1) }), { maxLength: 9 })
  .map((all) => all.sort((a, b) => a.time - b.time || a.phase - b.phase));

test('a way is as long as the longest choice of steps whose phases rise', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const lengths = Array.from({ length: 2 ** all.length }, (_, choice) =>
        all.filter((_step, place) => (choice >> place) % 2 === 1),
      )
        .filter((some) => some.every(({ phase }, place) => place === 0 || some[place - 1]!.phase < phase))
        .map((some) => some.length);
      expect(longestWay(all)).toHaveLength(Math.max(...lengths));
    }),
    { numRuns: 200 },
  );
});

test('of ways of one length it is the one that was gone first', () => {
  const way = [
    { time: 1, phase: 0 },
    { time: 2, phase: 1 },
    { time: 3, phase: 2 },
  ];
  expect(longestWay([...way, { time: 4, phase: 0 }, { time: 5, phase: 1 }, { time: 6, phase: 2 }])).toEqual(way);
});
