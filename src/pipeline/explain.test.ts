import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { detectAll, markSuspicious, rules, type DetectionContext } from '../detections/index.ts';
import { factsOf } from '../evidence/index.ts';
import { UsageError } from '../lib/errors.ts';
import { parseAwsRanges } from '../lib/aws-ranges.ts';
import { buildLineage } from '../lineage/index.ts';
import { configSchema } from '../model/config.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Lineage } from '../model/lineage.ts';
import type { ReportView } from '../model/report-view.ts';
import { samples } from '../synth/index.ts';
import { explain, parseQuestion } from './explain.ts';
import { viewOf } from './review/view.ts';

const awsRanges = parseAwsRanges(
  JSON.parse(readFileSync(new URL('../../data/aws-ip-ranges.json', import.meta.url), 'utf8')),
);
const coverage = { from: null, to: null, files: 1, events: 1, duplicates: 0, accounts: [], regions: [] };

/** The sample trail of the leaked key. */
let lineage: Lineage;
beforeAll(() => {
  const { world, asOf } = samples['leaked-key']!(1);
  lineage = buildLineage(factsOf(world.records()), { asOf });
});

function judged(settings: object = {}): { context: DetectionContext; view: ReportView } {
  const base = { lineage, awsRanges, config: configSchema.parse(settings) };
  const { findings, suspicious } = detectAll(base);
  const marks = markSuspicious(lineage, findings);
  const whole = { ...coverage, skipped: [], gaps: [] };
  const view = viewOf({ lineage, findings, suspicious: marks, coverage: whole, version: '' });
  return { context: { ...base, suspicious }, view };
}
const ask = (question: string, settings: object = {}): Explanation =>
  explain(parseQuestion(question), judged(settings));
const quietToken = (view: ReportView): string =>
  [...view.credentials()].find((one) => one.kind === 'temporary' && !one.suspicious && one.uses > 0)!.accessKeyId;

test('of a rule all its findings are told as they are reported, with subject and evidence', () => {
  const own = judged().view.findings.filter(({ rule }) => rule === 'refresh-loop');
  const explanation = ask('refresh-loop');
  expect(explanation.findings.map(({ finding }) => finding)).toEqual(own);
  expect(explanation.findings).toMatchObject(
    own.map(({ credential }) => ({ state: 'reported', subject: [credential], configuration: [] })),
  );
  expect(explanation.answer).toBe('refresh-loop reports 1 finding on the case.');
});

test.each(rules.map(({ id }) => id))('%s says where it could not look for want of an IAM snapshot', (id) => {
  const { context, view } = judged();
  // A snapshot with a role that all rules of roles would name.
  const arn = 'arn:aws:iam::111122223333:role/Everything';
  const role = {
    arn,
    kind: 'role' as const,
    accountId: '111122223333',
    level: 'admin' as const,
    exploitable: true,
    cycle: [arn, arn],
    why: [],
    open: 'anyone' as const,
    openTo: [],
    cycleConditions: [],
    maxSessionSeconds: null,
    assumesAll: false,
    breaksOutTo: [],
  };
  const iam = {
    posture: { takenAt: null, problems: [], edges: [], principals: [role] },
    privilegesOf: () => ({ level: 'admin' as const, why: [] }),
  };
  const found = (one: DetectionContext) => explain(parseQuestion(id), { context: one, view });
  const without = found(context);
  const needsOne = found({ ...context, iam }).findings.length > 0 && without.findings.length === 0;
  expect(without.answer.startsWith(`${id} could not look: it goes by an IAM snapshot`)).toBe(needsOne);
  expect(without.answer.includes('finds nothing in the case')).toBe(!needsOne && without.findings.length === 0);
});

test('of a finding only that one is told', () => {
  for (const { id, rule } of judged().view.findings) {
    const explanation = ask(id);
    expect(explanation.rule.id).toBe(rule);
    expect(explanation.findings.map(({ finding }) => finding.id)).toEqual([id]);
    const all = judged().view.findings.filter((one) => one.rule === rule).length;
    const among = all === 1 ? '' : `, one of ${all} that it finds in the case`;
    expect(explanation.answer).toBe(`${rule} reports ${id}${among}.`);
  }
});

test('of a credential that is named the findings are told that name it, and that it meets all that is asked', () => {
  const loop = judged().view.findings.find(({ rule }) => rule === 'refresh-loop')!;
  const explanation = ask(`refresh-loop:${loop.credentials[1]!}`);
  expect(explanation.findings.map(({ finding }) => finding.id)).toEqual([loop.id]);
  expect(explanation.credential!.checks.every(({ met }) => met)).toBe(true);
});

test('of a credential that is not named the first thing is told that it does not meet', () => {
  const token = quietToken(judged().view);
  const explanation = ask(`refresh-loop:${token}`);
  const unmet = explanation.credential!.checks.at(-1)!;
  expect(unmet.met).toBe(false);
  expect(explanation.findings).toEqual([]);
  expect(explanation.answer).toBe(
    `refresh-loop does not name ${token}. It asks: ${unmet.asks}. The logs show: ${unmet.found}. It finds 1 elsewhere in the case.`,
  );
});

test('beside the reason it is shown what is known', () => {
  const { view } = judged();
  const token = quietToken(view);
  const { answer, credential } = ask(`external-chain:${token}`);
  expect(answer).toContain('It asks: it comes from, or is of a role in, an account of which no logs were read');
  expect(credential!.facts).toContainEqual({ name: 'role', value: view.credential(token)!.roleArn });
  expect(credential!.facts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['issued', 'origin', 'MFA', 'from']),
  );
  const loop = view.findings.find(({ rule }) => rule === 'refresh-loop')!;
  const { credential: looping } = ask(`refresh-loop:${loop.credential!}`);
  // In the words of every other report, not in those of the JSON.
  expect(looping!.facts).toContainEqual({ name: 'origin', value: `access key ${loop.origin!.id} (logged)` });
});

test('a rule that goes by suspicion is told so, with what makes a credential suspicious', () => {
  const { view } = judged();
  const quiet = ask(`iam-change-by-token:${quietToken(view)}`);
  expect(quiet.answer).toContain('no other finding makes its lineage suspicious');
  const loop = view.findings.find(({ rule }) => rule === 'refresh-loop')!;
  const named = ask(`iam-change-by-token:${loop.credentials.at(-1)!}`);
  expect(named.credential!.facts[0]).toEqual({
    name: 'suspicious',
    value: expect.stringContaining(loop.id) as string,
  });
});

test('an address in a trusted network is shown as one', () => {
  const { view } = judged();
  const token = [...view.credentials()].find(({ ips }) => ips.some(({ ip }) => ip === '203.0.113.66'))!.accessKeyId;
  const { credential } = ask(`token-chain:${token}`, {
    trustedNetworks: [{ name: 'office', cidr: '203.0.113.0/24' }],
  });
  expect(credential!.facts.find(({ name }) => name === 'from')!.value).toMatch(
    /203\.0\.113\.66 \(\d+ times, trusted network office\)/,
  );
});

test('a credential and a finding that the case does not have are told as such', () => {
  expect(ask('token-chain:ASIANEVERSEENEXAMPLE')).toMatchObject({
    answer:
      'The case does not have ASIANEVERSEENEXAMPLE: no record that was read is signed by it, mints it or changes it.',
    credential: { inCase: false, checks: [], facts: [] },
  });
  expect(ask('token-chain-0123456789ab').answer).toMatch(/^The case has no finding token-chain-0123456789ab: /);
});

test('what the configuration did is told', () => {
  const off = ask('token-chain', { rules: { 'token-chain': { off: true, severity: 'low' } } });
  expect(off.answer).toMatch(/^token-chain is off; it would report \d+ findings? on the case\.$/);
  expect(off.findings[0]).toMatchObject({
    state: 'off',
    configuration: ['severity changed from high to low by rules.token-chain.severity'],
  });
  const agreed = { rule: 'token-chain', match: '*', reason: 'broker', owner: 'platform', expires: '2030-01-31' };
  const suppressed = ask('token-chain', { suppressions: [agreed] });
  expect(suppressed.findings[0]).toMatchObject({
    state: 'suppressed',
    configuration: ['suppressed until 2030-01-31 by the suppression of * (platform: broker)'],
  });
});

test.each([
  ['token-chain', { rule: 'token-chain', findingId: null, credential: null }],
  ['token-chain:ASIA1', { rule: 'token-chain', findingId: null, credential: 'ASIA1' }],
  ['token-chain-0123456789ab', { rule: 'token-chain', findingId: 'token-chain-0123456789ab', credential: null }],
])('%s is a question', (text, question) => {
  expect(parseQuestion(text)).toEqual({ text, ...question });
});

test.each([
  ['token-chian', /no rule is called token-chian; did you mean token-chain\?/],
  ['', /no rule is called/],
  ['ASIAIOSFODNN7EXAMPLE', /no rule is called ASIAIOSFODNN7EXAMPLE/],
  ['token-chain:', /no credential after the colon/],
  ['none-0123456789ab', /no rule is called none-0123456789ab/],
])('%j is none', (text, message) => {
  expect(() => parseQuestion(text)).toThrow(UsageError);
  expect(() => parseQuestion(text)).toThrow(message);
});
