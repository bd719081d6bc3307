import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatTime } from '../../src/lib/time.ts';
import { answerColumns } from '../../src/sources/sql/facts-query.ts';
import { lakeDialect } from '../../src/sources/sql/dialect.ts';
import { generateOrganisation } from '../../src/synth/index.ts';
import { AwsStub } from '../support/aws-stub.ts';
import { type Outcome, stemma } from '../support/command.ts';
import { isForS3, startFront } from '../support/front.ts';
import { S3Server } from '../support/s3-server.ts';
import { playAthena } from './athena-by-trino.ts';
import { type FiledTrail, fileTrail, linesTable, projectedTable } from './file-table.ts';
import { lakeTable, playLake, STORE } from './lake-by-trino.ts';
import { run } from './load-table.ts';
import { coordinator, hoursAround, type Json, spanOf, specOf } from './queried.ts';

/** The built command, as a process of its own, where the logs stay in place: its report is that of the files. */

const text = new TextDecoder();
const attacks = ['leaked-key', 'two-roles', 'instance-theft', 'cross-account', 'revocation-outrun'];
const records = [...generateOrganisation({ days: 1, seed: 23, events: 600, attacks })].flatMap(
  ({ bytes }) => (JSON.parse(text.decode(bytes)) as { Records: Json[] }).Records,
);
const { since, until } = hoursAround(spanOf(records));
const span = ['--since', formatTime(since), '--until', formatTime(until)];
let cwd: string;
let trail: FiledTrail;
let ofFiles: unknown;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-queries-'));
  trail = await fileTrail('scanned', records);
  await projectedTable(trail, 'hive.security.scanned');
  ofFiles = said(await scan('files', trail.path));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const scan = (name: string, source: string, ...more: string[]): Promise<Outcome> =>
  stemma(['scan', source, ...span, '--as-of', 'last', '--format', 'json', '--case', `${name}.db`, ...more], {
    cwd,
    env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' },
  });

/** The report but for how the records were delivered: in how many files, how often. */
function said({ stdout }: Outcome): unknown {
  const { coverage, ...report } = JSON.parse(stdout) as { coverage: Record<string, unknown> };
  const { files: _1, duplicates: _2, ...read } = coverage;
  return { ...report, coverage: read };
}

test('the files have what a report is made of', () => {
  const { credentials, findings } = ofFiles as { credentials: unknown[]; findings: unknown[] };
  expect(credentials.length).toBeGreaterThan(20);
  expect(findings.length).toBeGreaterThan(5);
});

test('trino://', async () => {
  const outcome = await scan('trino', specOf('hive/security/scanned'));
  expect(outcome).toMatchObject({ code: 0 });
  expect(said(outcome)).toEqual(ofFiles);
  const again = await scan('trino', specOf('hive/security/scanned'));
  expect(said(again)).toEqual(ofFiles);
});

/** What the Glue catalog says of the table that `stemma athena setup` makes. */
async function metadataOf(table: string): Promise<object> {
  const rows = (await run(coordinator, `SHOW COLUMNS FROM ${table}`)) as [string, string, string][];
  const typed = rows.map(([Name, type, extra]) => ({
    Name,
    Type: type.startsWith('row') ? `struct<${type}>` : type === 'varchar' ? 'string' : type,
    isKey: extra === 'partition key',
  }));
  return {
    Columns: typed.filter(({ isKey }) => !isKey),
    PartitionKeys: typed.filter(({ isKey }) => isKey),
    Parameters: { 'projection.timestamp.format': 'yyyy/MM/dd' },
  };
}

test.each([
  ['athena:// by UNLOAD', true, /^UNLOAD \(/],
  ['athena:// by result pages', false, /^WITH logs AS/],
])('%s', async (name, mayUnload, last) => {
  await using stub = await AwsStub.start();
  await using bucket = await S3Server.start();
  await using front = await startFront((headers) => (isForS3(headers) ? bucket.url : stub.url));
  const metadata = await metadataOf('hive.security.scanned');
  const athena = playAthena(stub, { bucket, mayUnload, metadata });
  const source = 'athena://analysts/security/scanned';
  const outcome = await scan(name.replaceAll(/\W+/g, '-'), source, '--endpoint-url', front.url);
  expect(outcome).toMatchObject({ code: 0 });
  expect(outcome.stderr).toMatch(/read \d+(\.\d+)? MB, less than 0\.01 USD at list price/);
  expect(said(outcome)).toEqual(ofFiles);
  expect(athena.statements.at(-1)).toMatch(last);
  // The statement names the partitions that may hold them, and no other.
  const days = athena.statements.flatMap((sql) => /"timestamp" IN \(([^)]+)\)/.exec(sql)?.[1]?.split(', ') ?? []);
  expect(days.every((day) => /^'\d{4}\/\d\d\/\d\d'$/.test(day))).toBe(true);
});

test('lake:', async () => {
  await linesTable('hive.security.lines', records);
  await lakeTable('hive.security.lake', { lines: 'hive.security.lines' });
  await using stub = await AwsStub.start();
  playLake(stub, { table: 'hive.security.lake', columns: answerColumns(lakeDialect) });
  const source = `lake:arn:aws:cloudtrail:us-east-1:111122223333:${STORE}`;
  const outcome = await scan('lake', source, '--endpoint-url', stub.url);
  expect(outcome).toMatchObject({ code: 0 });
  expect(said(outcome)).toEqual(ofFiles);
});
