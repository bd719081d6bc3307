import { appendRow, createTable, uuidAt } from '../lib/tables.ts';
import type { GrowingTexts } from '../lib/text-pool.ts';
import { controlColumns, type FactBatch, type FileOutcome, issuanceColumns, placementColumns } from '../model/facts.ts';
import { activityOf } from './activity.ts';
import { controlCalls } from './control-calls.ts';
import { extractControl } from './extract-control.ts';
import { extractEvent, fillIdentity } from './extract-event.ts';
import { type JsonObject, serviceOf } from './extract-fields.ts';
import { extractMints, hasCredentials } from './extract-issuance.ts';
import { extractPlacements } from './extract-placement.ts';
import { appendIssuance, appendPlainIssuance } from './issuance-rows.ts';
import { mintCalls, plainMints } from './mint-calls.ts';
import { placementCalls } from './placement-calls.ts';
import { asObject } from './recognise.ts';
import { SLOT, SLOT_COUNT } from './slots.ts';
import { type Call, createTally, type Tally } from './tally/tally.ts';
import type { TimeRange } from './time-range.ts';

/**
 * What one worker gathers: rows of facts in columns, uses and volumes summed up. It has two doors: `addRecord` takes a parsed
 * record of any kind, `scan` takes records from their bytes, where it can; `addRecord` is what it must agree with.
 */
export interface Batch extends Pick<Tally, 'load' | 'taken' | 'counted' | 'told'> {
  /** The pool of the codes, for who adds rows of its own to what `finish` gives. */
  readonly texts: GrowingTexts;
  /** Events so far. */
  readonly length: number;
  /** Adds all that a parsed record says; false, and nothing added, where it cannot be understood. */
  addRecord(record: unknown, file: number): boolean;
  /**
   * Reads the record at a position of the loaded window, and, with `many`, those behind it in a list, and adds what they say.
   * The position behind the last one that was read, 0 where the first has to be parsed.
   */
  scan(start: number, many: boolean, file: number): number;
  /** The facts so far, in buffers of their own. Nothing can be added after it. */
  finish(files?: readonly FileOutcome[]): FactBatch;
}

/** An empty batch. `scan` counts only records of the time range. */
export function createBatch({ since = 0, until = Infinity }: TimeRange = {}): Batch {
  const slots = new Uint32Array(SLOT_COUNT);
  const issuances = createTable(issuanceColumns);
  const controls = createTable(controlColumns);
  const placements = createTable(placementColumns);
  const tally = createTally(slots, {
    learn: (bytes) => fillIdentity(asObject(JSON.parse(bytes.toString())) ?? {}, slots, texts),
    tell: (bytes) => addFacts(JSON.parse(bytes.toString()) as JsonObject),
    mint: (event, mint) => appendPlainIssuance(issuances, { event, mint, call: callIn(event).name }),
    callOf: (eventSource, eventName) => calls(eventSource, eventName),
  });
  const { texts } = tally;
  const calls = createCalls(texts);
  const callIn = (event: Uint32Array): KnownCall => calls(event[SLOT.eventSource]!, event[SLOT.eventName]!);
  tally.setRange(since, until);

  function addFacts(record: JsonObject): void {
    const call = callIn(slots);
    if (!call.isTold && !hasCredentials(record)) return;
    const head = { eventTime: slots[SLOT.eventTime]!, call: call.name };
    const minted = extractMints(record, head);
    for (const mint of minted) appendIssuance(issuances, mint, slots, texts);
    if (minted.length > 0) slots[SLOT.activity] = texts.codeOf('mint');
    if (!call.changes) return;
    const change = { ...head, eventID: uuidAt(slots.subarray(SLOT.eventID), 0) };
    const control = extractControl(record, change);
    if (control !== null) appendRow(controlColumns, controls, control, texts);
    for (const row of extractPlacements(record, change)) appendRow(placementColumns, placements, row, texts);
  }

  return {
    texts,
    load: (bytes) => tally.load(bytes),
    scan: (start, many, file) => tally.scan(start, many, file),
    get taken() {
      return tally.taken;
    },
    get counted() {
      return tally.counted;
    },
    get told() {
      return tally.told;
    },
    get length() {
      return tally.length;
    },
    addRecord(record, file) {
      if (!extractEvent(record, slots, texts)) return false;
      slots[SLOT.activity] = callIn(slots).activity;
      if (slots[SLOT.failed] === 0) addFacts(record);
      tally.count(slots, file);
      return true;
    },
    finish: (files = []) => ({
      issuances: issuances.freeze(),
      controls: controls.freeze(),
      placements: placements.freeze(),
      ...tally.finish(),
      files,
    }),
  };
}

/** What one API is to us. */
interface KnownCall extends Call {
  /** `sts:AssumeRole`. */
  readonly name: string;
  /** It may change control, or place a workload. */
  readonly changes: boolean;
}

/** Calls by the codes of `eventSource` and `eventName`: some thousands in a trail of millions. */
function createCalls(texts: GrowingTexts): (eventSource: number, eventName: number) => KnownCall {
  const known = new Map<number, KnownCall>();
  return (eventSource, eventName) => {
    const pair = eventSource * 2 ** 21 + eventName;
    let call = known.get(pair);
    if (call === undefined || eventName >= 2 ** 21) known.set(pair, (call = callOf(eventSource, eventName, texts)));
    return call;
  };
}

function callOf(eventSource: number, eventName: number, texts: GrowingTexts): KnownCall {
  const source = texts.get(eventSource) ?? '';
  const api = texts.get(eventName) ?? '';
  const name = `${serviceOf(source)}:${api}`;
  const changes = controlCalls.has(name) || placementCalls.has(name);
  return {
    name,
    activity: texts.codeOf(activityOf(source, api)),
    isTold: changes || mintCalls.has(name),
    isPlainMint: plainMints.has(name) && !changes,
    changes,
  };
}
