import { expect, test } from 'vitest';
import { configSchema } from '../model/config.ts';
import { factsOf } from '../evidence/index.ts';
import { buildLineage } from '../lineage/index.ts';
import { createWorld } from '../synth/index.ts';
import { rules } from './index.ts';
import type { Threshold } from './rule.ts';
import { refreshLoop } from './rules/refresh-loop.ts';
import { runRules } from './run-rules.ts';
import { thresholdFault, thresholdOf } from './thresholds.ts';

const withRefreshes = (refreshes: number) =>
  configSchema.parse({ rules: { 'refresh-loop': { thresholds: { refreshes } } } });

test('a threshold is what its rule says until the configuration says otherwise', () => {
  expect(thresholdOf(refreshLoop, 'refreshes', configSchema.parse({}))).toBe(2);
  expect(thresholdOf(refreshLoop, 'refreshes', withRefreshes(5))).toBe(5);
});

test('a threshold that no rule declares is a mistake in the rule', () => {
  expect(() => thresholdOf(refreshLoop, 'minutes', configSchema.parse({}))).toThrow(
    /refresh-loop declares no threshold/,
  );
});

test.each(rules.flatMap((rule) => (rule.thresholds ?? []).map((one) => [rule.id, one.name, one] as const)))(
  'the default of %s %s is a value that may be set',
  (_id, _name, threshold) => {
    expect(thresholdFault(threshold, threshold.default)).toBeNull();
  },
);

const share: Threshold = { name: 'share', default: 0.5, unit: 'of the life', says: '', least: 0, most: 1 };
const whole: Threshold = { name: 'days', default: 7, unit: 'days', says: '', least: 1, whole: true };
test.each([
  [share, 0, null],
  [share, 1, null],
  [share, 1.01, 'must be a number from 0 to 1 (of the life)'],
  [whole, 1, null],
  [whole, 1.5, 'must be a whole number of at least 1 (days)'],
  [whole, 0, 'must be a whole number of at least 1 (days)'],
  [whole, Number.NaN, 'must be a whole number of at least 1 (days)'],
])('%o with %d', (threshold, value, fault) => {
  expect(thresholdFault(threshold, value)).toBe(fault);
});

/** A role that takes itself again three times. */
const world = createWorld({ seed: 3, start: '2026-03-01' });
let token = world.accessKey(world.user('ci')).assumeRole(world.role('Deploy'), { at: world.on(0, '10:00') });
for (const time of ['10:50', '11:40', '12:30']) {
  token = token.assumeRole(world.role('Deploy'), { at: world.on(0, time) });
}
const lineage = buildLineage(factsOf(world.records()), { asOf: world.on(0, '13:00') });

test.each([
  [1, 1],
  [3, 1],
  [4, 0],
])('with %d refreshes asked for, three make %d loops', (refreshes, loops) => {
  const awsRanges = { date: '', lookup: () => null };
  expect(runRules([refreshLoop], { lineage, awsRanges, config: withRefreshes(refreshes) })).toHaveLength(loops);
});
