import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { GrowingList } from '../lib/growing-list.ts';
import type { FactBatch } from '../model/facts.ts';
import { tasksOf } from './pool-tasks.ts';
import { readEvidence, type ReadProgress } from './pool.ts';
import type { EvidenceFile } from './read.ts';
import { recordOf } from './test-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-pool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files of half a megabyte, so that a few of them are a task. */
const files = Array.from({ length: 12 }, (_, i): EvidenceFile => {
  const path = join(folder, `${i}.json`);
  const eventID = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  const requestParameters = { padding: 'x'.repeat(500_000) };
  writeFileSync(path, JSON.stringify({ Records: [recordOf('s3:GetObject', { eventID, requestParameters })] }));
  return { source: `file ${i}`, path, size: statSync(path).size, identity: `${i}` };
});

/** One file a turn of the loop, as a folder is listed. */
function listing(all: readonly EvidenceFile[]): GrowingList<EvidenceFile> {
  const list = new GrowingList<EvidenceFile>();
  void (async () => {
    for (const file of all) {
      await new Promise((resolve) => setImmediate(resolve));
      list.add(file);
    }
    list.end();
  })();
  return list;
}

async function all(batches: AsyncIterable<FactBatch>): Promise<FactBatch[]> {
  const out = [];
  for await (const batch of batches) out.push(batch);
  return out;
}

test.each([
  ['a list', () => files],
  ['a listing', () => listing(files)],
])('every file of %s has one outcome, and progress counts them', async (_, source) => {
  const told: ReadProgress[] = [];
  const batches = await all(readEvidence(source(), { workers: 0, onProgress: (progress) => told.push(progress) }));
  const outcomes = batches.flatMap((batch) => batch.files);
  expect(outcomes.map((file) => file.source).sort()).toEqual(files.map((file) => file.source).sort());
  expect(outcomes.every(({ status, events }) => status === 'read' && events === 1)).toBe(true);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  expect(told.at(-1)).toEqual({ files: 12, bytes, events: 12 });
});

test('an abort ends the reading without an error', async () => {
  const abort = new AbortController();
  const seen: FactBatch[] = [];
  for await (const batch of readEvidence(files, { workers: 0, signal: abort.signal })) {
    seen.push(batch);
    abort.abort();
  }
  expect(seen).toHaveLength(1);
  expect(await all(readEvidence(files, { workers: 0, signal: abort.signal }))).toEqual([]);
});

test('large files come first, longest before shorter; the others keep their order', async () => {
  const sizes = [1, 9, 2, 30, 3, 20].map((megabytes) => megabytes << 20);
  const list = sizes.map((size, i) => ({ source: `${i}`, path: '', size, identity: null }));
  const tasks = [];
  for await (const task of tasksOf(list, 1)) tasks.push(task.map(({ source }) => source).join(' '));
  expect(tasks.slice(0, 3)).toEqual(['3', '5', '1']);
  expect(tasks.slice(3).join(' ')).toBe('0 2 4');
});

test('tasks become smaller towards the end, and hold every file once', async () => {
  const list = Array.from({ length: 400 }, (_, i) => ({ source: `${i}`, path: '', size: 250_000, identity: null }));
  const tasks: number[][] = [];
  for await (const task of tasksOf(list, 2)) tasks.push(task.map(({ source }) => Number(source)));
  expect(tasks.flat()).toEqual(list.map(({ source }) => Number(source)));
  const lengths = tasks.map(({ length }) => length);
  expect(lengths.toSorted((a, b) => b - a)).toEqual(lengths);
  expect(lengths[0]).toBeGreaterThan(4 * lengths.at(-1)!);
});

test('reading begins while files are listed, with small tasks', async () => {
  const list = new GrowingList<EvidenceFile>();
  const tasks = tasksOf(list, 2);
  const first = tasks.next();
  for (let i = 0; i < 40; i++) list.add({ source: `${i}`, path: '', size: 250_000, identity: null });
  expect((await first).value).toMatchObject(['0', '1', '2', '3', '4'].map((source) => ({ source })));
  list.end();
  const rest = [];
  for await (const task of tasks) rest.push(...task.map(({ source }) => Number(source)));
  expect(rest).toEqual(Array.from({ length: 35 }, (_, i) => i + 5));
});

test('however files are listed, each is in one task, and what is to be alone is', async () => {
  const file = fc.record({ size: fc.nat(3 << 20), alone: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 60 }), fc.nat(60), async (given, known) => {
      const all = given.map((each, i) => ({ source: `${i}`, path: '', identity: null, ...each }));
      const list = new GrowingList<EvidenceFile>();
      for (const each of all.slice(0, known)) list.add(each);
      const tasks: (readonly EvidenceFile[])[] = [];
      const reading = (async () => {
        for await (const task of tasksOf(list, 2)) tasks.push(task);
      })();
      for (const each of all.slice(known)) list.add(each);
      list.end();
      await reading;
      const names = tasks.flat().map(({ source }) => Number(source));
      expect(names.toSorted((a, b) => a - b)).toEqual(all.map((_, i) => i));
      expect(tasks.every((task) => task.length === 1 || task.every(({ alone }) => alone !== true))).toBe(true);
    }),
  );
});

test('what was listed before the listing failed is read, and then the failure is told', async () => {
  const list = new GrowingList<EvidenceFile>();
  list.add({ source: 'a', path: '', size: 2 << 20, identity: null });
  list.fail(new Error('the disk is gone'));
  const tasks = tasksOf(list, 2);
  expect((await tasks.next()).value).toMatchObject([{ source: 'a' }]);
  await expect(tasks.next()).rejects.toThrow('the disk is gone');
});

test('without files there are no batches', async () => {
  expect(await all(readEvidence([], { workers: 0 }))).toEqual([]);
});
