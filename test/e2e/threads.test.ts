import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Evidence from '../../src/evidence/index.ts';
import type * as Gather from '../../src/evidence/gather.ts';
import { readRows } from '../../src/lib/tables.ts';
import { type FactBatch, factColumns, type FactKind } from '../../src/model/facts.ts';
import type * as Synth from '../../src/pipeline/synth/index.ts';
import { generateOrganisation } from '../../src/synth/index.ts';

/** Built code: threads run JavaScript files. */
const built = async <T>(module: string): Promise<T> =>
  (await import(new URL(`../../dist/${module}`, import.meta.url).href)) as T;

const folder = mkdtempSync(join(tmpdir(), 'stemma-threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files: { source: string; path: string; size: number; identity: null }[] = [];

beforeAll(async () => {
  const plan = { seed: 3, days: 0.2, events: 5000, accounts: 3, regions: 4, duplicates: 0.1, late: 0.1 };
  const { writeTrail } = await built<typeof Synth>('pipeline/synth/index.js');
  await writeTrail(generateOrganisation(plan), { folder, force: true, signal: new AbortController().signal });
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gz'));
  files = names.map((name) => {
    const path = join(folder, name);
    return { source: name, path, size: statSync(path).size, identity: null };
  });
});

/** Every row of every fact, as the threads' batches give it, in the order in which they happened to come. */
async function factsFrom(given: typeof files, workers: number): Promise<unknown> {
  const { readEvidence } = await built<typeof Evidence>('evidence/index.js');
  const { mergeBatches } = await built<typeof Gather>('evidence/gather.js');
  const batches: FactBatch[] = [];
  for await (const batch of readEvidence(given, { workers })) batches.push(batch);
  const facts = mergeBatches(batches);
  return (Object.keys(factColumns) as FactKind[]).map((kind) => readRows(factColumns[kind], facts[kind], facts.texts));
}

test('facts are the same for any number of threads and any order of files', async () => {
  expect(files.length).toBeGreaterThan(500);
  const expected = await factsFrom(files, 0);
  const turned = files.toReversed();
  const mixed = files.toSorted((a, b) => a.path.slice(-9).localeCompare(b.path.slice(-9)));
  for (const [given, workers] of [
    [files, 1],
    [turned, 2],
    [mixed, 8],
  ] as const) {
    expect(await factsFrom(given, workers)).toEqual(expected);
  }
});
