import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventLog } from '../model/facts.ts';
import { openCountedEvents } from './counted-events.ts';

async function emptyTable(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('CREATE TABLE seen_events (hour UINTEGER, identities BLOB)');
  return connection;
}

/** An event is a number; its hour follows from it, as a copy has the time of its original. */
function logOf(events: readonly number[]): EventLog {
  const none = new Uint32Array(events.length);
  return {
    length: events.length,
    identity: Uint32Array.from(events.flatMap((event) => [event * 7, event])),
    eventTime: Uint32Array.from(events.map((event) => (event % 9) * 3600 + (event % 60))),
    useRow: none,
    volumeRow: none,
    failed: new Uint8Array(events.length),
    file: none,
  };
}

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
