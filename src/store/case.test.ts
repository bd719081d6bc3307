import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsOf, mergeBatches, readEvidence } from '../evidence/index.ts';
import { readRows, tableFromRows } from '../lib/tables.ts';
import { createTexts } from '../lib/text-pool.ts';
import { type CaseFacts, type FactBatch, factColumns, type FactKind, type FactRow } from '../model/facts.ts';
import { attackScenarios, benignScenarios, fileBytes } from '../synth/index.ts';
import { type Case, openCase, type Range } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let paths = 0;
const newPath = (): string => join(folder, `case-${++paths}.db`);

const kinds = Object.keys(factColumns) as FactKind[];

/** A case that says to be of another version. */
async function caseOfSchema(version: string): Promise<string> {
  const path = newPath();
  await (await openCase(path, { create: true }))[Symbol.asyncDispose]();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run("UPDATE meta SET value = ? WHERE name = 'schema'", [version]);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** All rows of all kinds in plain values: pools of texts differ from case to case. */
function plain(facts: CaseFacts): Record<string, unknown[]> {
  return Object.fromEntries(kinds.map((kind) => [kind, readRows(factColumns[kind], facts[kind], facts.texts)]));
}

/** What the evidence room makes of records that lie in one file. */
async function batchOf(records: readonly unknown[], name = `log-${++paths}.json`): Promise<FactBatch> {
  const path = join(folder, name);
  const bytes = fileBytes(records as Parameters<typeof fileBytes>[0]);
  writeFileSync(path, bytes);
  const files = [{ source: path, path, size: bytes.length, identity: `${bytes.length}` }];
  for await (const batch of readEvidence(files, { workers: 0 })) return batch;
  throw new Error('no batch');
}

async function factsIn(path: string): Promise<Record<string, unknown[]>> {
  await using theCase = await openCase(path, { readOnly: true });
  return plain(await theCase.loadFacts());
}

const stories = { ...attackScenarios, ...benignScenarios };
/** Worlds with cross-account copies, sessions of many kinds, controls and placements. Each has event ids of its own. */
const tell = (names: readonly string[]): unknown[] =>
  names.flatMap((name, seed) => [...stories[name]!(seed + 1).world.records()]);
const records = tell(['cross-account chain', 'instances behind NAT', 'support user', 'workloads']);

async function addAll(theCase: Case, batches: readonly FactBatch[]): Promise<void> {
  for (const batch of batches) await theCase.append(batch);
}

test('only a case without an event is taken off the disk', async () => {
  for (const told of [[], records]) {
    const path = newPath();
    {
      await using theCase = await openCase(path, { create: true });
      if (told.length > 0) await theCase.append(await batchOf(told));
      await theCase.removeIfEmpty();
    }
    expect([existsSync(path), existsSync(`${path}.wal`)]).toEqual([told.length > 0, false]);
  }
});

describe('facts in a case', () => {
  test('are those of the records, row by row', async () => {
    await using theCase = await openCase(':memory:');
    await theCase.append(await batchOf(records));
    await theCase.finish();
    const facts = await theCase.loadFacts();
    expect(plain(facts)).toEqual(plain(factsOf(records)));
    expect(facts.issuances.length).toBeGreaterThan(5);
    expect(facts.placements.length).toBeGreaterThan(0);
  });

  test.each([
    ['few', 1_000_000],
    ['many', 0],
  ])('do not depend on how records are split, repeated, ordered and written, %s or not', async (_, manyRows) => {
    const told = tell(['cross-account chain', 'support user']).filter((_, i) => i % 3 !== 0);
    const expected = plain(factsOf(told));
    const deliveries = fc.record({
      parts: fc.array(fc.nat({ max: 5 }), { minLength: told.length, maxLength: told.length }),
      again: fc.array(fc.nat({ max: told.length - 1 }), { maxLength: 40 }),
      order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 }),
      writes: fc.array(fc.constantFrom('wait', 'write', 'finish', 'reopen'), { minLength: 6, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ parts, again, order, writes }) => {
        const groups = order.map((part) => told.filter((_, i) => parts[i] === part));
        again.forEach((at, i) => groups[i % 6]!.push(told[at]));
        const path = newPath();
        let theCase = await openCase(path, { create: true, manyRows });
        const batches: FactBatch[] = [];
        for (const [i, group] of groups.entries()) {
          const batch = await batchOf(group);
          batches.push(batch);
          await theCase.append(batch);
          if (writes[i] === 'write') await theCase.coverage();
          if (writes[i] === 'finish') await theCase.finish();
          if (writes[i] !== 'reopen') continue;
          await theCase[Symbol.asyncDispose]();
          theCase = await openCase(path, { manyRows });
        }
        await theCase.finish();
        const { events, duplicates } = await theCase.coverage();
        const loaded = await theCase.loadFacts();
        await theCase[Symbol.asyncDispose]();
        expect(plain(loaded)).toEqual(expected);
        expect(await factsIn(path)).toEqual(expected);
        expect(plain(mergeBatches(batches))).toEqual(expected);
        expect({ events, duplicates }).toEqual({ events: told.length, duplicates: again.length });
      }),
      { numRuns: 8 },
    );
  });

  test('are added once however often a batch comes', async () => {
    await using theCase = await openCase(':memory:');
    const batch = await batchOf(records);
    const once = await theCase.append(batch);
    const again = await theCase.append(batch);
    await theCase.finish();
    expect(once.events + once.duplicates).toBe(records.length);
    expect(again).toEqual({ events: 0, duplicates: records.length });
    await theCase.append(batch);
    await theCase.finish();
    expect(plain(await theCase.loadFacts())).toEqual(plain(factsOf(records)));
  });

  test('keep every value as it is: times, flags, UUIDs, null and hostile texts', async () => {
    const texts = createTexts();
    const rows: Partial<FactRow<'controls'>>[] = [
      {
        eventID: 'ffffffff-ffff-4fff-bfff-fffffffffffe',
        eventTime: 4_000_000_000,
        document: `'; DROP TABLE uses; --\u0000x`,
      },
      {
        eventID: '00000000-0000-4000-8000-000000000001',
        eventTime: 1,
        document: '\u202e"\n\\x41 🐍',
        cutOff: 4_294_967_295,
      },
      { eventTime: 2, kind: 'x'.repeat(300_000) },
    ];
    const controls = tableFromRows(factColumns.controls, rows, texts);
    const issued = [{ eventTime: 5, mfa: true, omitted: false }, { eventTime: 6, mfa: false }, { eventTime: 7 }];
    const issuances = tableFromRows(factColumns.issuances, issued, texts);
    const batch = { ...(await batchOf([])), controls, issuances, texts: texts.pack(), events: oneEvent };
    await using theCase = await openCase(':memory:');
    await theCase.append(batch);
    await theCase.finish();
    const facts = await theCase.loadFacts();
    const given = readRows(factColumns.controls, controls, texts);
    expect(plain(facts)['controls']).toEqual([given[1], given[2], given[0]]);
    expect(
      readRows(factColumns.issuances, facts.issuances, facts.texts).map(({ mfa, omitted }) => [mfa, omitted]),
    ).toEqual([
      [true, false],
      [false, null],
      [null, null],
    ]);
  });

  test('mend texts that are no UTF-8', async () => {
    const texts = createTexts();
    texts.codeOfBytes(Uint8Array.of(0x61, 0xff, 0x62), 0, 3);
    const controls = tableFromRows(factColumns.controls, [{ eventTime: 1, kind: 'trail-stopped' }], texts);
    controls.columns.document[0] = 1;
    await using theCase = await openCase(':memory:');
    await theCase.append({ ...(await batchOf([])), controls, texts: texts.pack(), events: oneEvent });
    await theCase.finish();
    const facts = await theCase.loadFacts();
    expect(readRows(factColumns.controls, facts.controls, facts.texts)[0]!.document).toBe('a\ufffdb');
  });

  test('come back in the hundred thousands', async () => {
    const texts = createTexts();
    const rows = Array.from({ length: 100_000 }, (_, i) => ({
      accessKeyId: `ASIA${String(i).padStart(10, '0')}EXAMPL`,
      sourceIPAddress: `192.0.2.${i % 256}`,
      first: 1_767_225_600 + i,
      last: 1_767_225_600 + i + 60,
      count: 1 + (i % 3),
    }));
    const uses = tableFromRows(factColumns.uses, rows, texts);
    await using theCase = await openCase(':memory:');
    await theCase.append({ ...(await batchOf([])), uses, texts: texts.pack(), events: oneEvent });
    await theCase.finish();
    const facts = await theCase.loadFacts();
    expect(facts.uses.length).toBe(100_000);
    expect(facts.texts.get(facts.uses.columns.accessKeyId[77_777]!)).toBe(rows[77_777]!.accessKeyId);
    expect(facts.texts.find(rows[99_999]!.accessKeyId)).toBe(facts.uses.columns.accessKeyId[99_999]);
    expect(Array.from(facts.uses.columns.count).reduce((sum, count) => sum + count)).toBe(
      rows.reduce((sum, { count }) => sum + count, 0),
    );
  });
});

/** An event that belongs to no use: a batch without one adds no facts. */
const oneEvent: FactBatch['events'] = {
  length: 1,
  identity: Uint32Array.of(1, 2),
  eventTime: Uint32Array.of(1_767_225_600),
  useRow: Uint32Array.of(0),
  volumeRow: Uint32Array.of(0),
  failed: Uint8Array.of(0),
  file: Uint32Array.of(0),
};

describe('a killed process', () => {
  /** What is on the disk at this moment, as a kill would leave it. */
  function leave(path: string): string {
    const left = newPath();
    copyFileSync(path, left);
    if (existsSync(`${path}.wal`)) copyFileSync(`${path}.wal`, `${left}.wal`);
    return left;
  }

  test('leaves facts and ledger that agree, and the next scan completes the case', async () => {
    const third = Math.ceil(records.length / 3);
    const batches = await Promise.all(
      [0, 1, 2].map((part) => batchOf(records.slice(part * third, (part + 1) * third), `third-${part}.json`)),
    );
    const files = batches.flatMap((batch) => batch.files);
    const path = newPath();
    await using theCase = await openCase(path, { create: true });
    const left = [leave(path)];
    for (const batch of batches) {
      await theCase.append(batch);
      left.push(leave(path));
      await theCase.coverage();
      left.push(leave(path));
    }
    await theCase.finish();
    left.push(leave(path));

    const expected = plain(factsOf(records));
    for (const [moment, at] of left.entries()) {
      const written = Math.ceil(moment / 2 - 0.5);
      await using again = await openCase(at);
      const unread = await again.unread(files);
      expect(unread).toEqual(files.slice(moment === left.length - 1 ? 3 : written));
      await addAll(
        again,
        batches.filter((batch) => batch.files.some((file) => unread.includes(file))),
      );
      await again.finish();
      expect(plain(await again.loadFacts())).toEqual(expected);
      expect((await again.coverage()).files).toBe(3);
    }
  });

  test('leaves facts that are read merged and in order even before anybody finishes the case', async () => {
    const path = newPath();
    await using theCase = await openCase(path, { create: true });
    for (const part of [0, 1]) {
      await theCase.append(await batchOf(records.filter((_, i) => i % 2 === part)));
      await theCase.coverage();
    }
    expect(await factsIn(leave(path))).toEqual(plain(factsOf(records)));
  });
});

describe('the ledger of files', () => {
  const file = {
    source: 'logs/a.json',
    identity: '1',
    status: 'read',
    reason: null,
    events: 0,
    unreadable: 0,
  } as const;
  const range = (since: number | null, until: number | null): Range => ({ since, until });
  let empty: FactBatch;
  beforeAll(async () => void (empty = { ...(await batchOf([])), files: [] }));

  async function caseWith(...entries: [Partial<FactBatch['files'][number]>, Range?][]): Promise<Case> {
    const theCase = await openCase(':memory:');
    for (const [entry, of] of entries) await theCase.append({ ...empty, files: [{ ...file, ...entry }] }, of);
    await theCase.finish();
    return theCase;
  }

  test.each<[string, Range, Range, boolean]>([
    ['everything was read', range(null, null), range(5, 9), true],
    ['the same range was read', range(5, 9), range(5, 9), true],
    ['a wider range was read', range(4, 9), range(5, 8), true],
    ['its end was not read', range(5, 9), range(5, 10), false],
    ['its beginning was not read', range(5, null), range(null, 9), false],
    ['only a range was read', range(5, 9), range(null, null), false],
  ])('asked for a range, a file is known where %s', async (_, read, asked, known) => {
    await using theCase = await caseWith([{}, read]);
    expect(await theCase.unread([file], asked)).toEqual(known ? [] : [file]);
  });

  test.each<[string, Partial<FactBatch['files'][number]>, boolean]>([
    ['read whole', { status: 'read' }, true],
    ['recognised as something else', { status: 'foreign', reason: 'a digest' }, true],
    ['read in part', { status: 'partial', reason: 'truncated' }, false],
    ['not read at all', { status: 'skipped', reason: 'not gzip' }, false],
    ['read in another state', { identity: '2' }, false],
    ['without identity', { identity: null }, false],
    ['read under its absolute path', { source: join(process.cwd(), 'logs/a.json') }, true],
    ['another one', { source: 'a.json' }, false],
  ])('a file %s is read again or not', async (_, entry, known) => {
    await using theCase = await caseWith([entry]);
    expect(await theCase.unread([file])).toEqual(known ? [] : [file]);
  });

  test('a file that was mended is no longer told as skipped', async () => {
    await using theCase = await caseWith(
      [{ status: 'partial', reason: 'truncated' }],
      [{ source: 'logs/b.json', status: 'skipped', reason: 'not gzip' }],
      [{ source: 'digest.json', status: 'foreign', reason: 'a digest' }],
      [{ identity: '2' }],
    );
    const { skipped, files } = await theCase.coverage();
    expect(skipped).toEqual([{ source: 'logs/b.json', reason: 'not gzip' }]);
    expect(files).toBe(1);
  });

  test('twenty thousand files are told apart at once', async () => {
    const files = Array.from({ length: 20_000 }, (_, i) => ({ ...file, source: `/logs/${i}.json` }));
    await using theCase = await openCase(':memory:');
    await theCase.append({ ...empty, files: files.slice(0, 19_990) });
    await theCase.finish();
    expect(await theCase.unread(files)).toEqual(files.slice(19_990));
  });
});

test('coverage counts what was read, and nothing in an empty case', async () => {
  await using theCase = await openCase(':memory:');
  const nothing = { files: 0, events: 0, duplicates: 0, accounts: [], regions: [], skipped: [] };
  expect(await theCase.coverage()).toEqual({ from: null, to: null, ...nothing });
  await theCase.append(await batchOf([...records, ...records.slice(0, 3)]));
  const read = records as { eventTime: string; recipientAccountId: string; awsRegion: string }[];
  const times = read.map(({ eventTime }) => Date.parse(eventTime) / 1000);
  expect(await theCase.coverage()).toEqual({
    from: Math.min(...times),
    to: Math.max(...times),
    files: 1,
    events: records.length,
    duplicates: 3,
    accounts: [...new Set(read.map(({ recipientAccountId }) => recipientAccountId))].sort(),
    regions: [...new Set(read.map(({ awsRegion }) => awsRegion))].sort(),
    skipped: [],
  });
});

test('documents of any length are kept with the case, and replaced and removed by name', async () => {
  const path = newPath();
  const large = JSON.stringify({ text: '\u0000🐍"'.repeat(200_000) });
  {
    await using theCase = await openCase(path, { create: true });
    await theCase.setDocument('iam/2', '{"old":true}');
    await theCase.setDocument('iam/2', large);
    await theCase.setDocument('iam/1', '{}');
    await theCase.setDocument('other', '[]');
    await theCase.setDocument('iam/3', '{}');
    await theCase.setDocument('iam/3', null);
  }
  await using theCase = await openCase(path, { readOnly: true });
  expect(await theCase.listDocuments('iam/')).toEqual(['iam/1', 'iam/2']);
  expect(await theCase.getDocument('iam/2')).toBe(large);
  expect(await theCase.getDocument('iam/3')).toBeNull();
});

test('a document longer than the memory that DuckDB may take as a rule is kept, and replaced', async () => {
  const path = newPath();
  for (const letter of ['a', 'b']) {
    const long = letter.repeat(150_000_000);
    {
      await using theCase = await openCase(path, { create: true });
      await theCase.setDocument('iam', long);
    }
    await using theCase = await openCase(path, { readOnly: true });
    expect((await theCase.getDocument('iam')) === long).toBe(true);
  }
});

describe('a case that cannot be opened', () => {
  test('is missing', async () => {
    await expect(openCase(join(folder, 'nowhere.db'))).rejects.toMatchObject({
      message: `no case at ${join(folder, 'nowhere.db')}`,
      hint: 'run stemma scan first',
      exitCode: 2,
    });
    await expect(openCase(join(folder, 'no', 'folder.db'), { create: true })).rejects.toMatchObject({ exitCode: 2 });
  });

  test('is in use by another process, which is named', async () => {
    const path = newPath();
    await (await openCase(path, { create: true }))[Symbol.asyncDispose]();
    const script = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then((i) => { globalThis.i = i; console.log('open'); setInterval(() => {}, 1000); })`;
    const other = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(other.stdout, 'data');
      await expect(openCase(path)).rejects.toMatchObject({
        message: `the case ${path} is in use by process ${other.pid}`,
        exitCode: 2,
      });
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
    await (await openCase(path))[Symbol.asyncDispose]();
  });

  test('is open already in this process', async () => {
    const path = newPath();
    await using theCase = await openCase(path, { create: true });
    await expect(openCase(path)).rejects.toMatchObject({ message: `the case ${path} is open already`, exitCode: 2 });
    expect(theCase.path).toBe(path);
  });

  test('is no DuckDB file', async () => {
    const path = newPath();
    writeFileSync(path, '{"Records":[]}'.repeat(1000));
    await expect(openCase(path, { create: true })).rejects.toMatchObject({
      message: `${path} is not a case of stemma, or it is damaged`,
      exitCode: 2,
    });
  });

  test('is half a DuckDB file', async () => {
    const path = newPath();
    {
      await using theCase = await openCase(path, { create: true });
      await theCase.append(await batchOf(records));
      await theCase.finish();
    }
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const load = async (): Promise<unknown> => {
      await using theCase = await openCase(path);
      return theCase.loadFacts();
    };
    await expect(load()).rejects.toMatchObject({ exitCode: 2 });
  });

  test('is the DuckDB file of somebody else', async () => {
    const path = newPath();
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE mine (i INTEGER)');
    connection.closeSync();
    instance.closeSync();
    await expect(openCase(path, { create: true })).rejects.toMatchObject({
      message: `${path} is a DuckDB file, but not a case of stemma`,
      exitCode: 2,
    });
  });

  test('was written by an older stemma, in another form', async () => {
    const path = await caseOfSchema('1');
    await expect(openCase(path)).rejects.toMatchObject({
      message: `the case ${path} was written by an older stemma, which kept it in another form`,
      exitCode: 2,
    });
  });

  test('was written by a newer stemma', async () => {
    const path = await caseOfSchema('99');
    await expect(openCase(path)).rejects.toMatchObject({
      message: `the case ${path} was written by a newer stemma`,
      exitCode: 2,
    });
  });
});

test('the views answer in any client of DuckDB', async () => {
  const path = newPath();
  {
    await using theCase = await openCase(path, { create: true });
    await theCase.append(await batchOf(records));
    await theCase.finish();
  }
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const first = async (sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRowsJson()[0];
  const facts = factsOf(records);
  const minted = facts.issuances.columns.accessKeyId.filter((code) => code !== 0).length;
  expect(await first('SELECT count(*) FROM tokens')).toEqual([String(minted)]);
  expect(await first('SELECT count(*) FROM token_uses')).toEqual([String(facts.uses.length)]);
  expect(await first('SELECT count(*) FROM control_changes')).toEqual([String(facts.controls.length)]);
  const events = facts.volumes.columns.events.reduce((sum, count) => sum + count, 0);
  expect(await first('SELECT sum(events) FROM coverage')).toEqual([String(events)]);
  connection.closeSync();
  instance.closeSync();
});
