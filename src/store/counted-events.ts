import { type DuckDBConnection, DuckDBDataChunk, listValue, UBIGINT, UINTEGER } from './duckdb.ts';
import { hashBytes } from '../lib/hash.ts';
import { createSeen, type Seen } from '../lib/seen.ts';
import { hourOf } from '../lib/time.ts';
import type { EventLog, FactBatch } from '../model/facts.ts';
import { rowsOf } from './database.ts';
import { CHUNK_ROWS, uint32Items, wordPairs } from './vectors.ts';

/** What is needed of a batch to know its events again. */
export type Countable = Pick<FactBatch, 'events' | 'texts'> & {
  readonly volumes: { readonly columns: Pick<FactBatch['volumes']['columns'], 'recipientAccountId'> };
};

/**
 * Which events the case has counted: in memory for the lots at hand, in `seen_events` for all. A lot is a clock hour of a group of
 * accounts: copies of an event share its time and its account, and the logs of accounts are read one after the other as a rule.
 */
export interface CountedEvents {
  /** 1 for every event that was counted before, here or in an earlier run. */
  repeated(batch: Countable): Promise<Uint8Array>;
  /** Identities that `write` has not written yet. */
  readonly unwritten: number;
  /** Identities in memory: more than the limit where lots have some that are not written, since those stay. */
  readonly held: number;
  /** Adds what is new to `seen_events`; belongs into the transaction of the facts. */
  write(): Promise<void>;
  /** Called when that transaction is through. */
  settle(): void;
  /** Gives the memory back. Nothing can be asked afterwards. */
  close(): void;
}

/** Loads nothing but the list of lots. At most about `limit` identities (some 20 bytes each) stay in memory. */
export async function openCountedEvents(connection: DuckDBConnection, limit = 1_000_000): Promise<CountedEvents> {
  const seen = createSeen();
  /** Lots in memory, the one that was asked for last at the end. */
  const recent = new Set<number>();
  /** Identities by lot: in the case, of that in lots that are not in memory, and in memory but not in the case yet. */
  const inCase = await countIdentities(connection);
  const away = new Map(inCase);
  const fresh = new Map<number, number>();

  /** Those first that were not asked for for longest: a trail is read roughly forward. What is not written yet stays. */
  function evict(): void {
    if (seen.size <= limit) return;
    for (const lot of recent) {
      if (seen.size <= limit * 0.75) return;
      if (fresh.has(lot)) continue;
      seen.evict(lot);
      recent.delete(lot);
      away.set(lot, inCase.get(lot) ?? 0);
    }
  }

  return {
    get unwritten() {
      return [...fresh.values()].reduce((sum, size) => sum + size, 0);
    },
    get held() {
      return seen.size;
    },
    async repeated(batch) {
      const { events } = batch;
      const out = new Uint8Array(events.length);
      const lotOf = lotsOf(batch);
      const counts = countsByLot(lotOf);
      const ascending = [...counts.keys()].sort((a, b) => a - b);
      for (const lots of slicesOf(ascending, { away, limit: limit / 2 })) {
        for (const lot of lots) {
          recent.delete(lot);
          recent.add(lot);
          // Room for what is in the case and what comes now, at once.
          seen.reserve(lot, counts.get(lot)! + (away.get(lot) ?? 0));
        }
        await load(
          connection,
          seen,
          lots.filter((lot) => away.delete(lot)),
        );
        mark(seen, events, { lotOf, out, fresh, first: lots[0]!, last: lots.at(-1)! });
        evict();
      }
      return out;
    },
    write: () => writeFresh(connection, seen, [...fresh.keys()]),
    settle() {
      for (const [lot, size] of fresh) {
        inCase.set(lot, (inCase.get(lot) ?? 0) + size);
        seen.settle(lot);
      }
      fresh.clear();
      evict();
    },
    close: () => seen.lots().forEach((lot) => seen.evict(lot)),
  };
}

async function countIdentities(connection: DuckDBConnection): Promise<Map<number, number>> {
  const rows = await rowsOf(connection, 'SELECT lot, count(*) FROM seen_events GROUP BY lot');
  return new Map(rows.map(([lot, size]) => [Number(lot), Number(size)]));
}

async function load(connection: DuckDBConnection, seen: Seen, lots: readonly number[]): Promise<void> {
  if (lots.length === 0) return;
  // The bounds tell DuckDB which parts of the table it need not read.
  const sql = `SELECT lot, identity FROM seen_events
    WHERE lot BETWEEN ? AND ? AND lot IN (SELECT unnest(CAST(? AS UINTEGER[])))`;
  const result = await connection.stream(sql, [Math.min(...lots), Math.max(...lots), listValue(lots)]);
  for await (const chunk of result) {
    const ofRows = uint32Items(chunk, 0);
    const identities = wordPairs(chunk, 1);
    for (let from = 0; from < chunk.rowCount;) {
      let to = from + 1;
      while (to < chunk.rowCount && ofRows[to] === ofRows[from]) to++;
      seen.load(ofRows[from]!, identities.subarray(from * 2, to * 2));
      from = to;
    }
  }
}

async function writeFresh(connection: DuckDBConnection, seen: Seen, fresh: readonly number[]): Promise<void> {
  const appender = await connection.createAppender('seen_events');
  const chunk = DuckDBDataChunk.create([UINTEGER, UBIGINT], CHUNK_ROWS);
  let filled = 0;
  const append = (): void => {
    for (let column = 0; column < 2; column++) chunk.getColumnVector(column).flush();
    if (filled < CHUNK_ROWS) chunk.rowCount = filled;
    appender.appendDataChunk(chunk);
    filled = 0;
  };
  for (const lot of fresh.toSorted((a, b) => a - b)) {
    const words = seen.newIn(lot);
    for (let at = 0; at < words.length;) {
      const rows = Math.min(CHUNK_ROWS - filled, (words.length - at) / 2);
      uint32Items(chunk, 0).fill(lot, filled, filled + rows);
      wordPairs(chunk, 1).set(words.subarray(at, at + rows * 2), filled * 2);
      at += rows * 2;
      filled += rows;
      if (filled === CHUNK_ROWS) append();
    }
  }
  if (filled > 0) append();
  appender.closeSync();
}

/** Accounts are in so many groups. */
const GROUPS = 64;
/** More hours than there are in epoch seconds of 32 bits. */
const HOURS = 1 << 21;

/** The lot of each event. What lot an event is in is kept in cases, and must never change. */
function lotsOf({ events, volumes, texts }: Countable): Uint32Array {
  const groups = Uint32Array.from(volumes.columns.recipientAccountId, (code) => groupOf(texts, code) * HOURS);
  const lots = new Uint32Array(events.length);
  for (let i = 0; i < lots.length; i++) lots[i] = groups[events.volumeRow[i]!]! + hourOf(events.eventTime[i]!);
  return lots;
}

function groupOf({ bytes, ends }: FactBatch['texts'], code: number): number {
  return code === 0 ? 0 : hashBytes(bytes, code === 1 ? 0 : ends[code - 2]!, ends[code - 1]!) % GROUPS;
}

function countsByLot(lotOf: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let from = 0; from < lotOf.length;) {
    const lot = lotOf[from]!;
    let to = from + 1;
    while (to < lotOf.length && lotOf[to] === lot) to++;
    counts.set(lot, (counts.get(lot) ?? 0) + to - from);
    from = to;
  }
  return counts;
}

/** A batch whose lots do not fit into memory together is gone through in slices of lots that do. */
function* slicesOf(
  lots: readonly number[],
  { away, limit }: { away: ReadonlyMap<number, number>; limit: number },
): Iterable<number[]> {
  let slice: number[] = [];
  let size = 0;
  for (const lot of lots) {
    const added = away.get(lot) ?? 0;
    if (slice.length > 0 && added > 0 && size + added > limit) {
      yield slice;
      slice = [];
      size = 0;
    }
    slice.push(lot);
    size += added;
  }
  if (slice.length > 0) yield slice;
}

interface Marking {
  readonly lotOf: Uint32Array;
  readonly out: Uint8Array;
  readonly fresh: Map<number, number>;
  readonly first: number;
  readonly last: number;
}

/** Hot: once an event. */
function mark(seen: Seen, events: EventLog, { lotOf, out, fresh, first, last }: Marking): void {
  const { identity, length } = events;
  let before = -1;
  let added = 0;
  const tally = (): void => {
    if (added > 0) fresh.set(before, (fresh.get(before) ?? 0) + added);
    added = 0;
  };
  for (let i = 0; i < length; i++) {
    const lot = lotOf[i]!;
    if (lot < first || lot > last) continue;
    if (lot !== before) {
      tally();
      before = lot;
    }
    if (seen.add(lot, identity[i * 2]!, identity[i * 2 + 1]!)) added++;
    else out[i] = 1;
  }
  tally();
}
