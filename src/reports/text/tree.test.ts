import { describe, expect, test } from 'vitest';
import { hostileReport, hostileTexts } from '../../../test/support/hostile.ts';
import { busyReport, iso, leakedKeyReport, tokenId } from '../../../test/support/report-stories.ts';
import { findingRow, keyRow, reportOf, tokenRow, viewOf } from '../../../test/support/report-view.ts';
import { obeyed } from '../../../test/contract/report.ts';
import type { Report, ReportCredential } from '../../model/report-view.ts';
import { renderTree, type TreeOptions } from './tree.ts';

const tree = (report: Report, options: Partial<TreeOptions> = {}): string[] => [
  ...renderTree(viewOf(report), { width: 100, color: false, ascii: false, ...options }),
];
const KEY = 'AKIATREEKEY0EXAMPLE0';
const origin = { kind: 'access-key' as const, id: KEY, basis: 'logged' as const };

/** Tokens `1…count` below the key: each token's parent is the one that `parentOf` names, 0 for the key. */
function family(count: number, parentOf: (n: number) => number, details: Partial<ReportCredential> = {}): Report {
  const rows = [keyRow(KEY, 'ops')];
  for (let n = 1; n <= count; n++) {
    const parent = parentOf(n) === 0 ? KEY : tokenId(parentOf(n));
    rows.push(tokenRow(tokenId(n), { parent, depth: n, origin, issuedAt: iso(1_792_000_000 + n * 60), ...details }));
  }
  return reportOf(rows);
}
const withRow = (report: Report, n: number, details: Partial<ReportCredential>): Report =>
  reportOf(
    report.credentials.map((row) => (row.accessKeyId === tokenId(n) ? { ...row, ...details } : row)),
    {
      findings: report.findings,
    },
  );
const live = { live: true, expiresAt: '2026-11-01T16:00:00Z' };

describe('folding', () => {
  test('a run of refreshes takes one line, and its live end is seen', () => {
    const lines = tree(leakedKeyReport(330), { root: 'AKIALEAKEDKEYEXAMPLE' });
    expect(lines[2]).toMatch(/^!! {4}└─ ×328 refreshes of ops-admin +2026-10-25 15:03 – 2026-11-01 10:33$/);
    expect(lines[3]).toMatch(
      /^!! {7}└─ ASIA000000330EXAMPLE {2}ops-admin\/juggle +2026-11-01 11:30 {2}LIVE 30 min left$/,
    );
    expect(lines).toHaveLength(6);
  });

  test('a run of three is shown one by one', () => {
    expect(tree(family(4, (n) => n - 1)).join('\n')).not.toContain('×');
  });

  test('tokens beside a run are counted', () => {
    // Even tokens are leaves beside the chain of odd ones.
    const text = tree(family(21, (n) => (n === 1 ? 0 : n % 2 === 0 ? n - 1 : n - 2))).join('\n');
    expect(text).toMatch(/×\d+ refreshes of ops-admin, \d+ beside/);
  });

  test('alike and dead siblings take one line, with the first and last time', () => {
    const lines = tree(family(200, () => 0));
    expect(lines[1]).toMatch(/^ {3}└─ ×200 tokens of ops-admin +\d{4}-\d\d-\d\d \d\d:\d\d – /);
    expect(lines).toHaveLength(2);
  });

  test('many dead siblings of many roles take one line', () => {
    const report = family(60, () => 0);
    const rows = report.credentials.map((row, i) => ({ ...row, roleArn: `arn:aws:iam::111122223333:role/r${i}` }));
    expect(tree(reportOf(rows))[1]).toContain('×60 tokens of');
    expect(tree(reportOf(rows))).toHaveLength(2);
  });

  test.each([1, 57, 100, 200])('the live token among two hundred is always seen: %i', (n) => {
    for (const parentOf of [(): number => 0, (i: number): number => i - 1, (i: number): number => i >> 1]) {
      const lines = tree(withRow(family(200, parentOf), n, live));
      expect(lines.filter((line) => line.includes(tokenId(n)) && line.includes('LIVE 4 h left'))).toHaveLength(1);
      expect(lines.length).toBeLessThan(40);
    }
  });

  test('the token that a finding is about is always seen, and marked', () => {
    const report = withRow(
      family(200, (n) => n - 1),
      90,
      { suspicious: true, findings: ['f'] },
    );
    const findings = [findingRow('token-chain', { id: 'f', severity: 'critical', credential: tokenId(90) })];
    const line = tree({ ...report, findings }).find((text) => text.includes(tokenId(90)));
    expect(line).toMatch(/^!! /);
  });

  test('siblings that a finding names in passing are seen, each with its mark, while there are few', () => {
    const roles = ['Red', 'Blue', 'Green'];
    const findings = [findingRow('minted-through-new-trust', { id: 'f', severity: 'critical', credential: KEY })];
    const named = (count: number): Report => {
      const report = family(count, () => 0, { suspicious: true, findings: ['f'] });
      const rows = report.credentials.map((row, i) =>
        row.kind === 'temporary' ? { ...row, roleArn: `arn:aws:iam::111122223333:role/${roles[i % 3]}${i >> 2}` } : row,
      );
      return reportOf(rows, { findings });
    };
    expect(tree(named(9)).filter((line) => /^!! [├└]─ ASIA/.test(line))).toHaveLength(9);
    expect(tree(named(60))[1]).toMatch(/^!! └─ ×60 tokens of/);
  });

  test('what is folded is marked by its worst, and what is named does not go with what is not', () => {
    const findings = [findingRow('token-chain', { id: 'f', severity: 'high', credential: KEY })];
    const report = family(20, () => 0);
    const rows = report.credentials.map((row, i) => (i > 12 ? { ...row, suspicious: true, findings: ['f'] } : row));
    const lines = tree(reportOf(rows, { findings }));
    expect(lines.slice(1, 3)).toEqual([
      expect.stringMatching(/^ {3}├─ ×12 tokens/),
      expect.stringMatching(/^! {2}└─ ×8 tokens/),
    ]);
  });

  test('a long name costs what is folded neither its number nor what hangs below', () => {
    const report = family(40, (n) => (n <= 20 ? 0 : n - 20));
    const rows = report.credentials.map((row) =>
      row.kind === 'temporary' ? { ...row, roleArn: `arn:aws:iam::111122223333:role/${'Long'.repeat(15)}` } : row,
    );
    for (const width of [80, 100, 140])
      expect(tree(reportOf(rows), { width })[1]).toMatch(/×20 tokens of Long.*…, 20 below/);
  });

  test('every credential is either on a line or counted on one', () => {
    for (const report of [leakedKeyReport(330), busyReport(), family(500, (n) => n >> 2), family(500, (n) => n - 1)]) {
      const total = report.credentials.filter((row) => row.kind === 'temporary').length;
      let seen = 0;
      for (const line of tree(report, { width: 140 })) {
        const fold = /×([\d,]+) [^\d].*?(?:, ([\d,]+) (?:beside|below))?(?:,| {2}|$)/.exec(line);
        if (fold !== null) seen += Number(fold[1]) + Number(fold[2] ?? 0);
        else if (/─ ASIA/.test(line)) seen++;
      }
      expect(seen).toBe(total);
    }
  });

  test('with all, each credential has a line', () => {
    const lines = tree(leakedKeyReport(330), { all: true });
    expect(lines.filter((line) => line.includes('─ ASIA'))).toHaveLength(333);
  });
});

test('the key that all goes back to is marked on the first line', () => {
  const report = leakedKeyReport(10);
  const findings = [findingRow('token-chain', { id: 'token-chain-1', credential: 'AKIALEAKEDKEYEXAMPLE' })];
  expect(tree({ ...report, findings })[0]).toMatch(/^! {2}access key AKIALEAKEDKEYEXAMPLE/);
});

describe('what is asked for', () => {
  test('a token is shown with its ancestors and descendants, and nothing else', () => {
    const lines = tree(
      family(15, (n) => n >> 1),
      { root: tokenId(3), all: true },
    );
    const shown = lines.flatMap((line) => /ASIA\d{9}EXAMPLE/.exec(line)?.[0] ?? []);
    expect(shown.sort()).toEqual([1, 3, 6, 7, 12, 13, 14, 15].map(tokenId));
    expect(lines.find((line) => line.includes(tokenId(3)))).toContain('◂');
  });

  test('an unknown id is a usage error that does not speak', () => {
    expect(() =>
      tree(
        family(1, () => 0),
        { root: 'x\x1b[2J' },
      ),
    ).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('x\\x1b[2J') as string }));
  });

  test('the lineage of an origin is found by its id', () => {
    const lines = tree(leakedKeyReport(10), { root: 'i-0abcdef0123456781' });
    expect(lines[0]).toMatch(/^instance i-0abcdef0123456781/);
    expect(lines.filter((line) => line.includes('ASIA'))).toHaveLength(1);
  });

  test('parents in a cycle of a foreign report hang nothing', () => {
    const rows = [1, 2].map((n) => tokenRow(tokenId(n), { parent: tokenId(3 - n), depth: 1 }));
    expect(tree(reportOf(rows), { root: tokenId(1) }).length).toBeLessThan(10);
  });
});

describe('layout', () => {
  test.each([60, 80, 100, 140])('no line is wider than %i columns, and no key is cut', (width) => {
    for (const report of [
      leakedKeyReport(50),
      busyReport(),
      withRow(
        family(60, (n) => n - 1),
        60,
        live,
      ),
    ]) {
      for (const all of [true, false]) {
        for (const line of tree(report, { width, all })) {
          expect(line.length).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/ASIA(?!\d{9}EXAMPLE)/);
        }
      }
    }
  });

  test('5,000 generations are drawn in lines of constant width that say how deep they are', () => {
    const lines = tree(
      family(5_000, (n) => n - 1),
      { all: true },
    );
    expect(lines).toHaveLength(5_001);
    expect(lines.at(-1)).toMatch(/⋯\d{4}/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('ascii is ASCII, even where names are not', () => {
    const report = withRow(
      family(3, (n) => n - 1),
      2,
      { sessionName: 'Zoë 東京' },
    );
    for (const line of tree(report, { ascii: true, root: tokenId(2) })) expect(line).toMatch(/^[ -~]*$/);
  });

  test('colour only where it is wanted, and then no other escape than colours', () => {
    for (const [name, text] of Object.entries(hostileTexts)) {
      const { report, issuances } = hostileReport(text);
      const view = viewOf(report, issuances);
      const plain = [...renderTree(view, { width: 80, color: false, ascii: false })];
      const colored = [...renderTree(view, { width: 80, color: true, ascii: false })];
      expect([name, plain.flatMap(obeyed)]).toEqual([name, []]);
      // eslint-disable-next-line no-control-regex -- the escape sequences are what is looked for
      expect(colored.map((line) => line.replaceAll(/\x1b\[(?:1|2|22|3[1236]|39)m/g, ''))).toEqual(plain);
      expect(colored.join('')).toContain('\x1b[');
    }
  });
});
