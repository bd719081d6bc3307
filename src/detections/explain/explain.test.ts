import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../evidence/index.ts';
import { parseAwsRanges } from '../../lib/aws-ranges.ts';
import { buildLineage } from '../../lineage/index.ts';
import { configSchema, type Config } from '../../model/config.ts';
import { attackScenarios, benignScenarios, createWorld, type Told } from '../../synth/index.ts';
import { rules } from '../index.ts';
import type { DetectionContext } from '../rule.ts';
import { ruleOn } from '../run-rules.ts';
import { keyOf } from '../wording.ts';
import { answering } from './answering.ts';
import { explainCredential, explainRule, ruleConfiguration } from './explain.ts';

const awsRanges = parseAwsRanges(
  JSON.parse(readFileSync(new URL('../../../data/aws-ip-ranges.json', import.meta.url), 'utf8')),
);

function contextOf({ world, asOf, config }: Told): DetectionContext {
  const base = {
    lineage: buildLineage(factsOf(world.records()), { asOf }),
    awsRanges,
    config: configSchema.parse(config),
  };
  return { ...base, suspicious: ruleOn(rules, base).suspicious };
}

const ruleOf = (id: string) => rules.find((rule) => rule.id === id)!;

test('every rule answers for itself', () => {
  expect(Object.keys(answering).sort()).toEqual(rules.map(({ id }) => id).sort());
});

/** Not every chain of a thousand generations has to be explained link by link. */
const everySoMany = (length: number): number => Math.max(1, Math.floor(length / 60));

describe.each(Object.entries({ ...benignScenarios, ...attackScenarios }))('%s', (_, tell) => {
  test('a credential meets all that a rule asks exactly where the rule names it', () => {
    const context = contextOf(tell(7));
    const { length } = context.lineage.credentials;
    for (const rule of rules) {
      const named = new Set(Array.from(rule.detect(context), ({ credentials }) => credentials).flat());
      for (let credential = 0; credential < length; credential += everySoMany(length)) {
        const checks = explainCredential(rule, context, credential);
        const about = { rule: rule.id, credential: keyOf(context.lineage, credential), checks };
        expect({ ...about, named: checks.every(({ met }) => met) }).toEqual({ ...about, named: named.has(credential) });
        expect(JSON.stringify(checks)).not.toMatch(/undefined|NaN|null|""/);
      }
    }
  });
});

/** A key that takes Deploy, and with it Admin. */
const world = createWorld({ seed: 1, start: '2026-03-01' });
const key = world.accessKey(world.user('ci'));
const deploy = key.assumeRole(world.role('Deploy'), { at: world.on(0, '10:00') });
deploy.assumeRole(world.role('Admin'), { at: world.on(0, '10:05') });
const alone = key.assumeRole(world.role('Reader'), { at: world.on(0, '10:10') });
const context = (config: Partial<Config> = {}): DetectionContext =>
  contextOf({ world, asOf: world.on(0, '11:00'), config });

test('of a rule that is off it is told what it would say', () => {
  const off = context({ rules: { 'token-chain': { off: true } } });
  expect(explainRule(ruleOf('token-chain'), off)).toMatchObject([{ state: 'off', subject: [deploy.accessKeyId] }]);
  expect(ruleConfiguration(ruleOf('token-chain'), off)).toEqual([
    'rules.token-chain.off is true: the rule does not run.',
  ]);
});

test('a severity that the configuration changed is told with the one before', () => {
  const [finding] = explainRule(ruleOf('token-chain'), context({ rules: { 'token-chain': { severity: 'low' } } }));
  expect(finding).toMatchObject({
    state: 'reported',
    finding: { severity: 'low' },
    configuration: ['severity changed from high to low by rules.token-chain.severity'],
  });
});

const suppression = { rule: 'token-chain', match: '*', reason: 'agreed', owner: 'ops' };
test.each([
  ['holds', '2026-03-01', 'suppressed', ['suppressed until 2026-03-01 by the suppression of * (ops: agreed)']],
  ['has expired', '2026-02-28', 'reported', []],
])('a suppression that %s is told', (_, expires, state, configuration) => {
  const config = { suppressions: [{ ...suppression, expires }] };
  expect(explainRule(ruleOf('token-chain'), context(config))).toMatchObject([{ state, configuration }]);
});

test('a threshold is told with its default', () => {
  const refreshLoop = ruleOf('refresh-loop');
  expect(ruleConfiguration(refreshLoop, context())).toEqual([
    expect.stringMatching(/^Threshold refreshes is 2, the default/),
  ]);
  const config = { rules: { 'refresh-loop': { thresholds: { refreshes: 4 } } } };
  expect(ruleConfiguration(refreshLoop, context(config))).toEqual([
    expect.stringMatching(/^Threshold refreshes is 4; the default is 2/),
  ]);
});

test('the first thing that is not met is the last that is told', () => {
  const one = context();
  const checks = explainCredential(ruleOf('token-chain'), one, one.lineage.find(alone.accessKeyId))!;
  expect(checks.map(({ met }) => met)).toEqual([true, true, true, false]);
  expect(checks.at(-1)!.found).toBe('it is the first token of its line and minted 0 tokens');
});

test('an allowed chain is told as what takes a token out', () => {
  const one = context({ allowedChains: [{ from: '*role/Deploy', to: '*role/Admin' }] });
  const checks = explainCredential(ruleOf('token-chain'), one, one.lineage.find(deploy.accessKeyId))!;
  expect(checks.at(-1)).toMatchObject({ asks: 'no entry of allowedChains takes the step out', met: false });
});

test('the first thing that a credential does not meet is the last that is asked', () => {
  const one = context();
  for (const rule of rules) {
    const checks = explainCredential(rule, one, one.lineage.find(alone.accessKeyId));
    expect(checks.findIndex(({ met }) => !met)).toBe(checks.length - 1);
  }
});
