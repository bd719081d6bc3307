import { expect, test } from 'vitest';
import { factsOf } from '../evidence/index.ts';
import { buildLineage } from '../lineage/index.ts';
import { configSchema, type Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import { createWorld } from '../synth/index.ts';
import { rules } from './index.ts';
import type { Detection, Rule } from './rule.ts';
import { runRules } from './run-rules.ts';

/** A key that takes Deploy, and with it Admin; Admin makes a key. */
const world = createWorld({ seed: 1, start: '2026-03-01' });
const key = world.accessKey(world.user('ci'));
const deploy = key.assumeRole(world.role('Deploy'), { at: world.on(0, '10:00') });
const admin = deploy.assumeRole(world.role('Admin'), { at: world.on(0, '10:05') });
admin.iam('CreateAccessKey', { userName: 'backup' }, { at: world.on(0, '10:10') });
const lineage = buildLineage(factsOf(world.records()), { asOf: world.on(0, '11:00') });

function run(settings: Partial<Config> = {}, table: readonly Rule[] = rules): Finding[] {
  const awsRanges = { date: '2026-01-01', lookup: () => null };
  return runRules(table, { lineage, awsRanges, config: configSchema.parse(settings) });
}
const idsOf = (findings: readonly Finding[]): string[] => findings.map((finding) => finding.rule);

test('rules that ask for suspicion run on what the others found', () => {
  expect(idsOf(run())).toEqual(['iam-change-by-token', 'token-chain']);
});

test('a rule that is off finds nothing and makes nothing suspicious', () => {
  expect(run({ rules: { 'token-chain': { off: true } } })).toEqual([]);
});

test('a severity below medium makes nothing suspicious', () => {
  expect(run({ rules: { 'token-chain': { severity: 'low' } } })).toMatchObject([
    { rule: 'token-chain', severity: 'low' },
  ]);
});

const suppression = { rule: 'token-chain', reason: 'agreed', owner: 'ops', expires: '2026-03-01' };

test.each([
  ['access key id', deploy.accessKeyId],
  ['origin', key.accessKeyId],
  ['role ARN', 'arn:aws:iam::111122223333:role/Deploy'],
  ['pattern', 'arn:aws:iam::*:role/Dep*'],
  ['finding id', run()[1]!.id],
])('a suppression by %s takes the finding away, and the suspicion with it', (_, match) => {
  expect(run({ suppressions: [{ ...suppression, match }] })).toEqual([]);
});

test.each([
  ['has expired', { ...suppression, match: '*', expires: '2026-02-28' }],
  ['is for another rule', { ...suppression, match: '*', rule: 'refresh-loop' }],
  ['matches only the end', { ...suppression, match: 'role/Deploy' }],
])('a suppression that %s takes nothing away', (_, given) => {
  expect(idsOf(run({ suppressions: [given] }))).toEqual(['iam-change-by-token', 'token-chain']);
});

test('findings come worst first, then by their beginning, then by id, however the table is ordered', () => {
  const said = (severity: 'low' | 'high', firstSeen: number, subject: string): Detection => ({
    severity,
    firstSeen,
    lastSeen: 0,
    subject: [subject],
    reason: subject,
    credential: null,
    credentials: [],
    evidence: ['b', 'a', 'b'],
    next: '',
  });
  const rule = (id: string, ...found: Detection[]): Rule => ({
    id,
    title: id,
    says: '',
    canBeWrong: '',
    severities: ['low', 'high'],
    attack: [],
    detect: () => found,
  });
  const table = [rule('one', said('low', 1, 'a'), said('high', 20, 'b')), rule('two', said('high', 10, 'c'))];
  const found = run({}, table);
  expect(found.map(({ reason }) => reason)).toEqual(['c', 'b', 'a']);
  expect(run({}, table.toReversed())).toEqual(found);
  expect(found[2]).toMatchObject({
    firstSeen: '1970-01-01T00:00:01Z',
    lastSeen: null,
    evidence: ['a', 'b'],
    credential: null,
    origin: null,
  });
});

test('an id depends on rule and subject alone', () => {
  const later = buildLineage(factsOf(world.records()), { asOf: world.on(5, '11:00') });
  const again = runRules(rules, {
    lineage: later,
    awsRanges: { date: '2026-01-01', lookup: () => null },
    config: configSchema.parse({}),
  });
  expect(again.map(({ id }) => id)).toEqual(run().map(({ id }) => id));
  expect(run()[1]!.id).toMatch(/^token-chain-[0-9a-f]{12}$/);
});
