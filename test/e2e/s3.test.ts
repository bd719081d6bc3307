import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Outcome, stemma } from '../support/command.ts';
import { gzipped, plainRecords, trailFile } from '../support/records.ts';
import { S3Server, sendError } from '../support/s3-server.ts';

let cwd: string;
let server: S3Server;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-s3-'));
  server = await S3Server.start();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

const keyOf = (i: number): string =>
  `AWSLogs/111122223333/CloudTrail/us-east-1/2026/10/01/111122223333_CloudTrail_us-east-1_20261001T00${String(i).padStart(2, '0')}Z_x.json.gz`;
const putLog = (i: number): void => server.put(keyOf(i), gzipped(trailFile(plainRecords(10, i * 10))));
const scan = (...more: string[]): Promise<Outcome> =>
  stemma(['scan', 's3://logs', '--endpoint-url', server.url, '--as-of', 'last', '--format', 'json', ...more], {
    cwd,
    env: {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_REGION: 'us-east-1',
      TMPDIR: cwd,
    },
  });
const coverage = (run: Outcome): unknown => (JSON.parse(run.stdout) as { coverage: unknown }).coverage;

test('a bucket is scanned by threads, and the next scan reads only what is new', async () => {
  for (let i = 0; i < 20; i++) putLog(i);
  const first = await scan();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(coverage(first)).toMatchObject({ files: 20, events: 200, duplicates: 0 });
  expect(new Set(server.read).size).toBe(20);
  putLog(20);
  const before = server.read.length;
  expect(coverage(await scan())).toMatchObject({ files: 21, events: 210, duplicates: 0 });
  expect(server.read.slice(before)).toEqual([keyOf(20)]);
});

test('credentials that expire in the middle: exit 4, and the next scan reads the rest, nothing lost, nothing twice', async () => {
  for (let i = 0; i < 40; i++) putLog(i);
  let gets = 0;
  server.fault = ({ kind }, response) => {
    if (kind !== 'get' || ++gets <= 5) return false;
    sendError(response, 400, 'ExpiredToken', 'The provided token has expired.');
    return true;
  };
  const cut = await scan('--workers', '1');
  expect(cut.code).toBe(4);
  expect(cut.stderr).toContain('the credentials have expired (s3:GetObject)');
  expect(cut.stderr).not.toContain('wJalrXUtnFEMI');
  expect(coverage(cut)).toMatchObject({ files: 5, events: 50 });
  server.fault = () => false;
  const whole = await scan();
  expect(whole.code).toBe(0);
  expect(coverage(whole)).toMatchObject({ files: 40, events: 400, duplicates: 0, skipped: [] });
});

test('an object that is deleted between listing and reading is told, and all others are read', async () => {
  for (let i = 0; i < 5; i++) putLog(i);
  server.fault = ({ kind, key }) => {
    if (kind === 'get' && key === keyOf(2)) server.objects.delete(key);
    return false;
  };
  const run = await scan();
  expect(run.code).toBe(4);
  expect(coverage(run)).toMatchObject({
    files: 4,
    events: 40,
    skipped: [{ source: `s3://logs/${keyOf(2)}`, reason: 'deleted since it was listed' }],
  });
});

test('what is larger than memory should hold goes through a file that is removed again', async () => {
  const padding = 'x'.repeat(4 << 20);
  const records = plainRecords(18).map((record) => ({ ...record, requestParameters: { padding } }));
  server.put('copy/large.json', trailFile(records));
  const run = await scan();
  expect(coverage(run)).toMatchObject({ files: 1, events: 18 });
  expect((await readdir(cwd)).filter((name) => name.startsWith('stemma-fetched'))).toEqual([]);
});

test('a bucket that may not be listed: nothing is read, and the missing action is named', async () => {
  server.fault = (_, response) => (sendError(response, 403, 'AccessDenied', 'Access Denied'), true);
  const run = await scan();
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toContain('access denied (s3:ListBucket)');
  expect(run.stderr).toContain('hint:  grant s3:ListBucket and s3:GetObject');
});
