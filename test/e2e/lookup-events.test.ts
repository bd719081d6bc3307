import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsStub } from '../support/aws-stub.ts';
import { type Outcome, stemma } from '../support/command.ts';
import { plainRecords } from '../support/records.ts';

let cwd: string;
let stub: AwsStub;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-lookup-'));
  stub = await AwsStub.start();
});
afterEach(async () => {
  await stub[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

const hour = 3_600_000;
const iso = (time: number): string => new Date(time).toISOString();
const scan = (since: number): Promise<Outcome> =>
  stemma(['scan', 'cloudtrail:us-east-1', '--since', iso(since), '--endpoint-url', stub.url, '--format', 'json'], {
    cwd,
    env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' },
  });

test('the event history is scanned, and the next scan asks only for what may be new', async () => {
  const now = Date.now();
  const events = plainRecords(3).map((record, i) => ({
    ...record,
    eventTime: `${iso(now - 3 * hour - i * 1000).slice(0, 19)}Z`,
  }));
  stub.answer = ({ action, input }) => {
    if (action !== 'LookupEvents') return undefined;
    const { StartTime, EndTime } = input as { StartTime: number; EndTime: number };
    const within = events.filter(({ eventTime }) => {
      const time = Date.parse(eventTime) / 1000;
      return time >= StartTime && time <= EndTime;
    });
    return { Events: within.map((event) => ({ CloudTrailEvent: JSON.stringify(event) })) };
  };
  const first = await scan(now - 5 * hour);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const { coverage } = JSON.parse(first.stdout) as { coverage: { events: number; gaps: { reason: string }[] } };
  expect(coverage.events).toBe(3);
  expect(coverage.gaps.map(({ reason }) => reason)).toContain(
    'LookupEvents shows management events of the last 90 days only: no data events',
  );
  const asked = stub.inputsOf('LookupEvents').length;
  const second = await scan(now - 5 * hour);
  expect(JSON.parse(second.stdout)).toMatchObject({ coverage: { events: 3, duplicates: 0 } });
  const again = stub.inputsOf('LookupEvents').length - asked;
  expect(again).toBeGreaterThan(0);
  expect(again).toBeLessThanOrEqual(3);
  expect(asked).toBeGreaterThan(again);
});
