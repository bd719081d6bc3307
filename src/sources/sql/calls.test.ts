import { expect, test } from 'vitest';
import { callTables } from '../../evidence/index.ts';
import { activity, saysMore } from './calls.ts';

const { mintCalls, controlCalls, placementCalls } = callTables;
const all = [...new Set([...mintCalls, ...controlCalls, ...placementCalls])];
const patternIn = (sql: string): RegExp => new RegExp(/'(\^.*\$)'/s.exec(sql)![1]!);

/** What is nearly a call. */
const beside = (call: string): string[] => [
  `${call}s`,
  `x${call}`,
  call.slice(0, -1),
  call.replace(/:([A-Z][a-z]+).*/, ':$1'),
  call.replace(':', 'x:'),
];

/** Calls that a pattern misses, and what it takes for calls though it is none. */
function mistakes(pattern: RegExp, calls: readonly string[]): string[] {
  const known = new Set(calls);
  return [...calls, ...calls.flatMap(beside)].filter((call) => known.has(call) !== pattern.test(call));
}

test('records of every call that says more are asked for whole, and of no other', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(mistakes(patternIn(saysMore()), all)).toEqual([]);
});

test.each([
  ['mint', mintCalls],
  ['data', callTables.dataCalls],
  ['iam', callTables.identityCalls],
])('what counts as %s by its name is exactly what the tables say', (kind, calls) => {
  const branch = activity()
    .split('\n')
    .find((line) => line.includes('concat(') && line.endsWith(`THEN '${kind}'`));
  expect(mistakes(patternIn(branch!), [...calls])).toEqual([]);
});
