import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { S3Server } from '../../test/support/s3-server.ts';
import {
  digestKey,
  logKey,
  publicKeyList,
  rewritten,
  trailWithDigests,
  type SignedFile,
} from '../../test/support/trail-with-digests.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import { openTrailPlace } from '../sources/index.ts';
import type { Verdict } from './verdict.ts';
import { verifyTrail } from './verify-trail.ts';

const { signal } = new AbortController();
const keys = publicKeyList.PublicKeyList.map(({ Fingerprint, Value }) => ({
  fingerprint: Fingerprint,
  value: Buffer.from(Value, 'base64'),
}));
const keysOf = async () => ({ keys, problem: null });

let folder: string;
let server: S3Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-digests-'));
  server = await S3Server.start();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

type Trail = Map<string, SignedFile>;

interface Time {
  readonly since: number | null;
  readonly until: number | null;
}

const always: Time = { since: null, until: null };
/** From an hour of the trail's day to another. */
const hours = (from: number | null, to: number | null): Time => {
  const at = (hour: number | null): number | null => (hour === null ? null : Date.UTC(2026, 9, 1, hour) / 1000);
  return { since: at(from), until: at(to) };
};

async function inS3(trail: Trail, range = always): Promise<Verdict> {
  for (const [key, { bytes, metadata }] of trail) server.put(key, bytes, { metadata });
  const aws = { ...defaultAwsOptions, endpointUrl: server.url };
  return await verifyTrail(await openTrailPlace('s3://logs/', { aws, signal }), keysOf, range);
}

async function inFolder(trail: Trail, range = always): Promise<Verdict> {
  for (const [key, { bytes }] of trail) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), bytes);
  }
  return await verifyTrail(await openTrailPlace(folder, { aws: defaultAwsOptions, signal }), keysOf, range);
}

/** What is not valid: state and hour of the log (or `digest` and hour). */
const bad = ({ files }: Verdict): string[] =>
  files
    .filter(({ state }) => state !== 'valid')
    .map(({ kind, source, state }) => {
      const key = source.slice(source.indexOf('AWSLogs/'));
      const hours = [...Array(30).keys()];
      return `${state} ${kind} ${hours.find((hour) => key === logKey(hour) || key === digestKey(hour))}`;
    })
    .toSorted();

test('in S3, every file of an untouched trail is valid', async () => {
  const verdict = await inS3(trailWithDigests(5));
  expect(bad(verdict)).toEqual([]);
  expect(verdict.files).toHaveLength(10);
  expect(verdict.chains).toMatchObject([
    { accountId: '111122223333', region: 'us-east-1', trail: 'all_us-east-1', digests: 5, notes: [] },
  ]);
});

test('in a folder, each digest is vouched for by the next one: all but the newest', async () => {
  const verdict = await inFolder(trailWithDigests(5));
  expect(bad(verdict)).toEqual(['unsigned digest 4', 'unsigned log 4']);
  expect(verdict.files.filter(({ state }) => state !== 'valid').every(({ atEdge }) => atEdge)).toBe(true);
});

test.each([
  ['s3', inS3, []],
  ['a folder', inFolder, ['unsigned digest 4', 'unsigned log 4']],
])(
  'in %s, a log file with another content is modified, one that was taken away is missing',
  async (_, verified, edge) => {
    const trail = trailWithDigests(5);
    trail.set(
      logKey(1),
      rewritten(trail.get(logKey(1))!, (text) => text.replace('ListBuckets', 'GetBuckets')),
    );
    trail.delete(logKey(2));
    expect(bad(await verified(trail))).toEqual(['missing log 2', 'modified log 1', ...edge].toSorted());
  },
);

test('a digest that was rewritten to fit a changed log is forged, and its log is vouched for by nobody', async () => {
  const trail = trailWithDigests(3);
  trail.set(
    digestKey(2),
    rewritten(trail.get(digestKey(2))!, (text) => text.replace(/"hashValue":"../, '"hashValue":"00')),
  );
  expect(bad(await inS3(trail))).toEqual(['forged digest 2', 'modified log 2']);
});

test('a digest in the middle that was rewritten differs from what the one after it says', async () => {
  const trail = trailWithDigests(4);
  trail.set(
    digestKey(1),
    rewritten(trail.get(digestKey(1))!, (text) => text.replace('"logFiles":[{', '"logFiles":[ {')),
  );
  const verdict = await inS3(trail);
  expect(bad(verdict)).toEqual(['modified digest 1', 'unsigned log 1']);
});

test('a digest that was taken away with its log is missing', async () => {
  const trail = trailWithDigests(5);
  trail.delete(digestKey(2));
  trail.delete(logKey(2));
  expect(bad(await inS3(trail))).toEqual(['missing digest 2']);
});

test('a log file that no digest names is unsigned, and suspect where digests cover its time', async () => {
  const trail = trailWithDigests(3);
  const planted = logKey(1).replace('AbCdEfGhIjKlMnO', 'PlantedPlanted');
  trail.set(planted, trail.get(logKey(0))!);
  trail.set(logKey(5), trail.get(logKey(0))!);
  const verdict = await inS3(trail);
  expect(verdict.files.filter(({ state }) => state !== 'valid')).toMatchObject([
    { source: `s3://logs/${planted}`, state: 'unsigned', atEdge: false },
    { source: `s3://logs/${logKey(5)}`, state: 'unsigned', atEdge: true },
  ]);
});

/** Copies of a log file with another content, where a scan would read them. */
const planted = (trail: Trail): string[] => {
  const named = logKey(1);
  const keys = [
    named.replace('2026/10/01', '2026/10/02'),
    named.replace(/\.gz$/, ''),
    named.replace(/[^/]+$/, 'part-0001.json.gz'),
    named.replace(/[^/]+$/, 'more/records'),
  ];
  const other = rewritten(trail.get(named)!, (text) => text.replace('ListBuckets', 'GetBuckets'));
  for (const key of keys) trail.set(key, other);
  return keys.toSorted();
};
const suspects = ({ files }: Verdict): string[] =>
  files
    .filter(({ state, atEdge }) => state !== 'valid' && !atEdge)
    .map(({ source }) => source.slice(source.indexOf('AWSLogs/')));

test.each([
  ['s3', inS3],
  ['a folder', inFolder],
])('in %s, a file among the logs is not verified by having the name of another, or none', async (_, verified) => {
  for (const range of [always, hours(1, 3)]) {
    const trail = trailWithDigests(4);
    const keys = planted(trail);
    expect(suspects(await verified(trail, range)).toSorted()).toEqual(keys);
  }
});

test('public keys are asked for once for all accounts of a trail', async () => {
  const trail = trailWithDigests(2);
  const other = [...trail].map(([key, file]) => [key.replaceAll('111122223333', '444455556666'), file] as const);
  for (const [key, { bytes, metadata }] of [...trail, ...other]) server.put(key, bytes, { metadata });
  const place = await openTrailPlace('s3://logs/', { aws: { ...defaultAwsOptions, endpointUrl: server.url }, signal });
  const asked: string[] = [];
  const { chains } = await verifyTrail(place, (region) => (asked.push(region), keysOf()));
  expect(chains.map(({ accountId }) => accountId)).toEqual(['111122223333', '444455556666']);
  expect(asked).toEqual(['us-east-1']);
});

test('an interrupt ends it, in a folder too', async () => {
  for (const [key, { bytes }] of trailWithDigests(2)) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), bytes);
  }
  const interrupt = new AbortController();
  const place = await openTrailPlace(folder, { aws: defaultAwsOptions, signal: interrupt.signal });
  const interrupted = async (): ReturnType<typeof keysOf> => (interrupt.abort(), await keysOf());
  await expect(verifyTrail(place, interrupted)).rejects.toThrow('abort');
});

test.each([5e9, 5e12])('an object of %d bytes under the name of a digest is told, and not fetched', async (size) => {
  const huge = digestKey(9);
  server.put(huge, 'x');
  // As the bucket lists it.
  Object.defineProperty(server.objects.get(huge)!.bytes, 'length', { value: size });
  const { chains, unread } = await inS3(trailWithDigests(3));
  expect(chains).toHaveLength(1);
  expect(unread).toEqual([{ source: `s3://logs/${huge}`, reason: 'larger than any file of CloudTrail' }]);
  expect(server.read).not.toContain(huge);
});

test('what a file manager leaves in a copy is no log file', async () => {
  const trail = trailWithDigests(3);
  trail.set(logKey(1).replace(/[^/]+$/, '.DS_Store'), { bytes: Buffer.from('x'), metadata: {} });
  expect(suspects(await inFolder(trail))).toEqual([]);
});

test('a digest that was moved to another place is forged', async () => {
  const trail = trailWithDigests(2);
  trail.set(digestKey(1).replace('AWSLogs', 'other/AWSLogs'), trail.get(digestKey(1))!);
  trail.delete(digestKey(1));
  expect(bad(await inS3(trail))).toContain('forged digest 1');
});

test('without the public key, nothing is taken for valid', async () => {
  for (const [key, { bytes, metadata }] of trailWithDigests(2)) server.put(key, bytes, { metadata });
  const aws = { ...defaultAwsOptions, endpointUrl: server.url };
  const place = await openTrailPlace('s3://logs/', { aws, signal });
  const verdict = await verifyTrail(place, async () => ({
    keys: [],
    problem: 'access denied (cloudtrail:ListPublicKeys)',
  }));
  expect(verdict.files.some(({ state, atEdge }) => state === 'valid' || atEdge)).toBe(false);
  expect(verdict.chains[0]?.notes.join()).toContain('access denied (cloudtrail:ListPublicKeys)');
});

test('a chain that begins with a digest of which the one before is elsewhere says so, and misses nothing', async () => {
  const trail = trailWithDigests(4);
  for (const hour of [0, 1]) trail.delete(digestKey(hour));
  const verdict = await inS3(trail);
  expect(verdict.chains[0]?.notes).toEqual(['digests from before the first one here are not here']);
  expect(bad(verdict)).toEqual(['unsigned log 0', 'unsigned log 1']);
});

const sourcesOf = ({ files }: Verdict): string[] => files.map(({ source }) => source.slice(source.indexOf('AWSLogs/')));
const filesOf = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => [digestKey(from + i), logKey(from + i)])
    .flat()
    .toSorted();

test.each([
  ['s3', inS3],
  ['a folder', inFolder],
])(
  'in %s, a time range asks for its own digests, and the next one vouches for the last of them',
  async (_, verified) => {
    const verdict = await verified(trailWithDigests(8), hours(2, 5));
    expect(sourcesOf(verdict).toSorted()).toEqual(filesOf(2, 5));
    expect(bad(verdict)).toEqual([]);
    expect(verdict.chains).toMatchObject([
      {
        digests: 3,
        from: hours(2, null).since,
        to: hours(5, null).since,
        notes: ['the chain begins before the time that was asked for: its digests of before were not looked at'],
      },
    ]);
  },
);

test('in S3, digests and files of another time are not even read', async () => {
  await inS3(trailWithDigests(8), hours(2, 5));
  expect(new Set(server.read)).toEqual(new Set([...filesOf(2, 5), digestKey(5)]));
});

test('in S3, days of another time are not even listed', async () => {
  const trail = trailWithDigests(3);
  for (const [key, file] of trailWithDigests(3)) trail.set(key.replaceAll('2026/10/01', '2026/09/01'), file);
  await inS3(trail, hours(0, 3));
  const asked = server.requests.flatMap(({ kind, query }) => (kind === 'list' ? (query.get('start-after') ?? []) : []));
  expect(asked.toSorted()).toEqual(
    ['CloudTrail', 'CloudTrail-Digest'].map((kind) => `AWSLogs/111122223333/${kind}/us-east-1/2026/09/30/`).toSorted(),
  );
});

test.each([
  ['s3', inS3],
  ['a folder', inFolder],
])(
  'in %s, what was changed or taken away within the range is told, what lies outside of it is not',
  async (_, verified) => {
    const trail = trailWithDigests(8);
    for (const hour of [0, 3, 6]) trail.delete(logKey(hour));
    trail.set(
      logKey(4),
      rewritten(trail.get(logKey(4))!, (text) => text.replace('ListBuckets', 'GetBuckets')),
    );
    expect(bad(await verified(trail, hours(2, 5)))).toEqual(['missing log 3', 'modified log 4']);
  },
);

test('the first digests of a range that were taken away are missing, though the chain begins before', async () => {
  const trail = trailWithDigests(8);
  for (const hour of [2, 3]) trail.delete(digestKey(hour));
  const verdict = await inS3(trail, hours(2, 6));
  expect(bad(verdict)).toContain('missing digest 3');
  const unnamed = verdict.files.filter(({ state }) => state === 'unsigned');
  expect(unnamed.map(({ source, atEdge }) => [source.slice('s3://logs/'.length), atEdge])).toEqual([
    [logKey(2), false],
    [logKey(3), false],
  ]);
});

test('a range of which all digests were taken away does not pass for a range without files', async () => {
  const trail = trailWithDigests(8);
  for (const hour of [2, 3]) trail.delete(digestKey(hour));
  const verdict = await inFolder(trail, hours(2, 4));
  expect(verdict.chains[0]?.notes).toContain('no digest of the time that was asked for is here');
  expect(verdict.files.some(({ state, atEdge }) => state !== 'valid' && !atEdge)).toBe(true);
});

test('whatever the range, a file is judged as without one, but for the newest of a copy', async () => {
  const trail = trailWithDigests(6);
  trail.delete(logKey(1));
  trail.set(
    logKey(3),
    rewritten(trail.get(logKey(3))!, (text) => text.replace('ListBuckets', 'GetBuckets')),
  );
  const whole = new Map((await inS3(trail)).files.map(({ source, state }) => [source, state]));
  for (const [from, to] of [
    [0, 6],
    [null, 3],
    [3, null],
    [1, 2],
    [5, 6],
  ] as const) {
    const { files } = await inS3(trail, hours(from, to));
    expect(files.length).toBeGreaterThan(0);
    for (const { source, state } of files) expect([source, state]).toEqual([source, whole.get(source)]);
  }
});
