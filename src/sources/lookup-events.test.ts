import { Readable } from 'node:stream';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AwsStub } from '../../test/support/aws-stub.ts';
import { UsageError } from '../lib/errors.ts';
import { openSource, type SourceItem } from './index.ts';
import { queryOptions } from './test-options.ts';

const NOW = Date.parse('2026-11-20T12:30:00Z');
let stub: AwsStub;
const cleanUps: (() => Promise<void>)[] = [];
beforeEach(async () => {
  stub = await AwsStub.start();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.spyOn(Date, 'now').mockReturnValue(NOW);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  await stub[Symbol.asyncDispose]();
});

interface Given {
  readonly since?: string;
  readonly until?: string;
  readonly issuancesOnly?: boolean;
  /** `source identity` of what was read before. */
  readonly known?: readonly string[];
  /** Sources that could not be read before. */
  readonly failed?: readonly string[];
}

type FileItem = Extract<SourceItem, { kind: 'file' }>;
const seconds = (time: string | undefined): number | null => (time === undefined ? null : Date.parse(time) / 1000);

async function list(spec: string, given: Given = {}): Promise<{ files: FileItem[]; gaps: string[] }> {
  const items: SourceItem[] = [];
  const options = {
    stdin: Readable.from([]),
    exclude: new Set<string>(),
    since: seconds(given.since),
    until: seconds(given.until),
    aws: { profile: null, region: null, endpointUrl: stub.url, requestPayer: false },
    ...queryOptions,
    issuancesOnly: given.issuancesOnly ?? false,
    unread: async <F extends { source: string; identity: string }>(files: readonly F[]) =>
      files.filter(({ source, identity }) => given.known?.includes(`${source} ${identity}`) !== true),
    statesUnder: async (_: string, fate?: string) =>
      new Map(fate === 'skipped' ? (given.failed ?? []).map((source) => [source, 'until 1']) : []),
    signal: new AbortController().signal,
    defer: (cleanUp: () => Promise<void>) => void cleanUps.push(cleanUp),
  };
  for await (const item of openSource(spec, options)) items.push(item);
  return {
    files: items.filter((item) => item.kind === 'file'),
    gaps: items.flatMap((item) => (item.kind === 'gap' ? item.gap.reason : [])),
  };
}

const fetchOf = (item: FileItem | undefined) => item!.fetch!(new AbortController().signal);
const text = async (item: FileItem | undefined): Promise<string> => {
  const fetched = await fetchOf(item);
  if ('path' in fetched) return await readFile(fetched.path, 'utf8');
  return 'bytes' in fetched ? Buffer.from(fetched.bytes).toString() : fetched.reason;
};

test('every enabled region is asked, a day at a time, the day that is not over by its hours', async () => {
  const { files, gaps } = await list('cloudtrail:', { since: '2026-11-18T06:00:00Z' });
  const days = ['2026-11-19', '2026-11-18'].flatMap((day) => [`eu-west-1/${day}`, `us-east-1/${day}`]);
  const today = ['eu-west-1', 'us-east-1'].flatMap((region) =>
    Array.from({ length: 13 }, (_, hour) => `${region}/2026-11-20T${String(hour).padStart(2, '0')}`),
  );
  expect(files.map(({ source }) => source)).toEqual(
    [...today, ...days].map((name) => `cloudtrail:111122223333/${name}`),
  );
  expect(gaps).toEqual(['LookupEvents shows management events of the last 90 days only: no data events']);
});

test('without a time range it goes back ninety days, and says that there is nothing before', async () => {
  const { files, gaps } = await list('cloudtrail:us-east-1');
  expect(files.at(-1)?.source).toBe('cloudtrail:111122223333/us-east-1/2026-08-22');
  expect(gaps[0]).toContain('nothing before 2026-08-22T12:30:00Z');
});

test('the ledger can tell what is over from what may still come: the last hour and a half stays open', async () => {
  const { files } = await list('cloudtrail:us-east-1', { since: '2026-11-20T09:00:00Z' });
  const identities = new Map(files.map(({ source, identity }) => [source.slice(-13), identity]));
  expect(identities.get('2026-11-20T10')).toBe('closed');
  expect(identities.get('2026-11-20T11')).toBe(`until ${NOW / 1000}`);
  expect(identities.get('2026-11-20T12')).toBe(`until ${NOW / 1000}`);
});

test('a day of which hours were read before is asked for by its other hours', async () => {
  const known = Array.from(
    { length: 20 },
    (_, hour) => `cloudtrail:111122223333/us-east-1/2026-11-19T${String(hour).padStart(2, '0')} closed`,
  );
  const { files } = await list('cloudtrail:us-east-1', {
    since: '2026-11-19T00:00:00Z',
    until: '2026-11-20T00:00:00Z',
    known,
  });
  expect(files).toHaveLength(24);
  expect(
    files
      .filter(({ source, identity }) => !known.includes(`${source} ${identity}`))
      .map(({ source }) => source.slice(-2)),
  ).toEqual(['20', '21', '22', '23']);
});

test('a day of which hours failed before is asked for by its hours, so that none stays failed', async () => {
  const failed = ['cloudtrail:111122223333/us-east-1/2026-11-18T23'];
  const { files } = await list('cloudtrail:us-east-1', {
    since: '2026-11-18T00:00:00Z',
    until: '2026-11-20T00:00:00Z',
    failed,
  });
  const names = files.map(({ source }) => source.slice('cloudtrail:111122223333/us-east-1/'.length));
  expect(names).toHaveLength(25);
  expect(names[0]).toBe('2026-11-19');
  expect(names.slice(1)).toEqual(Array.from({ length: 24 }, (_, i) => `2026-11-18T${String(i).padStart(2, '0')}`));
});

test('a day is asked as AWS documents it, page by page, two requests a second', async () => {
  const record = (id: number): object => ({
    CloudTrailEvent: JSON.stringify({ eventID: `e${id}` }),
    EventId: `e${id}`,
  });
  stub.answer = ({ action, input }) => {
    if (action !== 'LookupEvents') return undefined;
    return input['NextToken'] === undefined
      ? { Events: [record(1), record(2)], NextToken: 'more' }
      : { Events: [record(3)] };
  };
  const { files } = await list('cloudtrail:us-east-1', {
    since: '2026-11-18T00:00:00Z',
    until: '2026-11-19T00:00:00Z',
  });
  const before = performance.now();
  expect(await text(files[0])).toBe('{"eventID":"e1"}\n{"eventID":"e2"}\n{"eventID":"e3"}\n');
  // Two requests lie at least so far apart: this is the quota, not speed.
  expect(performance.now() - before).toBeGreaterThan(450);
  const range = {
    StartTime: Date.parse('2026-11-18T00:00:00Z') / 1000,
    EndTime: Date.parse('2026-11-18T23:59:59Z') / 1000,
    MaxResults: 50,
  };
  expect(stub.inputsOf('LookupEvents')).toEqual([range, { ...range, NextToken: 'more' }]);
  expect(stub.calls.at(-1)).toMatchObject({ service: 'cloudtrail', region: 'us-east-1' });
});

test('a first look asks for the calls that mint alone', async () => {
  stub.answer = ({ action }) => (action === 'LookupEvents' ? { Events: [] } : undefined);
  const { files, gaps } = await list('cloudtrail:us-east-1', {
    issuancesOnly: true,
    since: '2026-11-10T00:00:00Z',
    until: '2026-11-12T00:00:00Z',
  });
  expect(await text(files[0])).toBe('');
  const range = { StartTime: Date.UTC(2026, 10, 10) / 1000, EndTime: Date.UTC(2026, 10, 12) / 1000 - 1 };
  const asked = stub.inputsOf('LookupEvents');
  expect(asked[0]).toMatchObject({
    ...range,
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }],
  });
  expect(asked).toHaveLength(6);
  expect(files.map(({ source }) => source)).toContain(
    'cloudtrail:111122223333/us-east-1/2026-11-10T00:00:00Z_2026-11-12T00:00:00Z/GetFederationToken',
  );
  expect(gaps.at(-1)).toContain('how tokens were used is not known');
});

test('a window too large for memory goes through a file', async () => {
  const padding = 'x'.repeat(200_000);
  stub.answer = ({ action }) =>
    action === 'LookupEvents'
      ? { Events: Array.from({ length: 20 }, (_, i) => ({ CloudTrailEvent: JSON.stringify({ i, padding }) })) }
      : undefined;
  const { files } = await list('cloudtrail:us-east-1', {
    since: '2026-11-19T00:00:00Z',
    until: '2026-11-20T00:00:00Z',
  });
  const fetched = await fetchOf(files[0]);
  if (!('path' in fetched)) throw new Error('in memory');
  expect((await readFile(fetched.path, 'utf8')).split('\n')).toHaveLength(21);
  await fetched.dispose();
  await expect(readFile(fetched.path)).rejects.toThrow('ENOENT');
});

test('throttling is waited out', async () => {
  let asked = 0;
  stub.answer = ({ action }) => {
    if (action !== 'LookupEvents') return undefined;
    return ++asked === 1 ? { fail: { code: 'ThrottlingException', message: 'Rate exceeded' } } : { Events: [] };
  };
  const { files } = await list('cloudtrail:us-east-1', {
    since: '2026-11-19T00:00:00Z',
    until: '2026-11-20T00:00:00Z',
  });
  expect(await text(files[0])).toBe('');
  expect(asked).toBe(2);
});

test.each([
  ['a page token that repeats', { Events: [], NextToken: 'same' }, 'page token came before'],
  [
    'a denial',
    {
      fail: { code: 'AccessDeniedException', message: 'User: x is not authorized to perform: cloudtrail:LookupEvents' },
    },
    'access denied (cloudtrail:LookupEvents)',
  ],
  [
    'expired credentials',
    { fail: { code: 'ExpiredTokenException' } },
    'the credentials have expired (cloudtrail:LookupEvents)',
  ],
])('%s makes the window a skipped one, with its reason', async (_, answer, reason) => {
  stub.answer = ({ action }) => (action === 'LookupEvents' ? answer : undefined);
  const { files } = await list('cloudtrail:us-east-1', {
    since: '2026-11-19T00:00:00Z',
    until: '2026-11-20T00:00:00Z',
  });
  expect(await text(files[0])).toContain(reason);
});

test.each(['AccessDeniedException', 'ExpiredTokenException', 'UnrecognizedClientException'])(
  'a region that answers %s is asked no more, and others go on',
  async (code) => {
    stub.answer = ({ action, region }) => {
      if (action !== 'LookupEvents') return undefined;
      return region === 'eu-west-1' ? { fail: { code } } : { Events: [] };
    };
    const { files } = await list('cloudtrail:', { since: '2026-11-17T00:00:00Z', until: '2026-11-20T00:00:00Z' });
    // The SDK asks again, once, where it finds that this machine's clock is wrong.
    vi.restoreAllMocks();
    const contents = await Promise.all(files.map(text));
    const asked = stub.calls.filter(({ action }) => action === 'LookupEvents').map(({ region }) => region);
    expect(asked.toSorted()).toEqual(['eu-west-1', 'us-east-1', 'us-east-1', 'us-east-1']);
    expect(contents.filter((content) => content !== '')).toEqual(Array(3).fill(contents[0]));
  },
);

test('where regions may not be listed, those that every account has are asked, and that is told', async () => {
  stub.answer = ({ action }) =>
    action === 'DescribeRegions' ? { fail: { code: 'UnauthorizedOperation', status: 403 } } : undefined;
  const { files, gaps } = await list('cloudtrail:', { since: '2026-11-20T12:00:00Z' });
  expect(files.length).toBe(17);
  expect(gaps.at(-1)).toContain('access denied (ec2:DescribeRegions)');
});

test.each([
  ['aws-us-gov', ['us-gov-east-1', 'us-gov-west-1']],
  ['aws-cn', ['cn-north-1', 'cn-northwest-1']],
  ['aws-eusc', ['eusc-de-east-1']],
  ['aws-iso', ['us-iso-east-1']],
])('in %s those are regions of that partition', async (partition, regions) => {
  vi.stubEnv('AWS_REGION', 'us-iso-east-1');
  stub.answer = ({ action }) => {
    if (action === 'DescribeRegions') return { fail: { code: 'UnauthorizedOperation', status: 403 } };
    const arn = `arn:${partition}:sts::111122223333:assumed-role/Audit/ann`;
    return action === 'GetCallerIdentity' ? `<Account>111122223333</Account><Arn>${arn}</Arn>` : undefined;
  };
  const { files } = await list('cloudtrail:', { since: '2026-11-20T12:00:00Z' });
  expect(files.map(({ source }) => source.split('/')[1])).toEqual(regions);
});

test.each(['us-east-1', 'us-gov-west-1', 'us-isob-east-1', 'ap-southeast-10', 'eusc-de-east-1'])(
  '%s is a region',
  async (region) => {
    const { files } = await list(`cloudtrail:${region}`, { since: '2026-11-20T12:00:00Z' });
    expect(files.map(({ source }) => source)).toEqual([`cloudtrail:111122223333/${region}/2026-11-20T12`]);
  },
);

test('of a time that the event history does not reach, nothing is asked', async () => {
  for (const issuancesOnly of [false, true]) {
    expect((await list('cloudtrail:us-east-1', { issuancesOnly, until: '2026-08-01T00:00:00Z' })).files).toEqual([]);
  }
  expect(stub.inputsOf('LookupEvents')).toEqual([]);
});

test('a region that is none is wrong usage', async () => {
  await expect(list('cloudtrail:virginia')).rejects.toThrow(UsageError);
});
