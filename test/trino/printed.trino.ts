import { beforeAll, expect, test } from 'vitest';
import { factsOf } from '../../src/evidence/index.ts';
import { readRows } from '../../src/lib/tables.ts';
import { issuanceColumns } from '../../src/model/facts.ts';
import { printedQuery } from '../../src/sources/index.ts';
import { samples } from '../../src/synth/index.ts';
import { loadLines, makeTable, run, wholeIdentity } from './load-table.ts';
import { coordinator } from './queried.ts';

/** The SQL that `stemma athena sql` prints, on a real Trino server. */

const sample = [...samples['leaked-key']!(1).world.records()] as unknown as Record<string, unknown>[];
/** Cognito writes the end of its credentials without a comma after the year. */
const cognito = {
  eventVersion: '1.08',
  eventID: '0f6e2c1a-5d0b-4b5e-8f1d-2a9c6f3e7b10',
  eventTime: '2026-10-05T00:30:00Z',
  eventSource: 'cognito-identity.amazonaws.com',
  eventName: 'GetCredentialsForIdentity',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-sdk-js',
  userIdentity: { type: 'Unknown' },
  requestParameters: { identityId: 'us-east-1:00000000-0000-4000-8000-000000000001' },
  responseElements: { credentials: { accessKeyId: 'ASIACOGNITOEXAMPLE', expiration: 'Oct 5, 2026 1:30:00 AM' } },
  recipientAccountId: '111122223333',
  eventType: 'AwsApiCall',
};
const records = [...sample, cognito];
const times = records.map(({ eventTime }) => Date.parse(String(eventTime)) / 1000);
const facts = factsOf(records);
const issuances = readRows(issuanceColumns, facts.issuances, facts.texts);
const from = Math.min(...times);
const printed = { table: 'memory.default.printed', from, to: Math.max(...times) + 1, asOf: from + 3600 };

beforeAll(async () => {
  await loadLines(coordinator, 'memory.default.printed_lines', records);
  await makeTable(coordinator, printed.table, { identity: wholeIdentity, lines: 'memory.default.printed_lines' });
});

const ask = (query: string): Promise<unknown[][]> => run(coordinator, printedQuery(query, printed));
const tokens = (rows: readonly unknown[][], column: number): Set<unknown> => new Set(rows.map((row) => row[column]));

test('issuances are those of the scanner', async () => {
  const minted = issuances.map(({ accessKeyId }) => accessKeyId);
  expect(tokens(await ask('issuances'), 3)).toEqual(new Set(minted));
});

test('live tokens are those that end later', async () => {
  const live = issuances.filter(({ accessKeyId, expiration }) => accessKeyId !== null && expiration! > printed.asOf);
  expect(live.map(({ accessKeyId }) => accessKeyId)).toContain('ASIACOGNITOEXAMPLE');
  expect(tokens(await ask('live'), 3)).toEqual(new Set(live.map(({ accessKeyId }) => accessKeyId)));
});

test('chains are tokens that tokens minted', async () => {
  const made = new Set(issuances.map(({ accessKeyId }) => accessKeyId));
  const children = issuances.filter(
    ({ signerAccessKeyId, accessKeyId }) => made.has(signerAccessKeyId) && accessKeyId !== null,
  );
  expect(children.length).toBeGreaterThan(0);
  const signed = children.filter(({ signerAccessKeyId }) => signerAccessKeyId !== null);
  expect(tokens(await ask('chains'), 3)).toEqual(new Set(signed.map(({ accessKeyId }) => accessKeyId)));
});

test('uses count the calls of every key', async () => {
  const rows = await ask('uses');
  const signed = records.filter(
    ({ userIdentity }) => (userIdentity as { accessKeyId?: string }).accessKeyId !== undefined,
  );
  expect(rows.reduce((sum, row) => sum + Number(row[8]), 0)).toBe(new Set(signed.map(({ eventID }) => eventID)).size);
});

test.each(['controls', 'facts'])('%s is answered', async (query) => {
  expect((await ask(query)).length).toBeGreaterThanOrEqual(query === 'facts' ? 1 : 0);
});
