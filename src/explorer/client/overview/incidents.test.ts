import { expect, test } from 'vitest';
import { encodeCase, encodeTokens } from '../../../reports/index.ts';
import type { ExplorerCase } from '../../../model/explorer.ts';
import type { ReportCredential } from '../../../model/report-view.ts';
import { findingRow, keyRow, reportOf, tokenRow, viewOf } from '../../../../test/support/report-view.ts';
import { plantForest, type Forest } from '../data/forest.ts';
import { aliveIn, byDanger, canAct, incidentsOf, nobodyWords } from './incidents.ts';

const key = 'AKIAIOSFODNN7EXAMPLE';
const keyOrigin = { kind: 'access-key', id: key, basis: 'logged' } as const;
const hostOrigin = (n: number) => ({ kind: 'ec2-instance', id: `i-00000000000000${n}`, basis: 'logged' }) as const;
const [dead, ...hosts] = ['ASIA000000001EXAMPLE', 'ASIA000000002EXAMPLE', 'ASIA000000003EXAMPLE'] as const;
const until = '2026-11-01T18:00:00Z';

/** A key that opened trusts, a dead token of it, and two instances whose live tokens came through those trusts. */
const rows: readonly ReportCredential[] = [
  keyRow(key, 'deploy-bot', { suspicious: true }),
  tokenRow(dead, { parent: key, depth: 1, origin: keyOrigin, suspicious: true }),
  ...hosts.map((id, n) =>
    tokenRow(id, {
      origin: hostOrigin(n),
      suspicious: true,
      live: true,
      issuedAt: '2026-11-01T10:00:00Z',
      expiresAt: until,
    }),
  ),
  keyRow('AKIA000000009EXAMPLE', 'admin'),
];
const throughTrust = findingRow('minted-through-new-trust', {
  severity: 'critical',
  credential: dead,
  origin: { kind: 'access-key', id: key },
  credentials: [dead, key, ...hosts],
  firstSeen: '2026-11-01T08:00:00Z',
  lastSeen: '2026-11-01T11:00:00Z',
});
const offHost = findingRow('instance-token-off-host', {
  severity: 'high',
  credential: hosts[1],
  origin: { kind: 'ec2-instance', id: hostOrigin(1).id },
  credentials: [hosts[1]],
});

function caseOf(credentials: readonly ReportCredential[]): { theCase: ExplorerCase; forest: Forest } {
  const view = viewOf(reportOf(credentials, { findings: [throughTrust, offHost] }));
  const encoded = encodeTokens(view);
  const theCase = encodeCase(view, encoded, { revision: '1', askWith: '' });
  return { theCase, forest: plantForest(encoded.tokens, theCase) };
}

const { theCase, forest } = caseOf(rows);
const incidents = incidentsOf(theCase);

test('what the others come from is first, although none of its tokens lives: its key works and mints the next', () => {
  expect(incidents.map(({ origin }) => origin.id)).toEqual([key, hostOrigin(1).id, hostOrigin(0).id]);
  expect(byDanger(theCase).map((at) => theCase.origins[at]!.id)).toEqual([
    ...incidents.map(({ origin }) => origin.id),
    'AKIA000000009EXAMPLE',
  ]);
});

test('a finding belongs to every lineage that it names a credential of, the worst first', () => {
  expect(incidents.map(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
    [throughTrust.rule],
    [throughTrust.rule, offHost.rule],
    [throughTrust.rule],
  ]);
});

test('of a finding about another lineage only the time of this one is told', () => {
  const { since, last } = incidents[2]!;
  expect(since).toBe(Date.parse('2026-11-01T08:01:00Z') / 1000);
  expect(last).toBe(Date.parse('2026-11-01T10:00:00Z') / 1000);
});

test('a long-term key is a credential and no token', () => {
  const { credentials, tokens, suspicious, suspiciousTokens, acting, activeKeys } = incidents[0]!.origin;
  expect({ credentials, tokens, suspicious, suspiciousTokens, acting, activeKeys }).toEqual({
    credentials: 2,
    tokens: 1,
    suspicious: 2,
    suspiciousTokens: 1,
    acting: 0,
    activeKeys: 1,
  });
  expect(aliveIn(forest, incidents[0]!.index).map((i) => forest.tokens.accessKeyId[i])).toEqual([key]);
});

test('a key that was deactivated lets nobody act: what lives comes before it', () => {
  const ended = caseOf([keyRow(key, 'deploy-bot', { suspicious: true, live: false }), ...rows.slice(1)]);
  expect(incidentsOf(ended.theCase).map(({ origin }) => origin.id)).toEqual([hostOrigin(1).id, hostOrigin(0).id, key]);
});

test('a key that nothing names but that minted what is suspicious mints the next', () => {
  const quiet = caseOf([keyRow(key, 'deploy-bot'), ...rows.slice(1)]);
  expect(incidentsOf(quiet.theCase)[0]!.origin).toMatchObject({ id: key, suspicious: 1, activeKeys: 1 });
});

const revoked = { at: '2026-11-01T10:30:00Z', by: null, how: 'DeleteRole' };

test.each([
  ['lives', {}, { acting: 1, heldBack: 0, unended: 0 }, true],
  ['lives, but is revoked', { revoked }, { acting: 0, heldBack: 1, unended: 0 }, false],
  ['has no known end', { live: false, expiresAt: null }, { acting: 0, heldBack: 0, unended: 1 }, false],
  ['has expired', { live: false, expiresAt: '2026-11-01T11:00:00Z' }, { acting: 0, heldBack: 0, unended: 0 }, false],
] as const)('of a suspicious token that %s it is told who can act', (_name, details, standing, can) => {
  const { origins } = caseOf([
    tokenRow(dead, { suspicious: true, origin: hostOrigin(0), live: true, expiresAt: until, ...details }),
  ]).theCase;
  expect(origins[0]).toMatchObject(standing);
  expect(canAct(origins[0]!)).toBe(can);
});

test('no all-clear is given of what has no known end', () => {
  const { origins } = caseOf([tokenRow(dead, { suspicious: true, origin: hostOrigin(0), expiresAt: null })]).theCase;
  expect(nobodyWords(origins[0]!, 'is live')).toBe('1 suspicious token of unknown end');
});
