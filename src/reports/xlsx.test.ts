import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../test/contract/report.ts';
import { leakedKeyReport, tokenId } from '../../test/support/report-stories.ts';
import { reportOf, tokenRow, viewOf } from '../../test/support/report-view.ts';
import { readSheets, type SheetRead } from '../../test/support/workbook.ts';
import { unzip } from '../../test/support/unzip.ts';
import type { Report, ReportIssuance } from '../model/report-view.ts';
import { render } from './xlsx.ts';

const bytes = (report: Report, issuances: Record<string, ReportIssuance> = {}): Promise<Uint8Array> =>
  bytesOf(render(viewOf(report, issuances)));
const workbook = async (report: Report, issuances?: Record<string, ReportIssuance>): Promise<Map<string, SheetRead>> =>
  readSheets(await bytes(report, issuances));
const rowsOf = (sheet: SheetRead | undefined): Record<string, string | number | boolean>[] => {
  const [head, ...rows] = sheet!.rows;
  return rows.map((row) => Object.fromEntries(head!.map((title, i) => [String(title), row[i] ?? ''])));
};

/** Days since 1899-12-30, Excel's own date. */
const excelDate = (time: string): number => Date.parse(time) / 86_400_000 + 25_569;

const issuance: ReportIssuance = {
  eventTime: '2026-11-01T11:30:00Z',
  eventName: 'GetSessionToken',
  eventSource: 'sts.amazonaws.com',
  awsRegion: 'us-east-1',
  requestID: '2b1f7e52-0000-4000-8000-000000000001',
  eventID: '2b1f7e52-0000-4000-8000-000000000002',
  externalId: null,
  sessionPolicy: null,
};

describe('the workbook', () => {
  test('has the sheets in their order', async () => {
    expect([...(await workbook(leakedKeyReport(5))).keys()]).toEqual([
      'Summary',
      'Live tokens',
      'Suspicious tokens',
      'Compromised keys',
      'Findings',
      'All credentials',
    ]);
  });

  test('freezes the header of every table and filters all of its rows, even where there are none', async () => {
    for (const report of [leakedKeyReport(5), reportOf([])]) {
      for (const [name, sheet] of await workbook(report)) {
        if (name === 'Summary') continue;
        expect(sheet.xml).toMatch(/<pane ySplit="1" xSplit="1" topLeftCell="B2"[^>]* state="frozen"\/>/);
        expect(sheet.filter).toMatch(new RegExp(`^A1:[A-Z]+${sheet.rows.length}$`));
        expect(sheet.widths).toHaveLength(sheet.rows[0]!.length);
      }
    }
  });

  test('tells no time: neither in its entries nor in properties', async () => {
    const entries = unzip(await bytes(leakedKeyReport(5)));
    for (const { name, times } of entries) {
      // DOS: 1980-01-01 00:00.
      expect(times).toEqual([0x210000, 0x210000]);
      expect(name).not.toContain('docProps');
    }
  });
});

describe('the sheets of tokens', () => {
  const columns = [
    ['Token', 'Suspicion', 'Description', 'Age of lineage', 'Root source', 'Role name', 'Role session name'],
    ['Permissions summary', 'TTL left', 'Event time', 'Expiration', 'Event name', 'Region', 'Source IP', 'User agent'],
    ['Event type', 'Event source', 'Request id', 'Event id', 'Role ARN'],
  ].flat();

  test.each(['Live tokens', 'Suspicious tokens', 'All credentials'])('%s have all columns', async (name) => {
    const sheet = (await workbook(leakedKeyReport(5))).get(name)!;
    expect(sheet.rows[0]).toEqual(expect.arrayContaining(columns));
  });

  test('a 36-hour token shows 36 hours, not what is left of the day', async () => {
    const token = tokenRow(tokenId(1), {
      issuedBy: 'GetSessionToken',
      issuedAt: '2026-11-01T11:30:00Z',
      expiresAt: '2026-11-02T23:30:00Z',
      live: true,
    });
    const [row] = rowsOf((await workbook(reportOf([token]), { [tokenId(1)]: issuance })).get('Live tokens'));
    expect(row).toMatchObject({
      'TTL left': '1 d 11 h',
      'Minutes left': 35 * 60 + 30,
      'Event time': excelDate('2026-11-01T11:30:00Z'),
      Expiration: excelDate('2026-11-02T23:30:00Z'),
      'Event name': 'GetSessionToken',
      Region: 'us-east-1',
      'Request id': issuance.requestID,
      'Event id': issuance.eventID,
    });
  });

  test('the age of a lineage is that of its first token, for every token of it', async () => {
    const rows = rowsOf((await workbook(leakedKeyReport(330))).get('Suspicious tokens'));
    expect(new Set(rows.map((row) => row['Age of lineage']))).toEqual(new Set(['6 d 21 h']));
    expect(rows).toHaveLength(330);
  });

  test.each(['constructor', '__proto__', 'toString'])('a session named %s is a text like any other', async (name) => {
    const [row] = rowsOf(
      (await workbook(reportOf([tokenRow(tokenId(1), { sessionName: name })]))).get('All credentials'),
    );
    expect(String(row!['Role session name']).trim()).toBe(name);
  });
});

test('compromised keys tell how many tokens, how many live, and which roles', async () => {
  const rows = rowsOf((await workbook(leakedKeyReport(12))).get('Compromised keys'));
  expect(rows).toEqual([
    expect.objectContaining({
      'Access key': 'AKIALEAKEDKEYEXAMPLE',
      State: 'deactivated',
      Tokens: 12,
      'Live tokens': 1,
      'Minted by tokens': 11,
      Roles: 'arn:aws:iam::111122223333:role/ops-admin',
      Revoked: excelDate('2026-11-01T09:10:00Z'),
    }),
  ]);
});

test('what does not fit is said on the first sheet', async () => {
  const rows = Array.from({ length: 20_001 }, (_, n) => tokenRow(tokenId(n)));
  const sheets = await workbook(reportOf(rows));
  expect(sheets.get('All credentials')!.rows).toHaveLength(20_001);
  expect(sheets.get('Summary')!.rows.flat()).toContain(
    'All credentials shows 20,000 of 20,001; all are in the CSV and JSON reports.',
  );
});
