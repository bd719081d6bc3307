import { expect, test } from 'vitest';
import { busyReport, leakedKeyReport, tokenId } from '../../../test/support/report-stories.ts';
import { reportOf, tokenRow, viewOf } from '../../../test/support/report-view.ts';
import type { CredentialChoice, Report, ReportCredential } from '../../model/report-view.ts';
import { renderTokens } from './tokens.ts';

const table = (report: Report, choice: CredentialChoice = {}, width = 140): string[] => [
  ...renderTokens(viewOf(report), { width, color: false, ascii: false, choices: [choice] }),
];
const keysIn = (lines: readonly string[]): string[] => lines.flatMap((line) => /^.{3}(A\w{19}) /.exec(line)?.[1] ?? []);

test.each<[string, CredentialChoice, number]>([
  ['none', {}, 14],
  ['live tokens, not active keys', { liveToken: true }, 2],
  ['suspicious ones of a role that nobody has', { suspicious: true, roleArn: 'arn:x' }, 0],
])('only those that are asked for are listed: %s', (_name, choice, count) => {
  const lines = table(leakedKeyReport(10), choice);
  expect(keysIn(lines)).toHaveLength(count);
  expect(lines.includes('No credentials.')).toBe(count === 0);
});

test.each([
  [{ live: true, expiresAt: '2026-11-02T23:59:59Z' }, 'LIVE 1 d 11 h left'],
  [{ live: true, expiresAt: '2026-11-01T12:00:30Z' }, 'LIVE 30 s left'],
  // Of less than two hours one unit says too little.
  [{ live: true, expiresAt: '2026-11-01T13:48:00Z' }, 'LIVE 108 min left'],
  [
    {
      live: true,
      expiresAt: '2026-11-01T13:59:00Z',
      revoked: { at: '2026-11-01T11:00:00Z', by: null, how: 'iam:PutRolePolicy' },
    },
    'LIVE 119 min, revoked',
  ],
  [
    {
      live: true,
      expiresAt: '2026-11-01T15:10:00Z',
      revoked: { at: '2026-11-01T11:00:00Z', by: null, how: 'iam:PutRolePolicy' },
    },
    'LIVE 3 h, revoked',
  ],
  [{ expiresAt: '2026-10-30T12:00:00Z' }, 'expired 48 h ago'],
  [{ expiresAt: null }, 'expiry unknown'],
  [{ expiresAt: '2026-11-01T13:00:00Z' }, 'not yet issued'],
])('a token with %o is shown as %s', (details, state) => {
  expect(table(reportOf([tokenRow(tokenId(1), details)]))[1]).toContain(`  ${state}  `);
});

test.each([60, 80, 99])('how long a token lives is not cut at %i columns', (width) => {
  const report = reportOf([tokenRow(tokenId(1), { live: true, expiresAt: '2026-11-01T13:59:59Z' })]);
  expect(table(report, {}, width)[1]).toContain('LIVE 119 min left');
});

test.each([60, 80, 100, 140])('no line is wider than %i columns, and keys are whole', (width) => {
  for (const report of [leakedKeyReport(10), busyReport()]) {
    const lines = table(report, {}, width);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(keysIn(lines)).toHaveLength(report.credentials.length);
  }
});

test.each([
  ['a root session is the account’s', { principalArn: 'arn:aws:iam::444455556666:root' }, 'root of 444455556666'],
  ['a federated user is its broker’s', { userName: 'broker', sessionName: 'backup' }, 'broker/backup'],
])('without a role, %s', (_name, facts, shown) => {
  const row = tokenRow(tokenId(1), { roleArn: null, sessionName: null, accountId: '444455556666', ...facts });
  expect(table(reportOf([row])).join('\n')).toContain(`EXAMPLE  ${shown}  `);
});

const account = 'arn:aws:iam::111122223333:';

test.each<[string, ReportCredential['origin']['kind'], string, string]>([
  ['a person', 'identity-center', 'alexandra.smith@example.com', 'alexandra.smith@example…'],
  ['a person with a short name', 'identity-center', 'kim', 'Identity Center user kim'],
  ['a function', 'lambda-function', 'arn:aws:lambda:us-east-1:111122223333:function:resize', 'function resize'],
  ['a console sign-in', 'console', `${account}user/lee`, 'console sign-in lee'],
  ['a SAML subject', 'saml', `${account}saml-provider/Company#dana@example.com`, 'dana@example.com'],
  ['a workflow', 'web-identity', `${account}oidc-provider/ci.example#repo:example/shop`, 'repo:example/shop'],
])('at 100 columns the origin says which one it is, not what kind alone: %s', (_name, kind, id, shown) => {
  const [, line] = table(reportOf([tokenRow(tokenId(1), { origin: { kind, id, basis: 'logged' } })]), {}, 100);
  expect(line!.split(/ {2,}/).at(-1)).toBe(shown);
});

test.each([80, 100, 140])(
  'where nothing may be cut, names are whole in a list of %i columns, one line a token',
  (width) => {
    const sessionName = 'ticket-4711-of-a-customer-with-a-name-that-goes-on-and-on@example.com';
    const id = `${account}oidc-provider/ci.example#repo:example/${'shop'.repeat(20)}`;
    const row = tokenRow(tokenId(1), { sessionName, origin: { kind: 'web-identity', id, basis: 'logged' } });
    const lines = [
      ...renderTokens(viewOf(reportOf([row, tokenRow(tokenId(2))])), {
        width,
        color: false,
        ascii: false,
        isWhole: true,
      }),
    ];
    expect(lines).toHaveLength(3);
    const line = lines.find((each) => each.includes(tokenId(1)))!;
    expect(line).toContain(`ops-admin/${sessionName}  expired`);
    expect(line.endsWith(`  web identity ${id.slice(id.indexOf('/') + 1)}`)).toBe(true);
  },
);
