import type { Report, ReportIssuance } from '../../src/model/report-view.ts';
import { findingRow, keyRow, reportOf, tokenRow } from './report-view.ts';

/** What attackers write into names, agents and tags. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'terminal colours': '\x1b[31mred\x1b[0m',
  'clear the screen': 'a\x1b[2J\x1b[Hb',
  'terminal title': '\x1b]0;owned\x07',
  'terminal link (OSC 8)': '\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\',
  'eight-bit CSI': '\x9b31mred',
  'backspaces and returns': 'good\b\b\b\bevil\rover',
  'line ends': 'one\ntwo\r\nthree\u0085four',
  'separators of lines and paragraphs': 'one\u2028two\u2029three',
  tabs: '\t=1+1\tx',
  'NUL and DEL': 'a\0b\x7fc',
  'bidirectional overrides': 'safe\u202Egnp.exe\u2066x\u2069',
  'zero width': 'ad\u200Bmin\uFEFF\u200D',
  'tag characters': 'x\u{E0041}\u{E0042}',
  'lone surrogates': 'a\uD800b\uDC00',
  'piled marks': `Z${'\u0335'.repeat(400)}`,
  'formula DDE': "=cmd|' /C calc'!A0",
  'formula plus': '+1+cmd',
  'formula at': '@SUM(1+1)',
  'formula minus': '-2+3',
  'formula behind a blank': ' =1+1',
  'formula behind a quote': '"=1+1"',
  'wide formula': '＝1+1',
  'script element': '<script>alert(1)</script>',
  'broken-out attribute': `" onmouseover="alert(1)' x='`,
  'Markdown link': '[x](javascript:alert(1))',
  'Markdown image': '![x](https://evil.example/p.png)',
  'end of a link': '](javascript:alert(1))',
  'table cells': 'a | b || c \\| d \\',
  backticks: 'a`b``c```d',
  fence: '```\n# heading\n~~~',
  heading: '# heading',
  'reference link': '[a]: https://evil.example',
  mention: '@org/team and someone@evil.example',
  'bare addresses': 'https://evil.example www.evil.example',
  'closing XML': '</t></si></sst>]]><f>1+1</f>',
  'escaped XML': '&#61;1+1 _x000D_',
  'very long': 'A'.repeat(100_000),
  'very long and hidden': '\u202E'.repeat(100_000),
  'inherited name': 'constructor',
  prototype: '__proto__',
  empty: '',
};

const key = 'AKIAHOSTILE0EXAMPLE0';

/** A report in which `text` stands wherever a log, a file name or a rule could have put it. */
export function hostileReport(text: string): { report: Report; issuances: Record<string, ReportIssuance> } {
  const foreign = {
    issuedBy: text,
    accountId: text,
    principalArn: `arn:aws:sts::111122223333:assumed-role/${text}/${text}`,
    roleArn: `arn:aws:iam::111122223333:role/${text}`,
    sessionName: text,
    sourceIdentity: text,
    userName: text,
    issuedFrom: { ip: text, userAgent: text },
    ips: [{ ip: text, uses: 1, first: '2026-11-01T08:01:00Z', last: '2026-11-01T08:40:00Z' }],
    userAgents: [text, text],
    services: [text],
    privileges: { level: 'limited' as const, why: [text] },
    evidence: [text],
    suspicious: true,
    findings: ['token-chain-1'],
  };
  const live = { live: true, expiresAt: '2026-11-01T16:00:00Z' };
  const id = 'ASIAHOSTILE0EXAMPLE1';
  const finding = findingRow('token-chain', {
    title: text,
    reason: text,
    next: text,
    credential: id,
    credentials: [id, text],
    origin: { kind: 'saml', id: text },
    accountId: text,
    roleArn: text,
    evidence: [text],
  });
  const rows = [
    keyRow(key, text, { suspicious: true, revoked: { at: '2026-11-01T09:00:00Z', by: text, how: text } }),
    tokenRow(id, {
      ...foreign,
      ...live,
      parent: key,
      depth: 1,
      origin: { kind: 'access-key', id: key, basis: 'logged' },
    }),
    tokenRow('ASIAHOSTILE0EXAMPLE2', { ...foreign, ...live, origin: { kind: 'saml', id: text, basis: 'logged' } }),
    tokenRow(`ASIA${text}`, {
      ...foreign,
      roleArn: null,
      userName: null,
      origin: { kind: 'unknown', id: text, basis: 'inferred' },
    }),
  ];
  const report = reportOf(rows, {
    findings: [finding, findingRow('session-token-without-mfa', { severity: 'low', reason: text, next: text })],
    roles: [{ arn: text, level: 'admin', exploitable: true, cycle: [text], why: [text], liveTokens: 1 }],
    coverage: {
      ...reportOf([]).coverage,
      accounts: [text, '111122223333'],
      regions: [text],
      skipped: [{ source: text, reason: text }],
      gaps: [{ account: text, region: text, from: null, to: null, reason: text }],
    },
  });
  const issuance: ReportIssuance = {
    eventTime: '2026-11-01T08:00:00Z',
    eventName: text,
    eventSource: text,
    awsRegion: text,
    requestID: text,
    eventID: text,
    externalId: text,
    sessionPolicy: text,
  };
  return { report, issuances: { [id]: issuance } };
}
