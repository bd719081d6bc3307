import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { groupRow, mintRow } from '../../src/sources/sql/test-answer.ts';
import { athenaRow } from '../support/athena-rows.ts';
import { AwsStub, type StubAnswer, type StubCall } from '../support/aws-stub.ts';
import { type Outcome, type RunOptions, stemma } from '../support/command.ts';
import { isForS3, startFront } from '../support/front.ts';
import { S3Server } from '../support/s3-server.ts';

let cwd: string;
let stub: AwsStub;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-queries-'));
  stub = await AwsStub.start();
});
afterEach(async () => {
  await stub[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

const hour = ['--since', '2026-11-01T10:00:00Z', '--until', '2026-11-01T11:00:00Z', '--as-of', 'last'];
const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' };
const athena = 'athena://analysts/security/cloudtrail_logs';
const lake = 'lake:arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/4f1c7c1e-1111-4222-8333-123456789012';

const scan = (source: string, more: readonly string[] = [], options: Partial<RunOptions> = {}): Promise<Outcome> =>
  stemma(['scan', source, ...hour, '--format', 'json', '--endpoint-url', stub.url, ...more], { cwd, env, ...options });

const texts = [...Object.keys(groupRow), 'eventtime', 'errorcode', 'errormessage'].filter(
  (column) => !['failed', 'hour', 'activity', 'first', 'last', 'events', 'useridentity', 'resources'].includes(column),
);
const metadata = {
  Columns: [
    ...texts.map((Name) => ({ Name, Type: 'string' })),
    { Name: 'useridentity', Type: 'struct<type:string,inscopeof:x,sourceidentity:string,ec2roledelivery:string>' },
    { Name: 'resources', Type: 'array<struct<arn:string>>' },
  ],
  PartitionKeys: ['account', 'region', 'timestamp'].map((Name) => ({ Name, Type: 'string' })),
  Parameters: { location: 's3://logs/AWSLogs/', 'projection.timestamp.format': 'yyyy/MM/dd' },
};

/** Athena and Lake; what a test says comes first. */
function serve(first: (call: StubCall) => StubAnswer = () => undefined): void {
  stub.answer = (call) => {
    const own = first(call);
    if (own !== undefined) return own;
    switch (`${call.service}:${call.action}`) {
      case 'athena:GetTableMetadata':
        return { TableMetadata: metadata };
      case 'athena:GetWorkGroup':
        return { WorkGroup: { Configuration: { ResultConfiguration: {} } } };
      case 'athena:StartQueryExecution':
        return { QueryExecutionId: 'query-1' };
      case 'athena:GetQueryExecution':
        return {
          QueryExecution: { Status: { State: 'SUCCEEDED' }, Statistics: { DataScannedInBytes: 12_000_000 } },
        };
      case 'athena:GetQueryResults':
        return {
          ResultSet: {
            Rows: [
              athenaRow(Object.keys(groupRow)),
              ...[groupRow, mintRow].map((row) => athenaRow(Object.values(row))),
            ],
          },
        };
      case 'cloudtrail:StartQuery':
        return { QueryId: '00000000-0000-4000-8000-000000000001' };
      case 'cloudtrail:DescribeQuery':
        return { QueryStatus: 'FINISHED', QueryStatistics: { BytesScanned: 12_000_000 } };
      case 'cloudtrail:GetQueryResults':
        return { QueryStatus: 'FINISHED', QueryResultRows: [] };
      case 'athena:StopQueryExecution':
      case 'cloudtrail:CancelQuery':
        return {};
      default:
        return undefined;
    }
  };
}

/** Resolves when a call of that name comes, which goes on without an end. */
function endless(action: string, answer: object): Promise<void> {
  return new Promise((resolve) => {
    serve((call) => {
      if (call.action !== action) return undefined;
      resolve();
      return answer;
    });
  });
}

test('a table in Athena is scanned, its price told before and after, and its hours are not asked for again', async () => {
  serve();
  const first = await scan(athena);
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('how much will be read cannot be told before');
  expect(first.stderr).toContain('read 12.0 MB, less than 0.01 USD at list price');
  const report = JSON.parse(first.stdout) as { coverage: { events: number }; credentials: { accessKeyId: string }[] };
  expect(report.coverage.events).toBe(4);
  expect(report.credentials.map(({ accessKeyId }) => accessKeyId)).toContain('ASIAIOSFODNN7EXAMPLE');
  const second = await scan(athena);
  expect(JSON.parse(second.stdout)).toMatchObject({ coverage: { events: 4 } });
  expect(stub.inputsOf('StartQueryExecution')).toHaveLength(1);
});

test('a table that fails midway is lacking for all who look at the case, until a scan reads the rest', async () => {
  const days = ['--since', '2026-11-01T10:00:00Z', '--until', '2026-11-03T10:00:00Z', '--as-of', 'last'];
  const scanDays = (): Promise<Outcome> =>
    stemma(['scan', athena, ...days, '--format', 'json', '--endpoint-url', stub.url], { cwd, env });
  let statements = 0;
  serve(({ action }) => {
    if (action === 'StartQueryExecution') statements++;
    const fails = action === 'GetQueryExecution' && statements > 1;
    if (!fails) return undefined;
    return { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'Query exhausted resources' } } };
  });
  expect((await scanDays()).code).toBe(4);
  const tokens = (): Promise<Outcome> => stemma(['tokens', '--as-of', 'last'], { cwd, env });
  expect((await tokens()).stderr).toContain('1 source was not read whole');
  serve();
  const whole = await scanDays();
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({ coverage: { skipped: [] } });
  expect(await tokens()).toMatchObject({ code: 0, stderr: '' });
});

test('--max-scan-gb refuses by what the bucket holds before a statement is sent', async () => {
  serve();
  await using bucket = await S3Server.start();
  await using front = await startFront((headers) => (isForS3(headers) ? bucket.url : stub.url));
  bucket.put('AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/01/a.json.gz', 'x'.repeat(30_000));
  const refused = await scan(athena, ['--endpoint-url', front.url, '--max-scan-gb', '0.00005']);
  expect(refused.stderr).toContain('would read about 60.0 KB, more than the 50.0 KB of --max-scan-gb');
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  const told = await scan(athena, ['--endpoint-url', front.url, '--max-scan-gb', '0.001']);
  expect(told.stderr).toContain('will read about 60.0 KB, less than 0.01 USD at list price');
  expect(told.code).toBe(0);
  expect(stub.inputsOf('StartQueryExecution')).toHaveLength(1);
});

test.each([
  ['Athena', athena, 'GetQueryExecution', { QueryExecution: { Status: { State: 'RUNNING' } } }, 'StopQueryExecution'],
  ['CloudTrail Lake', lake, 'DescribeQuery', { QueryStatus: 'RUNNING' }, 'CancelQuery'],
])('Ctrl-C stops the query in %s', async (_, source, polled, running, stop) => {
  const polling = endless(polled, running);
  const stopped = await scan(source, [], { kill: { signal: 'SIGINT', after: polling } });
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stub.inputsOf(stop)).toHaveLength(1);
  // Nothing was entered as read: the next scan asks for all of it.
  serve();
  const before = stub.calls.length;
  await scan(source);
  const actions = stub.calls.slice(before).map(({ action }) => action);
  expect(actions.some((action) => action === 'StartQueryExecution' || action === 'StartQuery')).toBe(true);
});

test('Ctrl-C cancels the query on a Trino server', async () => {
  const requests: string[] = [];
  let polled: () => void;
  const polling = new Promise<void>((resolve) => (polled = resolve));
  const server: Server = createServer((message, response) => {
    requests.push(`${message.method} ${message.url}`);
    let sql = '';
    message.on('data', (chunk: Buffer) => (sql += chunk.toString()));
    message.on('end', () => {
      const next = `http://${message.headers.host}/v1/statement/q/1`;
      if (sql.startsWith('SHOW')) {
        const columns = [...texts, 'useridentity', 'resources'].map((column) => [column, 'varchar', '', '']);
        response.end(JSON.stringify({ data: columns }));
      } else if (message.method === 'DELETE') response.writeHead(204).end();
      else {
        if (message.method === 'GET') polled();
        response.end(JSON.stringify({ nextUri: next, stats: { state: 'RUNNING' } }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source = `trino://127.0.0.1:${(server.address() as AddressInfo).port}/hive/security/logs`;
  try {
    const stopped = await scan(source, [], { kill: { signal: 'SIGINT', after: polling } });
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(requests.at(-1)).toBe('DELETE /v1/statement/q/1');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.each([
  [athena, 'GetTableMetadata', 'glue:GetTable'],
  [athena, 'StartQueryExecution', 'athena:StartQueryExecution'],
  [athena, 'GetQueryResults', 'athena:GetQueryResults'],
  [lake, 'StartQuery', 'cloudtrail:StartQuery'],
  [lake, 'GetQueryResults', 'cloudtrail:GetQueryResults'],
])('%s: a denied %s names the action that is missing, as AWS names it', async (source, denied, missing) => {
  serve(({ action }) =>
    action === denied
      ? { fail: { code: 'AccessDeniedException', message: `User: x is not authorized to perform: ${missing} on y` } }
      : undefined,
  );
  const run = await scan(source);
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toContain(`access denied (${missing})`);
});

test('athena setup prints the statement, and with --apply runs it and says how to scan', async () => {
  serve();
  const setup = (...more: string[]): Promise<Outcome> =>
    stemma(
      [
        'athena',
        'setup',
        's3://logs',
        '--accounts',
        '111122223333',
        '--since',
        '2026-10-01',
        '--endpoint-url',
        stub.url,
        ...more,
      ],
      { cwd, env },
    );
  const printed = await setup();
  expect(printed).toMatchObject({ code: 0, stderr: expect.stringContaining('with --regions') as string });
  expect(await setup('--regions', 'us-east-1,me-south-1')).toMatchObject({ code: 0, stderr: '' });
  expect(printed.stdout).toMatch(/^CREATE EXTERNAL TABLE IF NOT EXISTS `default`\.`cloudtrail_logs` \(/);
  expect(stub.calls).toEqual([]);
  const applied = await setup('--apply', '--output', 's3://logs/results/');
  expect(applied.code).toBe(0);
  expect(stub.inputsOf('StartQueryExecution')).toMatchObject([
    { QueryString: printed.stdout.trimEnd(), ResultConfiguration: { OutputLocation: 's3://logs/results/' } },
  ]);
  expect(applied.stderr).toContain('stemma scan athena://primary/default/cloudtrail_logs --since ');
});
