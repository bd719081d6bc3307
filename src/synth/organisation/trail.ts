// Hot: every record of an organisation goes through here.
import { logFileStem } from '../delivery.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Random } from '../random.ts';
import type { CloudTrailRecord } from '../records/record.ts';
import { epoch } from '../times.ts';
import type { Batch } from './batch.ts';
import { addTo, createPile, fileOf, leave } from './pile.ts';
import type { Pile } from './pile.ts';

/** A log file before it is compressed. */
export interface LogFile {
  /** The S3 key. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Takes its memory back, where the file is no longer needed: asking for new costs more than filling it. */
  release(memory: ArrayBuffer): void;
}

/** Where the records of one account and region go. */
export interface Stream {
  readonly account: string;
  readonly region: string;
  /** Copies the batch: it lies together in every file that it comes in. */
  put(at: EpochSeconds, batch: Readonly<Batch>): void;
}

export interface Trail {
  stream(account: string, region: string): Stream;
  /** Distinct records so far. */
  records(): number;
  newest(): EpochSeconds;
  /** The files that are complete once nothing older than `now` is still to come. */
  deliver(now: EpochSeconds): Generator<LogFile>;
}

export interface TrailOptions {
  readonly random: Random;
  readonly organizationId: string | null;
  readonly late: number;
  readonly duplicates: number;
}

const WINDOW_SECONDS = 300;
// A record is in a file two to six minutes after the call.
const SOONEST_SECONDS = 120;
const SPREAD_SECONDS = 240;
// Actors put a login some seconds after the call that needed it.
const SLACK_SECONDS = 60;

interface Waiting {
  readonly stream: Stream;
  /** Records by the window that their file ends. */
  readonly windows: Map<number, Pile>;
}

/** Lays records down as CloudTrail does, in bounded memory: records come about in the order of their times. */
export function createTrail({ random, organizationId, late, duplicates }: TrailOptions): Trail {
  const waiting = new Map<string, Waiting>();
  const left: Uint8Array<ArrayBuffer>[] = [];
  let records = 0;
  let newest = 0;
  const lay = (windows: Map<number, Pile>, at: EpochSeconds, batch: Readonly<Batch>): void => {
    const window = Math.ceil(at / WINDOW_SECONDS);
    let pile = windows.get(window);
    if (pile === undefined) windows.set(window, (pile = createPile()));
    addTo(pile, batch, left);
  };
  const open = (account: string, region: string): Waiting => {
    const windows = new Map<number, Pile>();
    const put = (at: EpochSeconds, batch: Readonly<Batch>): void => {
      records += batch.records;
      if (at > newest) newest = at;
      const usual = at + SOONEST_SECONDS + random.below(SPREAD_SECONDS);
      const first = random.chance(late) ? usual + 3600 + random.below(20_000) : usual;
      lay(windows, first, batch);
      if (random.chance(duplicates)) lay(windows, first + 600 + random.below(3600), batch);
    };
    return { stream: { account, region, put }, windows };
  };
  return {
    stream: (account, region) => {
      const name = `${account}/${region}`;
      const known = waiting.get(name) ?? open(account, region);
      waiting.set(name, known);
      return known.stream;
    },
    records: () => records,
    newest: () => newest,
    *deliver(now) {
      const last = Math.floor((now + SOONEST_SECONDS - SLACK_SECONDS) / WINDOW_SECONDS);
      const complete = new Set<number>();
      for (const { windows } of waiting.values())
        for (const window of windows.keys()) if (window <= last) complete.add(window);
      for (const window of [...complete].toSorted((a, b) => a - b)) yield* filesOf(window);
    },
  };

  function* filesOf(window: number): Generator<LogFile> {
    for (const { stream, windows } of waiting.values()) {
      const pile = windows.get(window);
      if (pile === undefined) continue;
      windows.delete(window);
      const stem = logFileStem(
        { account: stream.account, region: stream.region, end: window * WINDOW_SECONDS },
        organizationId === null ? {} : { organizationId },
      );
      const path = `${stem}_${random.hex(16)}.json.gz`;
      const bytes = fileOf(pile, random, left);
      leave(pile.bytes.buffer, left);
      yield { path, bytes, release: (memory) => leave(memory, left) };
    }
  }
}

const encoder = new TextEncoder();

/** A record that a world has written. */
export function putRecord(trail: Trail, record: CloudTrailRecord): void {
  const bytes = encoder.encode(JSON.stringify(record));
  const { recipientAccountId, awsRegion, eventTime } = record;
  trail.stream(recipientAccountId, awsRegion).put(epoch(eventTime), { bytes, length: bytes.length, records: 1 });
}
