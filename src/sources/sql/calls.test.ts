import { expect, test } from 'vitest';
import { callTables } from '../../evidence/index.ts';
import { saysMore } from './calls.ts';

const { mintCalls, controlCalls, placementCalls } = callTables;
const all = [...new Set([...mintCalls, ...controlCalls, ...placementCalls])];
const pattern = new RegExp(/'(\^.*\$)'/s.exec(saysMore())![1]!);

test('records of every call that says more are asked for whole, and of no other', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter((call) => !pattern.test(call))).toEqual([]);
  const known = new Set(all);
  const others = all.flatMap((call) => [
    `${call}s`,
    `x${call}`,
    call.slice(0, -1),
    call.replace(/:([A-Z][a-z]+).*/, ':$1'),
    call.replace(':', 'x:'),
  ]);
  expect(others.filter((call) => !known.has(call) && pattern.test(call))).toEqual([]);
});
