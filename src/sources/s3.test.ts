import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { breakOff, S3Server, sendError } from '../../test/support/s3-server.ts';
import { UsageError } from '../lib/errors.ts';
import { openSource, type SourceItem } from './index.ts';
import { queryOptions } from './test-options.ts';

let server: S3Server;
beforeEach(async () => {
  server = await S3Server.start();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
});

interface Given {
  readonly since?: string;
  readonly until?: string;
  readonly requestPayer?: boolean;
  readonly tell?: (notice: string) => void;
}

const seconds = (time: string | undefined): number | null => (time === undefined ? null : Date.parse(time) / 1000);

async function list(spec: string, given: Given = {}): Promise<SourceItem[]> {
  const items: SourceItem[] = [];
  const options = {
    stdin: Readable.from([]),
    exclude: new Set<string>(),
    since: seconds(given.since),
    until: seconds(given.until),
    aws: { profile: null, region: null, endpointUrl: server.url, requestPayer: given.requestPayer ?? false },
    issuancesOnly: false,
    ...queryOptions,
    ...(given.tell === undefined ? {} : { tell: given.tell }),
    unread: async <F>(files: readonly F[]) => files,
    signal: new AbortController().signal,
    defer: () => undefined,
  };
  for await (const item of openSource(spec, options)) items.push(item);
  return items;
}

const keys = (items: readonly SourceItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'file' ? [item.source.replace('s3://logs/', '')] : []));

async function content(item: SourceItem | undefined): Promise<string> {
  if (item?.kind !== 'file' || item.fetch === undefined) throw new Error('no file');
  const fetched = await item.fetch(new AbortController().signal);
  return 'bytes' in fetched ? Buffer.from(fetched.bytes).toString() : JSON.stringify(fetched);
}

const day = (account: string, region: string, date: string): string =>
  `AWSLogs/${account}/CloudTrail/${region}/${date}/${account.slice(-12)}_CloudTrail_${region}_x.json.gz`;

test('an organisation trail: all accounts and regions, and nothing of what lies beside the logs', async () => {
  const logs = [
    day('o-exampleorg/111122223333', 'eu-west-1', '2026/10/01'),
    day('o-exampleorg/111122223333', 'us-east-1', '2026/10/01'),
    day('o-exampleorg/444455556666', 'us-east-1', '2026/10/02'),
  ];
  const beside = [
    'AWSLogs/o-exampleorg/111122223333/CloudTrail-Digest/us-east-1/2026/10/01/d.json.gz',
    'AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/10/01/x.log.gz',
    'AWSLogs/111122223333/Config/us-east-1/2026/10/01/x.json.gz',
    'reports/cost.csv',
  ];
  for (const key of [...logs, ...beside]) server.put(key, key);
  expect(keys(await list('s3://logs'))).toEqual(logs);
  expect(keys(await list('s3://logs/AWSLogs'))).toEqual(logs);
  expect(keys(await list('s3://logs/AWSLogs/o-exampleorg/444455556666/'))).toEqual([logs[2]]);
});

test('trails under prefixes of one bucket are all found', async () => {
  const logs = ['audit/org/', 'team/'].map((prefix) => prefix + day('111122223333', 'us-east-1', '2026/10/01'));
  for (const key of [...logs, 'team/notes.txt']) server.put(key, key);
  expect(keys(await list('s3://logs'))).toEqual(logs);
});

test('where there are too many folders to look for trails in, it is told which trails are read', async () => {
  for (let i = 0; i < 300; i++) server.put(`team-${i}/${day('111122223333', 'us-east-1', '2026/10/01')}`, '');
  const own = day('111122223333', 'us-east-1', '2026/10/01');
  const notices: string[] = [];
  const tell = (notice: string): void => void notices.push(notice);
  // All is read where no trail was found: nothing to tell.
  expect(keys(await list('s3://logs', { tell }))).toHaveLength(300);
  expect(notices).toEqual([]);
  server.put(own, '');
  expect(keys(await list('s3://logs', { tell }))).toEqual([own]);
  expect(notices).toEqual([
    's3://logs/: trails were not looked for in 300 folders beside AWSLogs/: name those that hold one',
  ]);
});

test('a server without ETags is read, and known by size and time', async () => {
  server.hasEtags = false;
  const key = day('111122223333', 'us-east-1', '2026/10/01');
  const identityOf = async (): Promise<string | undefined> => {
    const [item] = await list('s3://logs');
    expect(await content(item)).toBe(Buffer.from(server.objects.get(key)!.bytes).toString());
    return item?.kind === 'file' ? item.identity : undefined;
  };
  server.put(key, 'first');
  const first = await identityOf();
  expect(await identityOf()).toBe(first);
  server.put(key, 'later', { modified: new Date('2026-11-02T00:00:00Z') });
  expect(await identityOf()).not.toBe(first);
  server.put(key, 'longer');
  expect(await identityOf()).not.toBe(first);
});

test('a prefix without that layout is read whole, digests aside', async () => {
  for (const key of ['copy/a.json', 'copy/b/c.json.gz', 'copy/CloudTrail-Digest/d.json.gz', 'copied.json'])
    server.put(key, key);
  expect(keys(await list('s3://logs/copy'))).toEqual(['copy/a.json', 'copy/b/c.json.gz']);
  expect(keys(await list('s3://logs/copied.json'))).toEqual(['copied.json']);
  expect(keys(await list('s3://logs/cop'))).toEqual(['copied.json', 'copy/a.json', 'copy/b/c.json.gz']);
});

test('with a time range, other days are not even listed', async () => {
  const dates = ['2025/12/31', '2026/01/01', '2026/01/02', '2026/01/03', '2026/01/04', '2026/02/09'];
  for (const date of dates)
    server.put(day('111122223333', 'us-east-1', date), date, {
      modified: new Date(`${date.replaceAll('/', '-')}T23:00:00Z`),
    });
  server.pageSize = 1;
  const items = await list('s3://logs', { since: '2026-01-02T12:00:00Z', until: '2026-01-03T00:00:00Z' });
  expect(keys(items)).toEqual(
    ['2026/01/02', '2026/01/03', '2026/01/04'].map((date) => day('111122223333', 'us-east-1', date)),
  );
  expect(server.requests.some(({ query }) => query.get('start-after')?.endsWith('us-east-1/2026/01/02/'))).toBe(true);
  expect(items).toContainEqual({
    kind: 'gap',
    gap: expect.objectContaining({
      reason: expect.stringContaining('delivered after 2026-01-04T00:00:00Z') as string,
    }) as unknown,
  });
});

test.each(['us-gov-west-1', 'cn-north-1', 'us-isob-east-1', 'eusc-de-east-1'])(
  'days of %s are known as such',
  async (region) => {
    const keptDays = ['2026/10/01', '2026/10/02'].map((date) => day('111122223333', region, date));
    for (const key of [...keptDays, day('111122223333', region, '2026/09/01')]) server.put(key, key);
    expect(keys(await list('s3://logs', { since: '2026-10-01T00:00:00Z' }))).toEqual(keptDays);
    expect(server.requests.some(({ query }) => query.get('start-after')?.endsWith(`${region}/2026/10/01/`))).toBe(true);
  },
);

test('the identity changes with the content, and an object of that identity is what is read', async () => {
  server.put('a.json', '[1]');
  const [first] = await list('s3://logs/a.json');
  server.put('a.json', '[2]');
  const [second] = await list('s3://logs/a.json');
  expect(first).not.toMatchObject({ identity: second?.kind === 'file' ? second.identity : null });
  expect(await content(second)).toBe('[2]');
  expect(await content(first)).toContain('changed since it was listed');
});

test('an object deleted between listing and reading is told', async () => {
  server.put('a.json', '[1]');
  const [item] = await list('s3://logs/a.json');
  server.objects.clear();
  expect(await content(item)).toBe('{"reason":"deleted since it was listed"}');
});

test('a large object is read in parts at once, and is whole', async () => {
  const bytes = Buffer.alloc(20 << 20, 'abcdefghijklmnopqrstuvwxyz');
  server.put('large.json', bytes);
  const [item] = await list('s3://logs/large.json');
  expect(Buffer.from(await content(item)).equals(bytes)).toBe(true);
  expect(server.requests.flatMap(({ headers }) => headers.range ?? []).sort()).toEqual([
    'bytes=0-8388607',
    'bytes=16777216-20971519',
    'bytes=8388608-16777215',
  ]);
});

test('a connection that is reset in the middle of an object is taken up where it broke', async () => {
  const text = 'x'.repeat(5000) + 'y'.repeat(5000);
  server.put('a.json', text);
  let breaks = 0;
  server.fault = ({ kind, headers }, response) => {
    if (kind !== 'get' || ++breaks > 2) return false;
    breakOff(response, Buffer.from(text), { headers, after: 3000 });
    return true;
  };
  const [item] = await list('s3://logs/a.json');
  expect(await content(item)).toBe(text);
  expect(server.requests.flatMap(({ headers }) => headers.range ?? [])).toEqual([
    'bytes=0-9999',
    'bytes=3000-9999',
    'bytes=6000-9999',
  ]);
});

test('503 SlowDown is waited out, in listing and in reading', async () => {
  server.put('a.json', '[1]');
  const slowed = new Map<string, number>();
  server.fault = ({ kind }, response) => {
    const count = (slowed.get(kind) ?? 0) + 1;
    slowed.set(kind, count);
    if (count > 2) return false;
    sendError(response, 503, 'SlowDown');
    return true;
  };
  const items = await list('s3://logs/a.json');
  expect(await content(items[0])).toBe('[1]');
});

test('credentials that expire in the middle: what was not read is told, and asked for no more', async () => {
  for (let i = 0; i < 50; i++) server.put(`logs/${String(i).padStart(2, '0')}.json`, `[${i}]`);
  const items = await list('s3://logs/logs');
  expect(await content(items[0])).toBe('[0]');
  server.fault = (_, response) => (sendError(response, 400, 'ExpiredToken', 'The provided token has expired.'), true);
  const before = server.requests.length;
  for (const item of items.slice(1)) {
    expect(await content(item)).toBe('{"reason":"the credentials have expired (s3:GetObject)"}');
  }
  expect(server.requests.length - before).toBe(1);
});

test('a page token that comes again leads on from the last key: nothing is lost, nothing listed twice', async () => {
  for (let i = 0; i < 7; i++) server.put(`logs/${i}.json`, `${i}`);
  server.pageSize = 2;
  server.fault = ({ kind, query }, response) => {
    if (kind !== 'list' || query.get('continuation-token') !== 'again') {
      if (
        kind !== 'list' ||
        query.has('start-after') ||
        query.has('continuation-token') ||
        query.get('prefix') !== 'logs/'
      )
        return false;
      if (query.has('delimiter')) return false;
    }
    const second = query.has('continuation-token');
    const entries = (second ? [2, 3] : [0, 1]).map(
      (i) => `<Contents><Key>logs/${i}.json</Key><ETag>"${i}"</ETag><Size>1</Size></Contents>`,
    );
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>${entries.join('')}</ListBucketResult>`,
    );
    return true;
  };
  expect(keys(await list('s3://logs/logs/'))).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `logs/${i}.json`));
});

test('a page without objects is not the end', async () => {
  const logs = ['2026/10/01', '2026/10/02'].map((date) => day('111122223333', 'us-east-1', date));
  for (const key of [...logs, 'AWSLogs/111122223333/Config/us-east-1/2026/10/01/x.json.gz']) server.put(key, key);
  server.fault = ({ kind, query }, response) => {
    if (kind !== 'list' || query.has('continuation-token') || query.has('start-after')) return false;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>!</NextContinuationToken></ListBucketResult>',
    );
    return true;
  };
  expect(keys(await list('s3://logs/AWSLogs'))).toEqual(logs);
});

test('keys may hold spaces, plus signs, percent signs and letters of any script', async () => {
  const odd = ['copy/a b.json', 'copy/a%20b.json', 'copy/a+b.json', 'copy/größe/日本.json', "copy/it's & <that>.json"];
  for (const key of odd) server.put(key, key);
  const items = await list('s3://logs/copy/');
  expect(keys(items).toSorted()).toEqual(odd.toSorted());
  for (const item of items) expect(await content(item)).toBe(keys([item])[0]);
});

/** There is something in the bucket, as far as anybody knows: the case keeps that it lacks it. */
const lacking = { unlisted: true };

test.each([
  [
    'listing is denied',
    403,
    'AccessDenied',
    'access denied (s3:ListBucket)',
    /grant s3:ListBucket and s3:GetObject/,
    lacking,
  ],
  ['the bucket is not there', 404, 'NoSuchBucket', 'not there (NoSuchBucket)', /name of the bucket/, {}],
  [
    'the key is not known',
    403,
    'InvalidAccessKeyId',
    'AWS does not accept the credentials (InvalidAccessKeyId at s3:ListBucket)',
    /profile/,
    lacking,
  ],
])('where %s, it is told with what to do', async (_, status, code, reason, hint, more) => {
  server.fault = (_request, response) => (sendError(response, status, code), true);
  expect(await list('s3://logs/AWSLogs/')).toEqual([
    { kind: 'skipped', source: 's3://logs/AWSLogs/', reason, hint: expect.stringMatching(hint) as string, ...more },
  ]);
});

test('a key that cannot be decrypted names the action of KMS', async () => {
  server.put('a.json', '[1]');
  const [item] = await list('s3://logs/a.json');
  const message =
    'User: arn:aws:iam::111122223333:user/ann is not authorized to perform: kms:Decrypt on resource: x because no identity-based policy allows the kms:Decrypt action';
  server.fault = (_, response) => (sendError(response, 403, 'AccessDenied', message), true);
  expect(await content(item)).toBe('{"reason":"access denied (kms:Decrypt)"}');
});

test('a log file that was moved to Glacier is not taken for one that may not be read', async () => {
  server.put('a.json', '[1]');
  const [item] = await list('s3://logs/a.json');
  const message = "The operation is not valid for the object's storage class";
  server.fault = (_, response) => (sendError(response, 403, 'InvalidObjectState', message), true);
  expect(await content(item)).toBe('{"reason":"it lies in an archive of S3 (Glacier)"}');
});

test('requester pays is said with every request', async () => {
  server.put('logs/a.json', '[1]');
  const [item] = await list('s3://logs/logs/', { requestPayer: true });
  await content(item);
  expect(server.requests.every(({ headers }) => headers['x-amz-request-payer'] === 'requester')).toBe(true);
  expect(server.read).toEqual(['logs/a.json']);
});

test('an S3 without a bucket is wrong usage', async () => {
  await expect(list('s3://')).rejects.toThrow(UsageError);
});
