import {
  BLOB,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  listValue,
  UINTEGER,
  type DuckDBBlobVector,
} from './duckdb.ts';
import { freeArrays } from '../lib/free-arrays.ts';
import { createSeen, type Seen } from '../lib/seen.ts';
import { hourOf } from '../lib/time.ts';
import type { EventLog } from '../model/facts.ts';
import { rowsOf } from './database.ts';
import { blobVector, ownBytes, uint32Items } from './vectors.ts';

/** Which events the case has counted: in memory for the hours at hand, in `seen_events` for all. */
export interface CountedEvents {
  /** 1 for every event that was counted before, here or in an earlier run. */
  repeated(events: EventLog): Promise<Uint8Array>;
  /** Identities that `write` has not written yet. */
  readonly unwritten: number;
  /** Identities in memory: more than the limit where hours have some that are not written, since those stay. */
  readonly held: number;
  /** Adds what is new to `seen_events`; belongs into the transaction of the facts. */
  write(): Promise<void>;
  /** Called when that transaction is through. */
  settle(): void;
  /** Gives the memory back. Nothing can be asked afterwards. */
  close(): void;
}

/** Loads nothing but the list of hours. At most about `limit` identities (some 20 bytes each) stay in memory. */
export async function openCountedEvents(connection: DuckDBConnection, limit = 1_000_000): Promise<CountedEvents> {
  const seen = createSeen();
  /** Identities in the case by hour, as far as the hour is not in memory. */
  const away = new Map<number, number>();
  const inCase = new Map<number, number>();
  const fresh = new Map<number, number>();
  const sizes = 'SELECT hour, sum(octet_length(identities)) // 8 FROM seen_events GROUP BY hour';
  for (const [hour, size] of await rowsOf(connection, sizes)) {
    away.set(Number(hour), Number(size));
    inCase.set(Number(hour), Number(size));
  }

  /** Oldest hours first: a trail is read roughly forward. What is not written yet stays. */
  function evict(): void {
    if (seen.size <= limit) return;
    for (const hour of seen.hours()) {
      if (seen.size <= limit * 0.75) return;
      if (fresh.has(hour)) continue;
      seen.evict(hour);
      away.set(hour, inCase.get(hour) ?? 0);
    }
  }

  return {
    get unwritten() {
      return [...fresh.values()].reduce((sum, size) => sum + size, 0);
    },
    get held() {
      return seen.size;
    },
    async repeated(events) {
      const out = new Uint8Array(events.length);
      const counts = countsByHour(events);
      const ascending = [...counts.keys()].sort((a, b) => a - b);
      for (const hours of slicesOf(ascending, { away, limit: limit / 2 })) {
        // Room for what is in the case and what comes now, at once.
        for (const hour of hours) seen.reserve(hour, counts.get(hour)! + (away.get(hour) ?? 0));
        await load(
          connection,
          seen,
          hours.filter((hour) => away.delete(hour)),
        );
        mark(seen, events, { out, fresh, first: hours[0]!, last: hours.at(-1)! });
        evict();
      }
      return out;
    },
    write: () => writeFresh(connection, seen, [...fresh.keys()]),
    settle() {
      for (const [hour, size] of fresh) {
        inCase.set(hour, (inCase.get(hour) ?? 0) + size);
        seen.settle(hour);
      }
      fresh.clear();
      evict();
    },
    close: () => seen.hours().forEach((hour) => seen.evict(hour)),
  };
}

async function load(connection: DuckDBConnection, seen: Seen, hours: readonly number[]): Promise<void> {
  if (hours.length === 0) return;
  const sql = 'SELECT hour, identities FROM seen_events WHERE hour IN (SELECT unnest(CAST(? AS UINTEGER[])))';
  const result = await connection.stream(sql, [listValue(hours)]);
  for await (const chunk of result) {
    const identities = chunk.getColumnVector(1) as DuckDBBlobVector;
    for (const [i, hour] of uint32Items(chunk, 0).entries()) {
      const words = new Uint32Array(ownBytes(identities.getItemBytes(i)!).buffer);
      seen.load(hour, words);
      freeArrays([words]);
    }
  }
}

async function writeFresh(connection: DuckDBConnection, seen: Seen, fresh: readonly number[]): Promise<void> {
  const appender = await connection.createAppender('seen_events');
  const ascending = fresh.toSorted((a, b) => a - b);
  for (let from = 0; from < ascending.length; from += 2048) {
    const hours = ascending.slice(from, from + 2048);
    const chunk = DuckDBDataChunk.create([UINTEGER, BLOB], hours.length);
    uint32Items(chunk, 0).set(hours);
    chunk.getColumnVector(0).flush();
    const blobs = blobVector(chunk, 1);
    for (const [i, hour] of hours.entries()) blobs.setItem(i, bytesOf(seen.newIn(hour)));
    blobs.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Many small scans leave many small lists of counted events; a long tail of them is made one an hour. In a transaction. */
export async function joinCountedEvents(connection: DuckDBConnection): Promise<void> {
  const [row] = await rowsOf(connection, 'SELECT count(*), count(DISTINCT hour) FROM seen_events');
  if (Number(row![0]) <= 8 * Number(row![1])) return;
  await connection.run(`CREATE OR REPLACE TABLE seen_events AS
    SELECT hour, unhex(string_agg(hex(identities), '')) AS identities FROM seen_events GROUP BY hour ORDER BY hour`);
}

function bytesOf(words: Uint32Array): DuckDBBlobValue {
  return new DuckDBBlobValue(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
}

function countsByHour({ eventTime, length }: EventLog): Map<number, number> {
  const counts = new Map<number, number>();
  let last = -1;
  let from = 0;
  const tally = (to: number): void => {
    if (to > from) counts.set(last, (counts.get(last) ?? 0) + to - from);
    from = to;
  };
  for (let i = 0; i < length; i++) {
    const hour = hourOf(eventTime[i]!);
    if (hour === last) continue;
    tally(i);
    last = hour;
  }
  tally(length);
  return counts;
}

/** A batch whose hours do not fit into memory together is gone through in slices of hours that do. */
function* slicesOf(
  hours: readonly number[],
  { away, limit }: { away: ReadonlyMap<number, number>; limit: number },
): Iterable<number[]> {
  let slice: number[] = [];
  let size = 0;
  for (const hour of hours) {
    const added = away.get(hour) ?? 0;
    if (slice.length > 0 && added > 0 && size + added > limit) {
      yield slice;
      slice = [];
      size = 0;
    }
    slice.push(hour);
    size += added;
  }
  if (slice.length > 0) yield slice;
}

interface Marking {
  readonly out: Uint8Array;
  readonly fresh: Map<number, number>;
  readonly first: number;
  readonly last: number;
}

/** Hot: once an event. */
function mark(seen: Seen, events: EventLog, { out, fresh, first, last }: Marking): void {
  const { identity, eventTime, length } = events;
  let before = -1;
  let added = 0;
  const tally = (): void => {
    if (added > 0) fresh.set(before, (fresh.get(before) ?? 0) + added);
    added = 0;
  };
  for (let i = 0; i < length; i++) {
    const hour = hourOf(eventTime[i]!);
    if (hour < first || hour > last) continue;
    if (hour !== before) {
      tally();
      before = hour;
    }
    if (seen.add(hour, identity[i * 2]!, identity[i * 2 + 1]!)) added++;
    else out[i] = 1;
  }
  tally();
}
