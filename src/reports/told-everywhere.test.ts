import { expect, test } from 'vitest';
import { bytesOf } from '../../test/contract/report.ts';
import { tokenId } from '../../test/support/report-stories.ts';
import { findingRow, keyRow, reportOf, tokenRow, viewOf } from '../../test/support/report-view.ts';
import { readSheets } from '../../test/support/workbook.ts';
import type { ReportView } from '../model/report-view.ts';
import { encodeCase } from './html/encode-case.ts';
import { encodeTokens } from './html/encode-tokens.ts';
import { render as renderMd } from './md.ts';
import { renderText } from './text/summary.ts';
import { render as renderXlsx } from './xlsx.ts';

/** What people read of a view: the text, the Markdown, the first sheet and what the page is given. */
async function told(view: ReportView): Promise<Record<'text' | 'md' | 'xlsx' | 'page', string>> {
  const sheets = readSheets(await bytesOf(renderXlsx(view)));
  return {
    text: [...renderText(view, { width: 200, color: false, ascii: false })].join('\n'),
    md: Buffer.from(await bytesOf(renderMd(view))).toString('utf8'),
    xlsx: sheets
      .get('Summary')!
      .rows.map((row) => row.join(' '))
      .join('\n'),
    page: JSON.stringify(encodeCase(view, encodeTokens(view), { revision: '1', askWith: '' })),
  };
}

test('how old the IAM snapshot is and what of it is not known is told wherever privileges are', async () => {
  const view: ReportView = {
    ...viewOf(reportOf([], { roles: [] })),
    iam: {
      takenAt: '2026-10-31T00:00:00Z',
      isOlder: true,
      problems: [{ source: '111122223333', reason: 'service control policies were not collected' }],
    },
  };
  for (const report of Object.values(await told(view))) {
    expect(report).toContain('IAM as of 2026-10-31 00:00 UTC: older than the logs');
    expect(report).toContain('service control policies were not collected');
  }
});

test('keys that services hold for a principal are counted apart', async () => {
  const rows = [
    tokenRow(tokenId(1)),
    tokenRow(tokenId(2), { forwarded: true }),
    tokenRow(tokenId(3), { forwarded: true }),
  ];
  const { text, md, xlsx } = await told(viewOf(reportOf(rows)));
  expect(text).toContain('2 of them held by services acting for a principal');
  expect(md).toContain('2 of the temporary ones are held by services acting for a principal.');
  expect(xlsx).toMatch(/^Held by services 2 /m);
});

test('a suspicious key is not counted as a token', async () => {
  const key = keyRow('AKIASUSPECT00EXAMPLE', 'build', { suspicious: true });
  const { text } = await told(viewOf(reportOf([key, tokenRow(tokenId(1), { suspicious: true })])));
  expect(text).toMatch(/0 live, 1 suspicious, none of them live\n +1 long-term key is suspicious as well\n/);
  const { text: ofKey } = await told(viewOf(reportOf([key])));
  expect(ofKey).toMatch(/0 live, none suspicious\n +1 long-term key is suspicious as well\n/);
});

test('rights of a role that there is no room for are counted', async () => {
  const why = Array.from({ length: 7 }, (_, n) => `Right ${n}.`);
  const arn = 'arn:aws:iam::111122223333:role/Wide';
  const role = { arn, level: 'privileged' as const, exploitable: false, cycle: null, why, liveTokens: 0 };
  const { md } = await told(viewOf(reportOf([], { roles: [role] })));
  expect(md).toContain('Right 4. And 2 more: they are in the JSON report.');
  expect(md).not.toContain('Right 5.');
});

test('who can act, what to do and that not all was read stand before what was read', async () => {
  const token = tokenRow(tokenId(1), { suspicious: true, live: true, expiresAt: '2026-11-01T15:00:00Z' });
  const finding = findingRow('token-chain', { credential: tokenId(1), credentials: [tokenId(1)], next: 'End it.' });
  const { coverage } = reportOf([]);
  const skipped = [{ source: 'a.json.gz', reason: 'not gzip' }];
  const { md, xlsx } = await told(
    viewOf(reportOf([token], { findings: [finding], coverage: { ...coverage, skipped } })),
  );
  for (const report of [md, xlsx]) {
    const [before] = report.split('What was read');
    expect(before).toContain('1 suspicious token can still act.');
    expect(before).toMatch(/NOT READ|Not read/);
    expect(before).toMatch(/1 source\W/);
  }
  expect(xlsx.split('What was read')[0]).toContain('Title of token-chain: End it.');
});

test('findings of which the first sheet has no room are counted there', async () => {
  const findings = Array.from({ length: 13 }, (_, n) => findingRow('token-chain', { id: `token-chain-${n}` }));
  const { xlsx } = await told(viewOf(reportOf([], { findings })));
  expect(xlsx).toContain('And  3 more: they are on the sheet Findings');
});
