import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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

async function* listed(): AsyncGenerator<EvidenceFile> {
  yield* files;
}

async function all(batches: AsyncIterable<FactBatch>): Promise<FactBatch[]> {
  const out = [];
  for await (const batch of batches) out.push(batch);
  return out;
}

test.each([
  ['a list', () => files],
  ['a stream', listed],
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

test('without files there are no batches', async () => {
  expect(await all(readEvidence([], { workers: 0 }))).toEqual([]);
});
