import { expect, test } from 'vitest';
import { bytesOf } from '../../test/contract/report.ts';
import { tokenId } from '../../test/support/report-stories.ts';
import { findingRow, keyRow, reportOf, tokenRow, viewOf } from '../../test/support/report-view.ts';
import { readSheets } from '../../test/support/workbook.ts';
import { findingsInOrder } from './finding-order.ts';
import { encodeCase } from './html/encode-case.ts';
import { encodeTokens } from './html/encode-tokens.ts';
import { render as renderMd } from './md.ts';
import { renderText } from './text/summary.ts';
import { cell } from './xlsx-sheets.ts';
import { render as renderXlsx } from './xlsx.ts';

const [dead, held, acting] = [tokenId(1), tokenId(2), tokenId(3)];
const live = { live: true, expiresAt: '2026-11-01T15:00:00Z' };
const revoked = { at: '2026-11-01T11:00:00Z', by: null, how: 'DeleteRole' };
const rows = [
  tokenRow(dead, { suspicious: true, live: false }),
  tokenRow(held, { suspicious: true, ...live, revoked }),
  tokenRow(tokenId(4), live),
  tokenRow(acting, { suspicious: true, ...live }),
];
const found = (id: string, credential: string, severity: 'high' | 'critical') =>
  findingRow('token-chain', {
    id,
    credential,
    credentials: [credential],
    severity,
    title: `About ${id}.`,
    next: `End ${id}.`,
  });
const findings = [
  found('f-held', held, 'high'),
  found('f-dead', dead, 'high'),
  found('f-acting', acting, 'high'),
  found('f-worst', dead, 'critical'),
];
const view = viewOf(reportOf(rows, { findings: [findings[3]!, ...findings.slice(0, 3)] }));
const order = ['f-worst', 'f-acting', 'f-held', 'f-dead'];

const appearing = (text: string, names: readonly string[]): string[] =>
  [...names].sort((a, b) => text.indexOf(a) - text.indexOf(b));

test('findings: worst first, and of equally bad ones those by which somebody can act, in every report for people', async () => {
  const md = Buffer.from(await bytesOf(renderMd(view))).toString('utf8');
  const text = [...renderText(view, { width: 100, color: false, ascii: false, details: true })].join('\n');
  const sheets = readSheets(await bytesOf(renderXlsx(view)));
  const cells = (name: string): string =>
    sheets
      .get(name)!
      .rows.map((row) => row.join(' '))
      .join('\n');
  const page = JSON.stringify(encodeCase(view, encodeTokens(view), { revision: '1', askWith: '' }).findings);
  for (const report of [md, text, cells('Findings'), cells('Summary'), page])
    expect(
      appearing(
        report,
        order.map((id) => `End ${id}.`),
      ),
    ).toEqual(order.map((id) => `End ${id}.`));
});

test('a loop is on top by its last token, however many came before it', () => {
  const loop = Array.from({ length: 186 }, (_, n) => tokenId(100 + n));
  const tokens = loop.map((id, n) => tokenRow(id, { suspicious: true, ...(n === 185 ? live : {}) }));
  const about = { ...found('f-loop', loop[0]!, 'critical'), credentials: loop };
  const ended = found('f-ended', dead, 'critical');
  const inOrder = findingsInOrder(viewOf(reportOf([...rows, ...tokens], { findings: [ended, about] })));
  expect(inOrder.map(({ id }) => id)).toEqual(['f-loop', 'f-ended']);
});

test('after those by which a token acts come those whose key is active, then those that are over', () => {
  const keys = ['AKIAACTIVE000EXAMPLE', 'AKIADELETED00EXAMPLE'] as const;
  const [minted, ended] = [tokenId(21), tokenId(22)];
  const from = (id: string) => ({ origin: { kind: 'access-key', id, basis: 'logged' } }) as const;
  const report = reportOf(
    [
      keyRow(keys[0], 'build'),
      tokenRow(minted, { suspicious: true, parent: keys[0], ...from(keys[0]) }),
      keyRow(keys[1], 'support', { live: false, revoked }),
      tokenRow(ended, { suspicious: true, parent: keys[1], ...from(keys[1]) }),
      tokenRow(acting, { suspicious: true, ...live }),
    ],
    {
      findings: [
        { ...found('f-over', ended, 'high'), origin: from(keys[1]).origin },
        { ...found('f-active', minted, 'high'), origin: from(keys[0]).origin },
        found('f-acting', acting, 'high'),
      ],
    },
  );
  expect(findingsInOrder(viewOf(report)).map(({ id }) => id)).toEqual(['f-acting', 'f-active', 'f-over']);
});

test('tokens: who can act, who is held back, who has ended', async () => {
  const md = Buffer.from(await bytesOf(renderMd(view))).toString('utf8');
  const [, liveList, suspiciousList] = /## Live tokens([^]*?)## Suspicious tokens([^]*?)## /.exec(md)!;
  const sheets = readSheets(await bytesOf(renderXlsx(view)));
  const keys = (name: string): unknown[] =>
    sheets
      .get(name)!
      .rows.slice(1)
      .map((row) => row[0]);
  expect(appearing(liveList!, [acting, held, tokenId(4)])).toEqual([acting, held, tokenId(4)]);
  expect(appearing(suspiciousList!, [acting, held, dead])).toEqual([acting, held, dead]);
  expect(keys('Live tokens')).toEqual([acting, held, tokenId(4)]);
  expect(keys('Suspicious tokens')).toEqual([acting, held, dead]);
});

test.each([['text'], [5], [true], [new Date(0)]])('a cell of a tall row is read from its top: %s', (value) => {
  expect(cell(value)).toMatchObject({ alignVertical: 'top' });
});
