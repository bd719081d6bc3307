import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsStub } from '../support/aws-stub.ts';
import { type Outcome, stemma } from '../support/command.ts';
import { plainRecords, trailFile } from '../support/records.ts';

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

test('a first look at a busy account ends in time, says from when on it knows, and the next one goes on from there', async () => {
  const now = Math.floor(Date.now() / 1000);
  // Somebody assumes a role twice a second, in both regions, for as long as the history goes back.
  stub.answer = ({ action, input, region }) => {
    if (action !== 'LookupEvents') return undefined;
    const { StartTime, EndTime, NextToken } = input as { StartTime: number; EndTime: number; NextToken?: string };
    const [{ AttributeValue: call }] = input['LookupAttributes'] as [{ AttributeValue: string }];
    if (call !== 'AssumeRole') return { Events: [] };
    const newest = NextToken === undefined ? Math.min(EndTime, now) : Number(NextToken);
    const events = plainRecords(50).map((record, i) => ({
      ...record,
      eventID: `${region}-${newest}-${i}`,
      awsRegion: region,
      eventTime: `${iso((newest - (i >> 1)) * 1000).slice(0, 19)}Z`,
    }));
    const isLast = newest - 25 < StartTime;
    return {
      Events: events.map((event) => ({ CloudTrailEvent: JSON.stringify(event) })),
      ...(isLast ? {} : { NextToken: String(newest - 25) }),
    };
  };
  const look = async (): Promise<{ outcome: Outcome; coverage: FirstLook }> => {
    const args = ['scan', 'cloudtrail:', '--issuances-only', '--look-seconds', '4', '--format', 'json'];
    const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' };
    const outcome = await stemma([...args, '--endpoint-url', stub.url], { cwd, env });
    return { outcome, coverage: (JSON.parse(outcome.stdout) as { coverage: FirstLook }).coverage };
  };
  const first = await look();
  expect(first.outcome.code).toBe(4);
  expect(first.outcome.stderr).toContain('the first look stopped after 4 seconds: all 2 regions are known from ');
  const gaps = first.coverage.gaps.filter(({ reason }) => reason.startsWith('the first look stopped'));
  expect(gaps.map(({ region }) => region).toSorted()).toEqual(['eu-west-1', 'us-east-1']);
  // All that is younger than the younger of both ends is there.
  expect(first.coverage.events).toBeGreaterThan(0);
  const since = Math.max(...gaps.map(({ to }) => Date.parse(to) / 1000));
  expect(first.coverage.events).toBeGreaterThanOrEqual(2 * 2 * (now - since));
  const second = await look();
  expect(second.outcome.code).toBe(4);
  expect(second.coverage.events).toBeGreaterThan(first.coverage.events);
  const tokens = await stemma(['tokens', '--as-of', 'last'], { cwd });
  expect(tokens.stderr).toContain('1 source was not read whole');
});

interface FirstLook {
  readonly events: number;
  readonly gaps: readonly { readonly region: string; readonly to: string; readonly reason: string }[];
}

test.each([
  ['an event history', ['cloudtrail:'], 'cloudtrail:'],
  ['an event history of one region', ['cloudtrail:us-east-1', '--issuances-only'], 'cloudtrail:us-east-1'],
  ['the IAM of the account', ['--iam', 'live'], '--iam live'],
])('%s that nobody may read is told, and the rest is read', async (_name, asked, source) => {
  await writeFile(join(cwd, 'trail.json'), trailFile(plainRecords(7)));
  const env = { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' };
  const run = await stemma(['scan', 'trail.json', ...asked, '--format', 'json'], { cwd, env });
  expect(run.code).toBe(4);
  const { coverage } = JSON.parse(run.stdout) as { coverage: { events: number; skipped: { source: string }[] } };
  expect(coverage).toMatchObject({ events: 7, skipped: [{ source }] });
  expect(run.stderr).toMatch(new RegExp(`^warning: ${source}: .*no AWS credentials found$`, 'm'));
  const tokens = await stemma(['tokens', '--as-of', 'last'], { cwd, env });
  expect(tokens.stderr.includes('1 source was not read whole')).toBe(source.startsWith('cloudtrail:'));
});

test('a region that a first look could not ask is lacking for all who look at the case, until it answers', async () => {
  let denied = 'eu-west-1';
  const eventTime = `${iso(Date.now() - 3 * hour).slice(0, 19)}Z`;
  stub.answer = ({ action, region }) => {
    if (action !== 'LookupEvents') return undefined;
    if (region === denied) return { fail: { code: 'AccessDeniedException' } };
    return { Events: plainRecords(1).map((record) => ({ CloudTrailEvent: JSON.stringify({ ...record, eventTime }) })) };
  };
  const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' };
  const look = (source: string): Promise<Outcome> =>
    stemma(['scan', source, '--issuances-only', '--endpoint-url', stub.url, '--format', 'json'], { cwd, env });
  const first = await look('cloudtrail:');
  expect(first.code).toBe(4);
  const { coverage } = JSON.parse(first.stdout) as { coverage: { skipped: object[] } };
  expect(coverage.skipped).toMatchObject([{ source: 'cloudtrail:111122223333/eu-west-1' }]);
  const tokens = (): Promise<Outcome> => stemma(['tokens', '--as-of', 'last'], { cwd, env });
  expect((await tokens()).stderr).toContain('1 source was not read whole');
  denied = '';
  expect((await look('cloudtrail:us-east-1')).code).toBe(4);
  expect((await look('cloudtrail:eu-west-1')).code).toBe(0);
  expect(await tokens()).toMatchObject({ code: 0, stderr: '' });
});

test('an event history that is all there is to read and cannot be: exit 3, with what to do', async () => {
  stub.answer = ({ action }) => (action === 'GetCallerIdentity' ? { fail: { code: 'ExpiredToken' } } : undefined);
  const run = await scan(Date.now() - hour);
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toMatch(/the credentials have expired \(sts:GetCallerIdentity\)\nhint: {2}sign in again/);
});
