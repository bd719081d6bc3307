import { describe, expect, test } from 'vitest';
import { hostileTexts } from '../../../test/support/hostile.ts';
import type { ExplainedFinding, Explanation } from '../../model/explanation.ts';
import { widthOf } from './layout.ts';
import { renderExplanation, type ExplanationTextOptions } from './explanation.ts';

const found = (text: string, state: ExplainedFinding['state'] = 'reported'): ExplainedFinding => ({
  finding: {
    id: 'token-chain-0123456789ab',
    rule: 'token-chain',
    severity: 'high',
    title: text,
    reason: text,
    credential: 'ASIAHEADEXAMPLE',
    origin: null,
    credentials: ['ASIAHEADEXAMPLE', text],
    accountId: null,
    roleArn: null,
    firstSeen: null,
    lastSeen: null,
    attack: [],
    evidence: ['0b22f55d-01de-416e-882c-22f8eb1ac91c'],
    next: text,
  },
  subject: [text],
  state,
  configuration: [text],
});

const explanation = (text: string, more: Partial<Explanation> = {}): Explanation => ({
  question: text,
  asOf: '2026-11-01T00:00:00Z',
  rule: {
    id: 'token-chain',
    title: 'A chain',
    says: 'What it looks for.',
    canBeWrong: 'When it can be wrong.',
    severities: ['medium', 'high'],
    attack: [],
    needsSuspicion: false,
  },
  answer: text,
  configuration: [text],
  findings: [found(text)],
  credential: {
    accessKeyId: text,
    inCase: true,
    suspicious: null,
    checks: [
      { asks: 'a token', met: true, found: text },
      { asks: 'a chain', met: false, found: text },
    ],
    facts: [{ name: 'role', value: text }],
  },
  ...more,
});
const layout = { width: 10_000, color: false, ascii: false, askWith: '' };
const textOf = (given: Explanation, options: Partial<ExplanationTextOptions> = {}): string =>
  [...renderExplanation(given, { ...layout, ...options })].join('\n');

test('the answer comes first, then the rule, then what is asked and known, then the findings', () => {
  const lines = textOf(explanation('x')).split('\n');
  const places = ['x', 'token-chain: A chain', '  yes  a token', '  NO   a chain', '  role          x'].map((line) =>
    lines.indexOf(line),
  );
  expect(places[0]).toBe(0);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(lines.findIndex((line) => line.startsWith('token-chain-0123456789ab  high  reported'))).toBeGreaterThan(
    places[4]!,
  );
});

test.each<[ExplainedFinding['state'], string]>([
  ['off', 'not reported: the rule is off'],
  ['suppressed', 'suppressed: not reported'],
])('a finding that is %s is not shown as reported', (state, words) => {
  expect(textOf(explanation('x', { findings: [found('x', state)] }))).toContain(`high  ${words}`);
});

test('long texts are broken to the width, each below its beginning', () => {
  const long = 'so many words that no line holds them all '.repeat(12).trim();
  const lines = textOf(explanation(long), { width: 80 }).split('\n');
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  const at = lines.findIndex((line) => line.startsWith('  next          so many'));
  expect(lines[at + 1]).toMatch(/^ {16}\S/);
  expect(lines).toContain('  can be wrong  When it can be wrong.');
});

test('the command that plans it asks the same case', () => {
  const one = found('x');
  const next = `Cut it off. Plan it: stemma contain ${one.finding.id}`;
  const given = explanation('x', { findings: [{ ...one, finding: { ...one.finding, next } }] });
  expect(textOf(given, { askWith: ' --case a.db' })).toContain(`stemma contain ${one.finding.id} --case a.db`);
});

test('of very many findings the first are shown, and how many more there are', () => {
  const text = textOf(explanation('x', { findings: Array.from({ length: 25 }, () => found('x')) }));
  expect(text.match(/^token-chain-0123456789ab/gm)).toHaveLength(20);
  expect(text).toContain('… and 5 more: --format json lists them all');
});

test('of a credential that the case does not have nothing is shown as known', () => {
  const credential = { accessKeyId: 'ASIAX', inCase: false, suspicious: null, checks: [], facts: [] };
  expect(textOf(explanation('x', { credential }))).not.toContain('What is known');
});

describe.each(Object.entries(hostileTexts))('%s', (_, hostile) => {
  test('does not reach the terminal as it is', () => {
    expect(textOf(explanation(hostile)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const lines = textOf(explanation(hostile)).split('\n').length;
    expect(lines).toBe(textOf(explanation('x')).split('\n').length);
  });
});
