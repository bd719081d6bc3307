import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UsageError } from '../lib/errors.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import { openSource, type SourceItem } from './index.ts';
import { queryOptions } from './test-options.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-sources-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, content = '{}'): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}

interface Given {
  readonly exclude?: ReadonlySet<string>;
  readonly since?: number;
  readonly stdin?: Readable;
  readonly signal?: AbortSignal;
}

async function list(spec: string, given: Given = {}): Promise<{ items: SourceItem[]; cleanUp: () => Promise<void> }> {
  const cleanUps: (() => Promise<void>)[] = [];
  const items: SourceItem[] = [];
  const options = {
    stdin: given.stdin ?? Readable.from([]),
    exclude: given.exclude ?? new Set<string>(),
    since: given.since ?? null,
    until: null,
    aws: defaultAwsOptions,
    issuancesOnly: false,
    ...queryOptions,
    unread: async <F>(files: readonly F[]) => files,
    signal: given.signal ?? new AbortController().signal,
    defer: (cleanUp: () => Promise<void>) => void cleanUps.push(cleanUp),
  };
  for await (const item of openSource(spec, options)) items.push(item);
  return { items, cleanUp: async () => void (await Promise.all(cleanUps.map((cleanUp) => cleanUp()))) };
}

const names = (items: readonly SourceItem[]): string[] =>
  items.map((item) => ('source' in item ? item.source.slice(folder.length + 1) : ''));

test('a folder offers every file below it, in the order of names', async () => {
  await put('b/2.json');
  await put('b/10.json.gz');
  await put('a.json');
  await put('c/d/e/f.ndjson');
  const { items } = await list(folder);
  expect(names(items)).toEqual(['a.json', 'b/10.json.gz', 'b/2.json', 'c/d/e/f.ndjson']);
  expect(items.every((item) => item.kind === 'file' && item.path === resolve(item.source))).toBe(true);
});

test('a link that leads back to its own folder is entered once', async () => {
  await put('logs/a.json');
  await symlink(folder, join(folder, 'logs', 'back'));
  await symlink('self', join(folder, 'self'));
  const { items } = await list(folder);
  expect(names(items.filter(({ kind }) => kind === 'file'))).toEqual(['logs/a.json']);
  expect(items.filter(({ kind }) => kind === 'skipped')).toEqual([
    {
      kind: 'skipped',
      source: join(folder, 'self'),
      reason: 'a symbolic link that leads back to itself',
      unlisted: true,
    },
  ]);
});

test('a folder is entered once, by whatever link, and what is below it too', async () => {
  await put('logs/day/a.json');
  await symlink(join(folder, 'logs', 'day'), join(folder, 'also'));
  await symlink(join(folder, 'logs'), join(folder, 'zz'));
  const { items } = await list(folder);
  expect(names(items)).toEqual(['also/a.json']);
});

test('a file that is linked is offered under either name, of a folder of many', async () => {
  await Promise.all(Array.from({ length: 150 }, (_, i) => put(`many/${String(i).padStart(3, '0')}.json`)));
  await symlink(join(folder, 'many', '000.json'), join(folder, 'many', '999.json'));
  const { items } = await list(folder);
  const numbers = [...Array(150).keys(), 999];
  expect(names(items)).toEqual(numbers.map((i) => `many/${String(i).padStart(3, '0')}.json`));
});

test('digests, Insights and hidden files beside the logs are left alone', async () => {
  const day = 'us-east-1/2026/10/01';
  await put(`AWSLogs/111122223333/CloudTrail/${day}/a.json.gz`);
  await put(`AWSLogs/111122223333/CloudTrail-Digest/${day}/d.json.gz`);
  await put(`AWSLogs/111122223333/CloudTrail-Insight/${day}/i.json.gz`);
  await put(`AWSLogs/111122223333/CloudTrail-NetworkActivity/${day}/n.json.gz`);
  await put('.DS_Store');
  const { items } = await list(folder);
  expect(names(items)).toEqual([
    `AWSLogs/111122223333/CloudTrail/${day}/a.json.gz`,
    `AWSLogs/111122223333/CloudTrail-NetworkActivity/${day}/n.json.gz`,
  ]);
});

test('the case and the reports are never input', async () => {
  await put('stemma.db');
  await put('a.json');
  const { items } = await list(folder, { exclude: new Set([resolve(folder, 'stemma.db')]) });
  expect(names(items)).toEqual(['a.json']);
});

test('days that ended before --since are not entered', async () => {
  const trail = 'AWSLogs/o-example/111122223333/CloudTrail/us-east-1/2026/10';
  for (const day of ['01', '02', '03']) await put(`${trail}/${day}/x.json.gz`);
  const { items } = await list(folder, { since: Date.UTC(2026, 9, 2, 12) / 1000 });
  expect(names(items)).toEqual([`${trail}/02/x.json.gz`, `${trail}/03/x.json.gz`]);
});

test('the identity of a file changes with its content', async () => {
  await put('a.json', '[]');
  const before = await list(join(folder, 'a.json'));
  const again = await list(join(folder, 'a.json'));
  await put('a.json', '[ ]');
  const after = await list(join(folder, 'a.json'));
  expect(again.items).toEqual(before.items);
  expect(after.items).not.toEqual(before.items);
});

test('a path that is not there is told, not thrown', async () => {
  const { items } = await list(join(folder, 'nowhere'));
  expect(items).toEqual([{ kind: 'skipped', source: join(folder, 'nowhere'), reason: 'no such file or folder' }]);
});

test('standard input is spooled, known by its content, and cleaned up', async () => {
  const first = await list('-', { stdin: Readable.from(['{"Records"', ':[]}']) });
  const second = await list('-', { stdin: Readable.from(['{"Records":[]}']) });
  const [item] = first.items;
  if (item?.kind !== 'file') throw new Error('no file');
  expect(await readFile(item.path, 'utf8')).toBe('{"Records":[]}');
  expect(item.size).toBe(14);
  expect(second.items[0]).toMatchObject({ source: '-', identity: item.identity });
  await first.cleanUp();
  await second.cleanUp();
  await expect(readFile(item.path)).rejects.toThrow('ENOENT');
});

test('where there is no room for standard input, it is told with what helps', async () => {
  vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
  const { items } = await list('-', { stdin: Readable.from(['{"Records":[]}']) });
  vi.unstubAllEnvs();
  const reason = `its temporary file in ${join(folder, 'nowhere')} cannot be written: no such folder`;
  expect(items).toEqual([{ kind: 'skipped', source: '-', reason, hint: expect.stringContaining('TMPDIR') as string }]);
});

test('an interrupt does not wait for the other end of the pipe', async () => {
  const abort = new AbortController();
  const silent = new Readable({ read: () => undefined });
  const listing = list('-', { stdin: silent, signal: abort.signal });
  abort.abort();
  await expect(listing).rejects.toThrow('abort');
});

test.each(['s4://bucket/prefix', 'https://example.com/logs'])(
  '%s is no source, and the error names those that are',
  async (spec) => {
    await expect(list(spec)).rejects.toThrow(UsageError);
  },
);
