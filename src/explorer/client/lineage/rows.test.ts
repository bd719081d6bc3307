import { expect, test } from 'vitest';
import { encodeCase, encodeTokens } from '../../../reports/index.ts';
import type { ReportCredential } from '../../../model/report-view.ts';
import { keyRow, reportOf, tokenRow, viewOf } from '../../../../test/support/report-view.ts';
import { plantForest, type Forest } from '../data/forest.ts';
import { rowName } from './row-words.ts';
import { rowsOf, toggleId, type Row } from './rows.ts';

const root = 'AKIAIOSFODNN7EXAMPLE';
const origin = { kind: 'access-key', id: root, basis: 'logged' } as const;
const id = (n: number): string => `ASIA${String(n).padStart(9, '0')}EXAMPLE`;
const hour = (n: number): string => new Date(Date.UTC(2026, 9, 1) + n * 3_600_000).toISOString().replace('.000', '');

function token(n: number, parent: string, details: Partial<ReportCredential> = {}): ReportCredential {
  return tokenRow(id(n), { parent, depth: n, origin, issuedAt: hour(n), expiresAt: hour(n + 1), ...details });
}

function forestOf(rows: readonly ReportCredential[]): Forest {
  const view = viewOf(reportOf(rows));
  const encoded = encodeTokens(view);
  return plantForest(encoded.tokens, encodeCase(view, encoded, { revision: '1', askWith: '' }));
}

function lines(forest: Forest, options: Partial<Parameters<typeof rowsOf>[2]> = {}): string[] {
  return rowsIn(forest, options).map((row) => {
    const { key, name, more } = rowName(forest, row);
    return `${'  '.repeat(row.level)}${key ?? name}${more === '' ? '' : ` ${more}`}`;
  });
}

const rowsIn = (forest: Forest, options: Partial<Parameters<typeof rowsOf>[2]> = {}): Row[] =>
  rowsOf(forest, { start: 0, end: forest.length }, { fold: true, kept: new Set(), toggled: new Set(), ...options });

const chain = forestOf([
  keyRow(root, 'deploy-bot'),
  ...Array.from({ length: 412 }, (_, n) => token(n, n === 0 ? root : id(n - 1))),
  token(412, id(411), { live: true, expiresAt: hour(10_000) }),
]);
const fan = forestOf([
  keyRow(root, 'deploy-bot'),
  ...Array.from({ length: 300 }, (_, n) => token(n, root, { depth: 1 })),
]);

test('a chain that refreshes itself takes one line, and what is live stays to be seen', () => {
  expect(lines(chain)).toEqual([root, '  ×412 refreshes of ops-admin', `    ${id(412)}`]);
});

test('what a finding is about splits the run', () => {
  expect(lines(chain, { kept: new Set([chain.find(id(200))]) })).toEqual([
    root,
    '  ×200 refreshes of ops-admin',
    `    ${id(200)}`,
    '      ×211 refreshes of ops-admin',
    `        ${id(412)}`,
  ]);
});

test('siblings of one role take one line', () => {
  expect(lines(fan)).toEqual([root, '  ×300 ops-admin']);
});

test.each([
  ['chain', chain, 415],
  ['fan', fan, 302],
] as const)('a %s that is opened shows every token', (_name, forest, count) => {
  const fold = rowsIn(forest).find(({ kind }) => kind !== 'token')!;
  expect(rowsIn(forest, { toggled: new Set([toggleId(fold)]) })).toHaveLength(count);
});

test('without folds every credential has a line, below its parent', () => {
  const rows = rowsIn(chain, { fold: false });
  expect(rows.map(({ tokens }) => tokens[0])).toEqual(Array.from({ length: 414 }, (_, i) => i));
  expect(rows.slice(1).every((row, i) => row.parent === i)).toBe(true);
});

test('a token that is closed hides what hangs below it, and says how much', () => {
  const closed = new Set([toggleId({ kind: 'token', tokens: [0] })]);
  expect(lines(chain, { toggled: closed })).toEqual([`${root} +413`]);
});
