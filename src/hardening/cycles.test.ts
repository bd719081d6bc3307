import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseCuts, type Edge } from './cycles.ts';

const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
const edges = fc.uniqueArray(
  fc.record({ from: fc.constantFrom(...nodes), to: fc.constantFrom(...nodes), uses: fc.constantFrom(0, 0, 1, 5) }),
  { selector: ({ from, to }) => from + to, maxLength: 30 },
);

/** Whether a walk along the edges can come back, in the plainest way. */
function hasCircle(all: readonly Edge[]): boolean {
  const reach = (from: string, seen: Set<string>): Set<string> => {
    for (const { from: start, to } of all) {
      if (start !== from || seen.has(to)) continue;
      seen.add(to);
      reach(to, seen);
    }
    return seen;
  };
  return nodes.some((node) => reach(node, new Set()).has(node));
}

test('without the steps that are cut no circle is left, and no step is cut for nothing', () => {
  fc.assert(
    fc.property(edges, (all) => {
      const cuts = chooseCuts(all);
      expect(hasCircle(all.filter((edge) => !cuts.some((cut) => cut.edge === edge)))).toBe(false);
      expect(cuts.length > 0).toBe(hasCircle(all));
      for (const { broken } of cuts) expect(broken).toBeGreaterThan(0);
    }),
  );
});

test('a step that somebody needs is cut only where every circle has one', () => {
  const step = (from: string, to: string, uses = 0): Edge => ({ from, to, uses });
  expect(chooseCuts([step('a', 'b', 9), step('b', 'a')]).map(({ edge }) => edge)).toEqual([step('b', 'a')]);
  expect(chooseCuts([step('a', 'a', 9)])).toMatchObject([{ edge: { uses: 9 }, broken: 1, others: 0 }]);
});

test('of unused steps the one goes first that lies on most circles', () => {
  const through = [
    { from: 'a', to: 'b', uses: 0 },
    { from: 'b', to: 'c', uses: 0 },
    { from: 'b', to: 'd', uses: 0 },
    { from: 'c', to: 'a', uses: 0 },
    { from: 'd', to: 'a', uses: 0 },
  ];
  expect(chooseCuts(through)).toMatchObject([{ edge: { from: 'a', to: 'b' }, broken: 5, others: 0 }]);
});

test('a tangle of whole accounts is told by its busiest steps, and ends', () => {
  const all = Array.from({ length: 100 }, (_, i) => `r${i}`);
  const tangle = all.flatMap((from) => all.map((to) => ({ from, to, uses: 0 })));
  expect(chooseCuts(tangle)).toHaveLength(10);
});
