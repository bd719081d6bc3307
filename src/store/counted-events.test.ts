import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTexts } from '../lib/text-pool.ts';
import { type Countable, openCountedEvents } from './counted-events.ts';

async function emptyTable(path = ':memory:'): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(path)).connect();
  await connection.run('CREATE TABLE seen_events (lot UINTEGER, identity UBIGINT)');
  return connection;
}

const accounts = ['111122223333', '999988887777'];
const texts = createTexts();
const codes = Uint32Array.from([...accounts, null], (account) => texts.codeOf(account));

interface Drawn {
  readonly identity: Uint32Array;
  readonly eventTime: Uint32Array;
  /** By event, which of the accounts, or the one that has none. */
  readonly volumeRow: Uint32Array;
}

function batchOf({ identity, eventTime, volumeRow }: Drawn): Countable {
  const { length } = eventTime;
  const [useRow, file, failed] = [new Uint32Array(length), new Uint32Array(length), new Uint8Array(length)];
  return {
    events: { length, identity, eventTime, volumeRow, useRow, failed, file },
    volumes: { columns: { recipientAccountId: codes } },
    texts: texts.pack(),
  };
}

/** An event is a number; its hour and account follow from it, as a copy has those of its original. */
const logOf = (events: readonly number[]): Countable =>
  batchOf({
    identity: Uint32Array.from(events.flatMap((event) => [event * 7, event])),
    eventTime: Uint32Array.from(events.map((event) => (event % 9) * 3600 + (event % 60))),
    volumeRow: Uint32Array.from(events.map((event) => event % codes.length)),
  });

test('an event is new once, whatever is kept in memory, written, evicted and loaded again', async () => {
  const batches = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 }), { maxLength: 8 });
  const writes = fc.array(fc.constantFrom('wait', 'write', 'reopen'), { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(batches, writes, fc.constantFrom(0, 3, 20, 1000), async (logs, then, limit) => {
      const connection = await emptyTable();
      let counted = await openCountedEvents(connection, limit);
      const seen = new Set<number>();
      for (const [i, events] of logs.entries()) {
        const expected = events.map((event) => (seen.has(event) ? 1 : Number(seen.add(event).size < 0)));
        expect([...(await counted.repeated(logOf(events)))]).toEqual(expected);
        if (then[i] === 'wait') continue;
        await counted.write();
        counted.settle();
        expect(counted.unwritten).toBe(0);
        if (then[i] === 'reopen') counted = await openCountedEvents(connection, limit);
      }
      connection.closeSync();
    }),
    { numRuns: 40 },
  );
});

test('more events are counted than fit into the memory that DuckDB may take', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stemma-counted-'));
  const connection = await emptyTable(join(folder, 'case.db'));
  await connection.run(`SET memory_limit = '32MB'`);
  const counted = await openCountedEvents(connection, 1000);
  const batches = 12;
  const events = 500_000;
  for (let i = 0; i < batches; i++) {
    const fresh = manyEvents(events, i * events);
    expect((await counted.repeated(fresh)).includes(1)).toBe(false);
    await counted.write();
    counted.settle();
  }
  const [rows] = (await connection.runAndReadAll('SELECT count(*) FROM seen_events')).getRows();
  expect(Number(rows![0])).toBe(batches * events);
  expect((await counted.repeated(manyEvents(1000, 2_700_000))).includes(0)).toBe(false);
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

/** Events in the order of their numbers, a hundred a second. */
const manyEvents = (length: number, first: number): Countable =>
  batchOf({
    identity: new Uint32Array(length * 2).map((_, i) => Math.imul(first + (i >> 1), i % 2 === 0 ? 0x9e3779b1 : 1)),
    eventTime: new Uint32Array(length).map((_, i) => Math.floor((first + i) / 100)),
    volumeRow: new Uint32Array(length),
  });

test('what a case says of an event is what it will always say', async () => {
  const connection = await emptyTable();
  const counted = await openCountedEvents(connection);
  const eventTime = new Uint32Array(3).fill(Date.UTC(2026, 0, 1) / 1000);
  await counted.repeated(
    batchOf({ identity: Uint32Array.of(2, 1, 4, 3, 6, 5), eventTime, volumeRow: Uint32Array.of(0, 1, 2) }),
  );
  await counted.write();
  const rows = await connection.runAndReadAll('SELECT lot, identity FROM seen_events ORDER BY identity');
  // Hours since 1970, and 2 ** 21 times what MurmurHash3 makes of the account, modulo 64.
  expect(rows.getRows().map(([lot, identity]) => [Number(lot), Number(identity)])).toEqual([
    [21_462_416, 2 ** 32 + 2],
    [29_851_024, 3 * 2 ** 32 + 4],
    [490_896, 5 * 2 ** 32 + 6],
  ]);
});
