import { describe, expect, test } from 'vitest';
import { obeyed } from '../../../test/contract/report.ts';
import { hostileReport, hostileTexts } from '../../../test/support/hostile.ts';
import { busyReport, iso, leakedKeyReport, quietReport, tokenId } from '../../../test/support/report-stories.ts';
import { findingRow, keyRow, reportOf, tokenRow, viewOf } from '../../../test/support/report-view.ts';
import type { Report } from '../../model/report-view.ts';
import { renderText, type TextOptions } from './summary.ts';

const summary = (report: Report, options: Partial<TextOptions> = {}): string[] => [
  ...renderText(viewOf(report), { width: 80, color: false, ascii: false, ...options }),
];

describe('a quiet trail', () => {
  test('fits on a screen of 24 lines of 80 columns, however many tokens live', () => {
    const rows = Array.from({ length: 500 }, (_, n) =>
      tokenRow(tokenId(n), { live: true, expiresAt: '2026-11-01T15:00:00Z' }),
    );
    for (const report of [quietReport(), reportOf(rows), reportOf([])]) {
      expect(summary(report).length).toBeLessThanOrEqual(24);
    }
    expect(summary(reportOf(rows)).join('\n')).toContain('and 494 more: stemma tokens --live');
  });

  test('says that nothing suspicious was found', () => {
    const text = summary(quietReport()).join('\n');
    expect(text).toContain('3 live, none suspicious');
    expect(text).toContain('FINDINGS  none');
    expect(text).toContain('Nothing suspicious in what was read.');
  });
});

describe('what was not read', () => {
  test('is said, with its reasons, and the rest is counted', () => {
    const skipped = Array.from({ length: 5 }, (_, i) => ({ source: `trail/${i}.json.gz`, reason: 'gzip ends early' }));
    const gaps = [{ account: '111122223333', region: 'us-east-1', from: null, to: null, reason: 'no records' }];
    const report = { ...quietReport(), coverage: { ...quietReport().coverage, skipped, gaps } };
    const text = summary(report).join('\n');
    expect(text).toContain('NOT READ  5 sources, 1 gap');
    // A file may be read in part: what it gave is shown like all else.
    expect(text).toContain('some or all is missing below');
    expect(text).toContain('trail/0.json.gz: gzip ends early');
    expect(text).toContain('and 3 more');
    expect(summary(report, { details: true }).join('\n')).toContain('111122223333 us-east-1, ? to ?: no records');
  });

  test('a reason is told to its end, which may be what happened', () => {
    const reason = 'trail stratus-red-team-ctes-trail-qyxyekjbtk was deleted';
    const gap = { account: '111122223333', region: null, from: '2026-10-27T12:08:00Z', to: null, reason };
    const report = { ...quietReport(), coverage: { ...quietReport().coverage, gaps: [gap] } };
    const text = summary(report);
    expect(text).toContain('          111122223333, 2026-10-27 12:08 to ?:');
    expect(text).toContain(`            ${reason}`);
    for (const each of text) expect(each.length).toBeLessThanOrEqual(100);
  });

  test('a long path keeps its end', () => {
    expect(summary(leakedKeyReport()).join('\n')).toMatch(/…\S+20261027T0400Z_aaaa\.json\.gz: gzip ends early/);
  });
});

describe('an attack', () => {
  const lines = summary(leakedKeyReport());
  const text = lines.join('\n');

  test('shows the key that it goes back to, the folded chain and the token that is live', () => {
    expect(text).toContain('access key AKIALEAKEDKEYEXAMPLE');
    expect(text).toContain('deactivated');
    expect(text).toContain('×328 refreshes of ops-admin');
    expect(text).toMatch(/!! {7}└─ ASIA000000330EXAMPLE .* LIVE 30 min left/);
  });

  test('shows findings worst first, each with its next step', () => {
    const order = [/refresh-loop$/, /survives-revocation$/, /token-chain$/, /^LOW +external-chain/].map((rule) =>
      lines.findIndex((line) => rule.test(line)),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(lines.filter((line) => line.startsWith('          → '))).toHaveLength(3);
  });

  test('says last what to do and where the reports are', () => {
    expect(text).toContain('1 suspicious token can still act.');
    const written = summary(leakedKeyReport(), { written: ['out/report.xlsx', 'r.json'] });
    expect(written.at(-1)).toBe('→ The whole report: out/report.xlsx, r.json');
  });

  test('a suspicious token whose end the logs do not tell is no all-clear', () => {
    const row = tokenRow(tokenId(1), { suspicious: true, live: false, expiresAt: null });
    const findings = [findingRow('instance-token-off-host', { credential: row.accessKeyId })];
    const told = summary(reportOf([row], { findings })).join('\n');
    expect(told).toContain('0 live, 1 suspicious, 1 OF UNKNOWN END');
    expect(told).toContain('1 suspicious token may still act: its end is not in the logs.');
    expect(told).not.toContain('No suspicious token is live');
  });

  test('findings of one rule and severity are one, with how many more there are', () => {
    const findings = Array.from({ length: 30 }, (_, i) =>
      findingRow('token-chain', { id: `t${i}`, reason: `Chain ${i}.` }),
    );
    const grouped = summary({ ...busyReport(), findings }).join('\n');
    expect(grouped).toContain('(and 29 more like it)');
    expect(grouped).not.toContain('Chain 1.');
    expect(summary({ ...busyReport(), findings }, { details: true }).join('\n')).toContain('Chain 29.');
  });

  test('every finding can be named: by its id, and by the credential that it is about', () => {
    const found = (rule: string, n: number, severity: 'high' | 'low') =>
      findingRow(rule, { id: `${rule}-${n}`, credential: tokenId(n), severity });
    const findings = [1, 2, 3].flatMap((n) => [found('token-chain', n, 'high'), found('new-role-chain', n, 'low')]);
    const lines = summary({ ...busyReport(), findings }, { width: 120 });
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ +like it: token-chain-2 \(ASIA000000002EXAMPLE\), token-chain-3 \(ASIA000000003EXAMPLE\)$/,
      ),
    );
    for (const n of [1, 2, 3])
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^LOW +new-role-chain-${n} `)));
  });

  test('the whole lineage is what its origin shows, not one of its tokens', () => {
    const origin = { kind: 'access-key' as const, id: 'AKIALEAKEDKEYEXAMPLE' };
    const findings = [findingRow('token-chain', { credential: tokenId(1), origin })];
    expect(summary({ ...leakedKeyReport(), findings }).join('\n')).toContain('stemma tree AKIALEAKEDKEYEXAMPLE');
    const hostile = [findingRow('token-chain', { credential: tokenId(1), origin: { ...origin, id: '$(reboot)' } })];
    expect(summary({ ...leakedKeyReport(), findings: hostile }).join('\n')).toContain(`stemma tree ${tokenId(1)}`);
  });

  test('of findings that are alike the one is shown by which somebody can still act, and it comes first', () => {
    const [dead, live] = [tokenId(1), tokenId(2)];
    const rows = [
      tokenRow(dead, { suspicious: true, live: false }),
      tokenRow(live, { suspicious: true, live: true, expiresAt: '2026-11-01T15:00:00Z' }),
    ];
    const found = (rule: string, credential: string) =>
      findingRow(rule, { id: `${rule}:${credential}`, credential, credentials: [credential], severity: 'high' });
    const findings = [found('refresh-loop', dead), found('token-chain', dead), found('token-chain', live)].map(
      (finding) => ({ ...finding, reason: `About ${finding.credential}.` }),
    );
    const lines = summary(reportOf(rows, { findings }));
    const reasons = lines.filter((line) => line.includes('About ')).map((line) => line.trim());
    expect(reasons).toEqual([`About ${live}.`, `About ${dead}.`]);
    expect(lines.join('\n')).toContain(`tree ${live}`);
  });

  test.each([60, 80])('a title that leaves no room beside it is whole at %i columns, and so is the rule', (width) => {
    const title = 'A role was minted again after its sessions were revoked';
    const findings = [1, 2].map((n) => findingRow('minted-after-revocation', { id: `m${n}`, title }));
    const lines = summary({ ...busyReport(), findings }, { width });
    const at = lines.findIndex((line) => line.startsWith('HIGH'));
    const end = lines.indexOf('          minted-after-revocation');
    const shown = lines.slice(at, end).map((line) => line.slice(10));
    expect(shown.join(' ')).toBe(`${title} (and 1 more like it)`);
  });

  test('live suspicious tokens come before other live ones', () => {
    const live = { live: true, expiresAt: '2026-11-01T15:00:00Z' };
    const rows = Array.from({ length: 20 }, (_, n) => tokenRow(tokenId(n), { ...live, suspicious: n === 19 }));
    const at = summary(reportOf(rows)).indexOf('LIVE TOKENS');
    expect(summary(reportOf(rows))[at + 1]).toContain(tokenId(19));
  });

  test('with details every live suspicious token has a line in its tree', () => {
    const key = keyRow('AKIAMANYLIVE0EXAMPLE', 'ops', { suspicious: true });
    const rows = Array.from({ length: 60 }, (_, n) =>
      tokenRow(tokenId(n), {
        parent: key.accessKeyId,
        depth: 1,
        origin: key.origin,
        suspicious: true,
        live: true,
        issuedAt: iso(1_792_000_000 + n),
        expiresAt: '2026-11-01T15:00:00Z',
      }),
    );
    const report = reportOf([key, ...rows]);
    expect(summary(report, { details: true }).filter((line) => line.includes('─ ASIA'))).toHaveLength(60);
    const short = summary(report);
    expect(short.filter((line) => line.includes('─ ASIA'))).toHaveLength(20);
    expect(short.join('\n')).toContain('×40 tokens of ops-admin, 40 LIVE');
  });
});

describe('layout', () => {
  test.each([60, 80, 100, 140, 200])('no line is wider than %i columns', (width) => {
    for (const report of [quietReport(), leakedKeyReport(), busyReport(), hostileReport('A'.repeat(5_000)).report]) {
      for (const details of [true, false]) {
        for (const line of summary(report, { width, details })) expect(line.length).toBeLessThanOrEqual(width);
      }
    }
  });

  test('no line ends in blanks', () => {
    for (const line of summary(leakedKeyReport(), { width: 140 })) expect(line).toBe(line.trimEnd());
  });

  test.each(Object.entries(hostileTexts))('%s: nothing speaks, with colour or without', (_name, hostile) => {
    const { report } = hostileReport(hostile);
    const plain = summary(report, { written: [hostile] });
    const colored = summary(report, { written: [hostile], color: true });
    expect(plain.flatMap(obeyed)).toEqual([]);
    // eslint-disable-next-line no-control-regex -- the escape sequences are what is looked for
    expect(colored.map((line) => line.replaceAll(/\x1b\[(?:1|2|22|3[1236]|39)m/g, ''))).toEqual(plain);
  });

  test.each(Object.entries(hostileTexts))('%s: ascii is ASCII', (_name, hostile) => {
    for (const line of summary(hostileReport(hostile).report, { ascii: true })) expect(line).toMatch(/^[ -~]*$/);
  });
});

describe('the IAM snapshot', () => {
  const noted = (iam: Partial<NonNullable<ReturnType<typeof viewOf>['iam']>>): string => {
    const view = viewOf({ ...quietReport(), roles: [] });
    const some = { ...view, iam: { takenAt: '2026-10-31T00:00:00Z', isOlder: false, problems: [], ...iam } };
    return [...renderText(some, { width: 200, color: false, ascii: false })].join('\n');
  };

  test('is of the time that it names, or else of the time of its file, which a copy changes', () => {
    expect(noted({})).toContain('IAM as of 2026-10-31 00:00 UTC');
    expect(noted({ isFileTime: true })).toContain('IAM by a file of 2026-10-31 00:00 UTC');
  });

  test('says what of it is not known, and where the rest is told', () => {
    const problems = ['one', 'two'].map((reason) => ({ source: 'iam.json', reason }));
    expect(noted({ problems: problems.slice(0, 1) })).toContain('Not known or not understood: one (iam.json)');
    expect(noted({ problems })).toContain('and 1 more thing not known or not understood: stemma roles tells them');
  });
});
