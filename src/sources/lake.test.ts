import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AwsStub, type StubAnswer } from '../../test/support/aws-stub.ts';
import { UsageError } from '../lib/errors.ts';
import type { QueriedRow } from '../model/queried.ts';
import { openSource } from './index.ts';
import { groupRow, mintRow } from './sql/test-answer.ts';
import type { AnswerRow } from './sql/queried-row.ts';
import { queryOptions } from './test-options.ts';

const TEN = Date.UTC(2026, 10, 1, 10) / 1000;
const SPEC = 'lake:arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE';

let lake: AwsStub;
beforeEach(async () => {
  lake = await AwsStub.start();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await lake[Symbol.asyncDispose]();
});

interface Given {
  readonly rows?: readonly AnswerRow[];
  readonly ends?: object;
  readonly fails?: string;
  readonly tokens?: readonly string[];
}

/** CloudTrail Lake as its API reference has it: a row is a list of maps of one field. */
function serve({ rows = [], ends = { QueryStatus: 'FINISHED' }, fails = '', tokens = [] }: Given): void {
  let pages = 0;
  lake.answer = ({ action }): StubAnswer => {
    if (action === fails) return { fail: { code: 'AccessDeniedException', message: 'no' } };
    if (action === 'StartQuery') return { QueryId: 'query-1' };
    if (action === 'DescribeQuery') return { QueryStatistics: { BytesScanned: 5 }, ...ends };
    if (action === 'CancelQuery') return { QueryId: 'query-1', QueryStatus: 'CANCELLED' };
    if (action !== 'GetQueryResults') return undefined;
    const NextToken = tokens[pages++];
    const cells = rows.map((row) => Object.entries(row).map(([name, value]) => ({ [name]: String(value) })));
    return { QueryStatus: 'FINISHED', QueryResultRows: cells, ...(NextToken === undefined ? {} : { NextToken }) };
  };
}

interface Asked {
  readonly hours?: number;
  readonly maxScanBytes?: number | null;
}

async function read(
  spec = SPEC,
  signal = new AbortController().signal,
  { hours = 1, maxScanBytes = null }: Asked = {},
): Promise<QueriedRow[]> {
  const options = {
    ...queryOptions,
    maxScanBytes,
    stdin: Readable.from([]),
    exclude: new Set<string>(),
    since: TEN,
    until: TEN + hours * 3600,
    aws: { profile: null, region: null, endpointUrl: lake.url, requestPayer: false },
    issuancesOnly: false,
    unread: async <F>(files: readonly F[]) => files,
    signal,
    defer: () => undefined,
  };
  const rows: QueriedRow[] = [];
  for await (const item of openSource(spec, options)) {
    if (item.kind !== 'query') throw new Error(item.kind);
    for await (const window of item.windows(new Map())) for await (const row of window.rows) rows.push(row);
  }
  return rows;
}

test('an event data store answers groups, and events that say more as the whole record', async () => {
  const { requestparameters: _1, responseelements: _2, ...mint } = mintRow;
  const record = JSON.stringify({ eventName: 'AssumeRole', eventVersion: '1.11', requestParameters: { roleArn: 'r' } });
  serve({ rows: [groupRow, { ...mint, record }], tokens: ['2'] });
  const rows = await read();
  expect(rows.slice(0, 2)).toMatchObject([
    { kind: 'group', count: 3, record: { userIdentity: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, vpcEndpointId: null } },
    { kind: 'event', record: { eventVersion: '1.11', requestParameters: { roleArn: 'r' } } },
  ]);
  expect(rows).toHaveLength(4);
});

test('the statement fits into what StartQuery takes, and names the store by its id', async () => {
  serve({});
  await read();
  const statement = String(lake.inputsOf('StartQuery')[0]?.['QueryStatement']);
  expect(statement.length).toBeLessThanOrEqual(10_000);
  expect(statement).toContain('FROM EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE');
  expect(statement).toContain(`eventtime >= '2026-11-01 10:00:00' AND eventtime < '2026-11-01 11:00:00'`);
  expect(lake.calls[0]?.region).toBe('eu-west-1');
});

test('of more accounts than a statement has room for all are asked, and the wanted ones kept', async () => {
  const accounts = Array.from({ length: 700 }, (_, i) => String(111122223333 + i));
  serve({ rows: [groupRow, { ...groupRow, recipientaccountid: '999988887777' }] });
  const rows = await read(`${SPEC}?account=${accounts.join(',')}&region=us-east-1`);
  expect(rows.map(({ record }) => record['recipientAccountId'])).toEqual(['111122223333']);
  expect(await read(`${SPEC}?account=${accounts.join(',')}&region=eu-west-1`)).toEqual([]);
  for (const { QueryStatement } of lake.inputsOf('StartQuery')) {
    expect(String(QueryStatement).length).toBeLessThanOrEqual(10_000);
  }
});

test('a few accounts are asked for by the statement', async () => {
  serve({ rows: [groupRow] });
  await read(`${SPEC}?account=${Array.from({ length: 30 }, (_, i) => 111122223333 + i).join(',')}`);
  expect(String(lake.inputsOf('StartQuery')[0]?.['QueryStatement'])).toContain(`'111122223362'`);
});

test.each(['StartQuery', 'DescribeQuery', 'GetQueryResults'])('denied %s names the action', async (action) => {
  serve({ fails: action });
  await expect(read()).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining(`cloudtrail:${action}`) });
});

test.each(['FAILED', 'CANCELLED', 'TIMED_OUT'])('a query that ends as %s fails by name', async (QueryStatus) => {
  serve({ ends: { QueryStatus, ErrorMessage: 'too large' } });
  await expect(read()).rejects.toThrow(`ended as ${QueryStatus}: too large`);
});

test('a page token that comes again ends in an error, not in a circle', async () => {
  serve({ rows: [groupRow], tokens: ['2', '2', '2'] });
  await expect(read()).rejects.toThrow(/circle/);
});

/** A store of which every hour from one on has so many bytes, and none before. */
function serveStore(bytesAnHour: number, begins: number): { scanned: () => number; hours: () => number[] } {
  const asked: number[] = [];
  let scanned = 0;
  let last = 0;
  serve({});
  const answer = lake.answer;
  lake.answer = (call) => {
    if (call.action === 'StartQuery') {
      const bounds = /eventtime >= '(.*?)' AND eventtime < '(.*?)'/.exec(String(call.input['QueryStatement']))!;
      const [from, to] = bounds.slice(1).map((text) => Date.parse(`${text.replace(' ', 'T')}Z`) / 1000) as [
        number,
        number,
      ];
      asked.push((to - from) / 3600);
      last = (bytesAnHour * Math.max(0, to - Math.max(from, begins))) / 3600;
      scanned += last;
    }
    if (call.action === 'DescribeQuery') return { QueryStatus: 'FINISHED', QueryStatistics: { BytesScanned: last } };
    return answer(call);
  };
  return { scanned: () => scanned, hours: () => asked };
}

test.each([
  ['from its first hour on', 0],
  ['from long after the time that is asked for', 60 * 24],
])('--max-scan-gb bounds all statements, the first too, of a store that has events %s', async (_, begins) => {
  const limit = 100e9;
  const store = serveStore(3e9, TEN + begins * 3600);
  const run = read(SPEC, undefined, { hours: 90 * 24, maxScanBytes: limit });
  await expect(run).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('--max-scan-gb') as string });
  expect(store.hours()[0]).toBe(1);
  expect(store.scanned()).toBeLessThanOrEqual(limit);
  expect(store.scanned()).toBeGreaterThan(limit - 3e9);
});

test('a limit that is not reached keeps nothing from being read', async () => {
  const store = serveStore(1e9, TEN);
  await read(SPEC, undefined, { hours: 30 * 24, maxScanBytes: 721e9 });
  expect(store.hours().reduce((sum, hours) => sum + hours, 0)).toBe(30 * 24);
});

test('without a limit days are asked for, the oldest first', async () => {
  const store = serveStore(1e6, TEN);
  await read(SPEC, undefined, { hours: 7 * 24 });
  expect(store.hours()).toEqual([24, 48, 96]);
});

test('an interruption cancels the query over there', async () => {
  serve({ ends: { QueryStatus: 'RUNNING' } });
  const interrupt = new AbortController();
  const rows = read(SPEC, interrupt.signal);
  await vi.waitFor(() => expect(lake.inputsOf('DescribeQuery').length).toBeGreaterThan(0));
  interrupt.abort();
  await expect(rows).rejects.toThrow(/abort/i);
  expect(lake.inputsOf('CancelQuery')).toEqual([{ QueryId: 'query-1' }]);
});

test('what is no event data store is wrong usage', async () => {
  await expect(read('lake:arn:aws:s3:::bucket')).rejects.toThrow(UsageError);
});
