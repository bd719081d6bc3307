import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gzipped, plainRecords, trailFile } from '../support/records.ts';
import { clientConfig, reset, workplace } from './moto.ts';

const s3 = new S3Client(clientConfig);
let place: Awaited<ReturnType<typeof workplace>>;
beforeAll(async () => {
  await reset();
  place = await workplace();
  await s3.send(new CreateBucketCommand({ Bucket: 'org-trail' }));
});
afterAll(() => place.leave());

const put = (Key: string, Body: Buffer | string): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: 'org-trail', Key, Body }));
const keyOf = (accountId: string, i: number): string =>
  `AWSLogs/o-exampleorg/${accountId}/CloudTrail/us-east-1/2026/10/01/${accountId}_CloudTrail_us-east-1_20261001T0000Z_${i}.json.gz`;
const scan = async (...more: string[]): Promise<{ code: number | null; stderr: string; coverage: unknown }> => {
  const run = await place.run('scan', 's3://org-trail', '--as-of', 'last', '--format', 'json', ...more);
  const { coverage = null } = run.stdout === '' ? {} : (JSON.parse(run.stdout) as { coverage: unknown });
  return { code: run.code, stderr: run.stderr, coverage };
};

test('an organisation trail of several pages is read once, and what comes after by the next scan', async () => {
  // A page of S3 holds a thousand keys.
  const files = 1005;
  for (let from = 0; from < files; from += 50) {
    const some = Array.from({ length: Math.min(50, files - from) }, (_, i) => from + i);
    await Promise.all(some.map((i) => put(keyOf('111122223333', i), gzipped(trailFile(plainRecords(2, i * 2))))));
  }
  await put(keyOf('444455556666', 0), gzipped(trailFile(plainRecords(5, 5000))));
  await put('AWSLogs/o-exampleorg/111122223333/CloudTrail-Digest/us-east-1/2026/10/01/d.json.gz', gzipped('{}'));
  const first = await scan();
  expect(first).toMatchObject({ code: 0, stderr: '', coverage: { files: 1006, events: 2015, duplicates: 0 } });
  await put(keyOf('444455556666', 1), gzipped(trailFile(plainRecords(3, 6000))));
  expect(await scan()).toMatchObject({ code: 0, coverage: { files: 1007, events: 2018, duplicates: 0 } });
});

test('a bucket that is not there is told with what to do', async () => {
  const run = await place.run('scan', 's3://no-such-bucket/AWSLogs/');
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toContain('NoSuchBucket');
});
