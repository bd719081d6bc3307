import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  ListQueryExecutionsCommand,
} from '@aws-sdk/client-athena';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerColumns } from '../../src/sources/sql/facts-query.ts';
import { tableDialect } from '../../src/sources/sql/dialect.ts';
import { groupRow, mintRow } from '../../src/sources/sql/test-answer.ts';
import { athenaRow } from '../support/athena-rows.ts';
import { AwsStub } from '../support/aws-stub.ts';
import { startFront } from '../support/front.ts';
import { account, clientConfig, endpoint, region, reset, workplace } from './moto.ts';

/** Athena of moto, which answers statements with rows that were laid ready; what it has no call for answers a stub. */

const athena = new AthenaClient(clientConfig);
const columns = answerColumns(tableDialect({ from: '', types: new Map(), partitions: [] }));
const hour = ['--since', '2026-11-01T10:00:00Z', '--until', '2026-11-01T11:00:00Z', '--as-of', 'last'];
let place: Awaited<ReturnType<typeof workplace>>;

beforeAll(async () => {
  await reset();
  place = await workplace();
  await athena.send(new CreateWorkGroupCommand({ Name: 'analysts', Configuration: { ResultConfiguration: {} } }));
});
afterAll(() => place.leave());

async function queries(): Promise<string[]> {
  const { QueryExecutionIds: ids = [] } = await athena.send(new ListQueryExecutionsCommand({ WorkGroup: 'analysts' }));
  const found = ids.map((id) => athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id })));
  return (await Promise.all(found)).map(({ QueryExecution: query }) => query!.Query!);
}

test('athena setup --apply makes the table that it prints', async () => {
  const trail = ['athena', 'setup', 's3://org-trail', '--accounts', account, '--workgroup', 'analysts'];
  const run = await place.run(...trail, '--apply', '--output', 's3://org-trail/results/');
  expect(run.code).toBe(0);
  expect(run.stderr).toContain('stemma scan athena://analysts/default/cloudtrail_logs');
  expect(await queries()).toEqual([run.stdout.trimEnd()]);
});

test('athena:// is scanned, and what was read is not asked for again', async () => {
  const rows = [groupRow, mintRow].map((row) => athenaRow(columns.map((column) => row[column])));
  const results = [
    { rows: [athenaRow(columns), ...rows], column_info: columns.map((Name) => ({ Name, Type: 'varchar' })) },
  ];
  const ready = await fetch(`${endpoint}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({ account_id: account, region, results }),
  });
  expect(ready.status).toBe(201);
  await using stub = await AwsStub.start();
  stub.answer = () => ({
    TableMetadata: {
      Columns: columns.map((Name) => ({ Name, Type: 'string' })).concat({ Name: 'eventtime', Type: 'string' }),
      PartitionKeys: ['account', 'region', 'timestamp'].map((Name) => ({ Name, Type: 'string' })),
    },
  });
  await using front = await startFront((headers) =>
    String(headers['x-amz-target']).endsWith('.GetTableMetadata') ? stub.url : endpoint,
  );
  const source = 'athena://analysts/default/cloudtrail_logs';
  const scan = () => place.runAt(front.url, 'scan', source, ...hour, '--format', 'json');
  const before = (await queries()).length;
  const first = await scan();
  expect(first.code).toBe(0);
  const { credentials } = JSON.parse(first.stdout) as {
    credentials: { accessKeyId: string; issuedBy: string | null }[];
  };
  expect(credentials).toContainEqual(
    expect.objectContaining({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', issuedBy: 'AssumeRole' }),
  );
  expect(JSON.parse((await scan()).stdout)).toMatchObject({ coverage: { events: 4 } });
  const asked = (await queries()).slice(before);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain(
    `"timestamp" IN ('2026/11/01', '2026-11-01', '20261101', '2026/11/02', '2026-11-02', '20261102')`,
  );
});
