import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AwsStub, type StubAnswer, type StubCall } from '../../test/support/aws-stub.ts';
import { S3Server } from '../../test/support/s3-server.ts';
import { gatherRows } from '../evidence/index.ts';
import { UsageError } from '../lib/errors.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import type { QueriedRow } from '../model/queried.ts';
import { openSource } from './index.ts';
import { groupRow, mintRow } from './sql/test-answer.ts';
import type { AnswerRow } from './sql/queried-row.ts';
import { queryOptions } from './test-options.ts';

/** 2026-11-01T10:00:00Z. */
const TEN = Date.UTC(2026, 10, 1, 10) / 1000;
const SPEC = 'athena://analysts/security/cloudtrail_logs';

let athena: AwsStub;
let bucket: S3Server;
let told: string[];
beforeEach(async () => {
  athena = await AwsStub.start();
  bucket = await S3Server.start();
  told = [];
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', athena.url);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', bucket.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await athena[Symbol.asyncDispose]();
  await bucket[Symbol.asyncDispose]();
});

const texts =
  `eventtime eventsource eventname awsregion sourceipaddress useragent errorcode errormessage requestparameters
  responseelements additionaleventdata serviceeventdetails requestid eventid recipientaccountid sharedeventid vpcendpointid
  vpcendpointaccountid sessioncredentialfromconsole`.split(/\s+/);
const metadata = {
  Name: 'cloudtrail_logs',
  Columns: [
    ...texts.map((Name) => ({ Name, Type: 'string' })),
    { Name: 'useridentity', Type: 'struct<type:string,inscopeof:x,sourceidentity:string,ec2roledelivery:string>' },
    { Name: 'resources', Type: 'array<struct<arn:string>>' },
  ],
  PartitionKeys: [
    { Name: 'region', Type: 'string' },
    { Name: 'timestamp', Type: 'string' },
  ],
  Parameters: { location: 's3://logs/AWSLogs/111122223333/CloudTrail/', 'projection.timestamp.format': 'yyyy/MM/dd' },
};

interface Given {
  readonly rows?: readonly AnswerRow[];
  /** How each query ends, one after the other; the last one stands for all that follow. */
  readonly ends?: readonly { state: string; reason?: string; scanned?: number }[];
  /** Calls that fail: name to error code. */
  readonly fails?: Readonly<Record<string, string>>;
  /** Where the workgroup puts results; null: nowhere. */
  readonly output?: string | null;
  readonly tokens?: readonly string[];
  readonly onStart?: (sql: string) => void;
  readonly columns?: readonly { readonly Name: string; readonly Type: string }[];
}

/** Athena as its API reference has it. */
function serve(given: Given): void {
  const { rows = [groupRow], ends = [{ state: 'SUCCEEDED' }], fails = {}, output, tokens = [] } = given;
  const { onStart = () => undefined, columns = metadata.Columns } = given;
  let started = 0;
  let pages = 0;
  athena.answer = ({ action, input }: StubCall): StubAnswer => {
    const code = fails[action];
    if (code !== undefined)
      return { fail: { code, message: `User: x is not authorized to perform: athena:${action}` } };
    const end = ends[Math.min(started, ends.length) - 1] ?? ends[0]!;
    switch (action) {
      case 'GetTableMetadata':
        return { TableMetadata: { ...metadata, Columns: columns } };
      case 'GetWorkGroup':
        return {
          WorkGroup: {
            Name: input['WorkGroup'],
            Configuration: {
              ResultConfiguration: output === null ? {} : { OutputLocation: output ?? 's3://logs/results/' },
            },
          },
        };
      case 'StartQueryExecution':
        started++;
        onStart(String(input['QueryString']));
        return { QueryExecutionId: `query-${started}` };
      case 'GetQueryExecution':
        return {
          QueryExecution: {
            Status: { State: end.state, StateChangeReason: end.reason },
            Statistics: { DataScannedInBytes: end.scanned ?? 12_000_000 },
          },
        };
      case 'StopQueryExecution':
        return {};
      case 'GetQueryResults': {
        const names = Object.keys(rows[0] ?? {});
        const header = { Data: names.map((VarCharValue) => ({ VarCharValue })) };
        const data = rows.map((row) => ({
          Data: names.map((name) => (row[name] === null ? {} : { VarCharValue: String(row[name]) })),
        }));
        const NextToken = tokens[pages++];
        return {
          ResultSet: { Rows: pages === 1 ? [header, ...data] : data },
          ...(NextToken === undefined ? {} : { NextToken }),
        };
      }
      default:
        return undefined;
    }
  };
}

interface Asked {
  readonly spec?: string;
  readonly maxScanBytes?: number;
  readonly signal?: AbortSignal;
  readonly readParquet?: (paths: readonly string[]) => AsyncIterable<AnswerRow>;
}

const optionsOf = ({ maxScanBytes, signal, readParquet }: Asked) => ({
  ...queryOptions,
  ...(readParquet === undefined ? {} : { readParquet }),
  stdin: Readable.from([]),
  exclude: new Set<string>(),
  since: TEN,
  until: TEN + 3600,
  aws: defaultAwsOptions,
  issuancesOnly: false,
  tell: (notice: string) => void told.push(notice),
  maxScanBytes: maxScanBytes ?? null,
  unread: async <F>(files: readonly F[]) => files,
  signal: signal ?? new AbortController().signal,
  defer: () => undefined,
});

async function read(asked: Asked = {}): Promise<QueriedRow[]> {
  const rows: QueriedRow[] = [];
  for await (const item of openSource(asked.spec ?? SPEC, optionsOf(asked))) {
    if (item.kind !== 'query') throw new Error(item.kind);
    for await (const window of item.windows(new Map())) for await (const row of window.rows) rows.push(row);
  }
  return rows;
}

const started = (): string[] => athena.inputsOf('StartQueryExecution').map(({ QueryString }) => String(QueryString));

test('facts come as Parquet that UNLOAD wrote where the workgroup puts results', async () => {
  serve({
    onStart(sql) {
      const target = /TO 's3:\/\/logs\/(results\/stemma-[0-9a-f-]+\/)'/.exec(sql)?.[1];
      bucket.put(`${target}part-0`, 'parquet bytes');
    },
  });
  const got: string[] = [];
  const rows = await read({
    async *readParquet([path]) {
      got.push(await readFile(path!, 'utf8'));
      yield groupRow;
    },
  });
  expect(rows).toMatchObject([{ kind: 'group', count: 3, record: { eventSource: 's3.amazonaws.com' } }]);
  expect(got).toEqual(['parquet bytes']);
  expect(started()[0]).toMatch(/^UNLOAD \(\nWITH logs AS/);
  expect(athena.inputsOf('StartQueryExecution')[0]).toMatchObject({
    WorkGroup: 'analysts',
    QueryExecutionContext: { Database: 'security' },
    ResultConfiguration: { OutputLocation: 's3://logs/results/' },
  });
});

test('only the partitions of the time are asked for, and of accounts and regions where they are named', async () => {
  serve({});
  await read({ spec: `${SPEC}?region=us-east-1,eu-west-1&account=111122223333` });
  const [sql] = started();
  expect(sql).toContain(`"timestamp" IN ('2026/11/01', '2026/11/02')`);
  expect(sql).toContain(`"region" IN ('eu-west-1', 'us-east-1')`);
  expect(sql).toContain(`"recipientaccountid" IN ('111122223333')`);
  expect(sql).toContain(`"eventtime" >= '2026-11-01T10:00:00Z' AND "eventtime" < '2026-11-01T11:00:00Z'`);
});

test('where UNLOAD is not permitted, result pages are read, and it is told', async () => {
  serve({
    rows: [groupRow, mintRow],
    ends: [{ state: 'FAILED', reason: 'not authorized: UNLOAD', scanned: 0 }, { state: 'SUCCEEDED' }],
  });
  const rows = await read();
  expect(rows.map(({ kind }) => kind)).toEqual(['group', 'event']);
  expect(told.join('\n')).toContain('UNLOAD is not permitted here (not authorized: UNLOAD); reads result pages');
  expect(started()[1]).toMatch(/^WITH logs AS/);
});

test('a workgroup without a place for results is read by pages, all of them', async () => {
  serve({ output: null, tokens: ['2', '3'] });
  expect(await read()).toHaveLength(3);
  expect(athena.inputsOf('GetQueryResults').map(({ NextToken }) => NextToken)).toEqual([undefined, '2', '3']);
});

test.each([
  ['struct<rolearn:string,rolesessionname:string>', 'a crawler makes of requests and responses'],
  ['map<string,string>', 'holds objects as texts'],
])('%s, which %s, is refused: without the names of fields no token is known that was minted', async (Type) => {
  const columns = metadata.Columns.map((column) => (column.Name === 'responseelements' ? { ...column, Type } : column));
  serve({ columns });
  await expect(read()).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('responseelements is a structure') as string,
    hint: expect.stringContaining('stemma athena setup') as string,
  });
  expect(started()).toEqual([]);
});

test('rows become the facts of the records', async () => {
  serve({ output: null, rows: [groupRow, mintRow] });
  const hours = [{ source: 'x', from: TEN, state: 'groups' }] as const;
  async function* again(): AsyncGenerator<QueriedRow> {
    yield* await read();
  }
  const { uses, issuances, events, files } = await gatherRows(again(), hours);
  expect([uses.length, issuances.length, events.length]).toEqual([2, 1, 2]);
  expect(files).toMatchObject([{ status: 'read', identity: 'groups', events: 4 }]);
});

test('a page token that comes again ends in an error, not in a circle', async () => {
  serve({ output: null, tokens: ['2', '2', '2'] });
  await expect(read()).rejects.toThrow(/lead in a circle/);
});

test.each([
  [
    { state: 'FAILED', reason: 'Query exhausted resources at this scale factor', scanned: 5 },
    /failed: Query exhausted/,
  ],
  [{ state: 'CANCELLED', reason: 'cancelled by an administrator', scanned: 0 }, /cancelled over there/],
])('a query that ends as %j fails by name, and gives nothing', async (end, message) => {
  serve({ ends: [end] });
  await expect(read()).rejects.toThrow(message);
});

test.each(['GetTableMetadata', 'GetWorkGroup', 'StartQueryExecution', 'GetQueryExecution'])(
  'denied %s names the action',
  async (action) => {
    serve({ fails: { [action]: 'AccessDeniedException' } });
    await expect(read()).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining(`athena:${action}`) });
  },
);

test('an interruption stops the query over there', async () => {
  serve({ ends: [{ state: 'RUNNING' }] });
  const interrupt = new AbortController();
  const rows = read({ signal: interrupt.signal });
  await vi.waitFor(() => expect(athena.inputsOf('GetQueryExecution').length).toBeGreaterThan(0));
  interrupt.abort();
  await expect(rows).rejects.toThrow(/abort/i);
  expect(athena.inputsOf('StopQueryExecution')).toEqual([{ QueryExecutionId: 'query-1' }]);
});

test('what is read and its price are told before and after', async () => {
  serve({});
  bucket.put('AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/01/a.json.gz', 'x'.repeat(30_000));
  await read();
  // The day asked for, and the one after, on which the last minutes are delivered.
  expect(told).toEqual([
    `${SPEC}: will read about 60.0 KB, less than 0.01 USD at list price`,
    `${SPEC}: read 12.0 MB, less than 0.01 USD at list price`,
  ]);
});

test('--max-scan-gb refuses before anything is read', async () => {
  serve({});
  bucket.put('AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/01/a.json.gz', 'x'.repeat(30_000));
  await expect(read({ maxScanBytes: 50_000 })).rejects.toMatchObject({ exitCode: 2 });
  expect(started()).toEqual([]);
});

test('--max-scan-gb refuses where nobody can tell how much it will be', async () => {
  serve({});
  await expect(read({ maxScanBytes: 50_000 })).rejects.toThrow(/cannot be told before/);
  expect(started()).toEqual([]);
});

test.each([
  'athena://',
  'athena://workgroup/database/%zz',
  'athena://workgroup/database',
  `${SPEC}?output=/tmp`,
  `${SPEC}?day=1`,
])('%s is wrong usage', async (spec) => {
  await expect(read({ spec })).rejects.toThrow(UsageError);
});
