// Hot: every batch of an organisation goes through here.
import { logFileStem } from '../delivery.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Random } from '../random.ts';
import type { CloudTrailRecord } from '../records/record.ts';
import { epoch } from '../times.ts';
import type { Batch } from './batch.ts';
import { bytesOf, planOf } from './plan.ts';
import type { FilePlan, Laid } from './plan.ts';
import { compile } from './template.ts';
import type { Template } from './template.ts';
import { writeFile } from './write-file.ts';

/** A log file before it is written. */
export interface LogFile {
  /** The S3 key. */
  readonly path: string;
  readonly plan: FilePlan;
  /** What plans refer to by number. It only grows: all files of a trail have the same. */
  readonly templates: readonly Template[];
  /** Its JSON, written when it is asked for. Whoever has the plan and the templates can do it elsewhere. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where the records of one account and region go. */
export interface Stream {
  readonly account: string;
  readonly region: string;
  /** The batch lies together in every file that it comes in. */
  put(at: EpochSeconds, batch: Batch): void;
}

export interface Trail {
  stream(account: string, region: string): Stream;
  /** The number of the template that an outline gives. */
  template(outline: string): number;
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
  /** Batches by the window that their file ends. */
  readonly windows: Map<number, Laid[]>;
}

/** Lays records down as CloudTrail does, in bounded memory: records come about in the order of their times. */
export function createTrail({ random, organizationId, late, duplicates }: TrailOptions): Trail {
  const seed = random.fork('records').word();
  const { templates, numberOf } = createTemplates();
  const waiting = new Map<string, Waiting>();
  let records = 0;
  let batches = 0;
  let newest = 0;
  const open = (account: string, region: string): Waiting => {
    const windows = new Map<number, Laid[]>();
    const put = (at: EpochSeconds, batch: Batch): void => {
      records += 'told' in batch ? 1 : batch.calls.length;
      if (at > newest) newest = at;
      const laid = { at, batch, number: batches++, bytes: bytesOf(batch, templates) };
      const usual = at + SOONEST_SECONDS + random.below(SPREAD_SECONDS);
      const first = random.chance(late) ? usual + 3600 + random.below(20_000) : usual;
      listAt(windows, first).push(laid);
      if (random.chance(duplicates)) listAt(windows, first + 600 + random.below(3600)).push(laid);
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
    template: numberOf,
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
      const laid = windows.get(window);
      if (laid === undefined) continue;
      windows.delete(window);
      const stem = logFileStem(
        { account: stream.account, region: stream.region, end: window * WINDOW_SECONDS },
        organizationId === null ? {} : { organizationId },
      );
      const path = `${stem}_${random.hex(16)}.json.gz`;
      yield logFile(path, planOf(laid, { seed, random }), templates);
    }
  }
}

function logFile(path: string, plan: FilePlan, templates: readonly Template[]): LogFile {
  return {
    path,
    plan,
    templates,
    get bytes() {
      const bytes = new Uint8Array(plan.size);
      writeFile(plan, templates, bytes);
      return bytes;
    },
  };
}

function listAt(windows: Map<number, Laid[]>, at: EpochSeconds): Laid[] {
  const window = Math.ceil(at / WINDOW_SECONDS);
  let list = windows.get(window);
  if (list === undefined) windows.set(window, (list = []));
  return list;
}

/** Templates by number, each once: many callers make the same call. */
function createTemplates(): { readonly templates: readonly Template[]; numberOf(outline: string): number } {
  const templates: Template[] = [];
  const numbers = new Map<string, number>();
  return {
    templates,
    numberOf(outline) {
      let number = numbers.get(outline);
      if (number === undefined) numbers.set(outline, (number = templates.push(compile(outline)) - 1));
      return number;
    },
  };
}

/** A record that a world has written. */
export function putRecord(trail: Trail, record: CloudTrailRecord): void {
  const { recipientAccountId, awsRegion, eventTime } = record;
  trail.stream(recipientAccountId, awsRegion).put(epoch(eventTime), { told: JSON.stringify(record) });
}
