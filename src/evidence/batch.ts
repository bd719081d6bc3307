import { createRowSet, type RowSet } from '../lib/row-set.ts';
import { appendRow, createTable, newColumn, uuidAt } from '../lib/tables.ts';
import { createTexts, type GrowingTexts } from '../lib/text-pool.ts';
import type { Columns, Table } from '../model/columns.ts';
import {
  controlColumns,
  type FactBatch,
  type FileOutcome,
  identityColumns,
  issuanceColumns,
  placementColumns,
  type volumeColumns,
} from '../model/facts.ts';
import { activityOf } from './activity.ts';
import { controlCalls } from './control-calls.ts';
import { createEventLog, hashAccount, HIGH_SEED, identityWord, LOW_SEED } from './event-log.ts';
import { extractControl } from './extract-control.ts';
import { extractEvent } from './extract-event.ts';
import { type JsonObject, serviceOf } from './extract-fields.ts';
import { extractIssuances, hasCredentials } from './extract-issuance.ts';
import { extractPlacements } from './extract-placement.ts';
import { appendIssuance } from './issuance-rows.ts';
import { mintCalls } from './mint-calls.ts';
import { placementCalls } from './placement-calls.ts';
import { IDENTITY_WORDS, SLOT, SLOT_COUNT } from './slots.ts';
import { createUseRows } from './use-rows.ts';

/**
 * What one worker gathers: rows of facts in columns, uses and volumes summed up. It has two doors. `addRecord` takes a
 * parsed record of any kind. A byte scanner fills `slots` by itself, with codes of `texts`, and calls `addEvent`, or
 * `addTold` where the call says more; `extractEvent` is what it must agree with.
 */
export interface Batch {
  readonly texts: GrowingTexts;
  /** The event that `addEvent` counts, see `SLOT`. To be zeroed before it is filled. */
  readonly slots: Uint32Array;
  /** What a call is to us, by the codes of its `eventSource` and `eventName`. */
  readonly calls: (eventSource: number, eventName: number) => KnownCall;
  /** Events so far. */
  readonly length: number;
  /** Adds all that a parsed record says; false, and nothing added, where it cannot be understood. */
  addRecord(record: unknown, file: number): boolean;
  /**
   * Counts the event in `slots`, for uses, identities and volumes. `identity` is a number that stands for the
   * same identity whenever it is given, counted up from 1, or 0: it spares looking up one that has its row.
   */
  addEvent(file: number, identity?: number): void;
  /** Counts the event in `slots`, which succeeded, and adds what else its parsed record says. */
  addTold(record: JsonObject, file: number, identity?: number): void;
  /** The facts so far, in buffers of their own. */
  finish(files?: readonly FileOutcome[]): FactBatch;
}

/** An empty batch. */
export function createBatch(): Batch {
  const texts = createTexts();
  const slots = new Uint32Array(SLOT_COUNT);
  const issuances = createTable(issuanceColumns);
  const controls = createTable(controlColumns);
  const placements = createTable(placementColumns);
  const counted = createCounter(texts, slots);
  const eventID = slots.subarray(SLOT.eventID);
  const calls = createCalls(texts);

  function addFacts(record: JsonObject): void {
    const call = calls(slots[SLOT.eventSource]!, slots[SLOT.eventName]!);
    if (!call.isTold && !hasCredentials(record)) return;
    // The issuances' table takes the id from the slots, which spares its text.
    const mint = { eventID: null, eventTime: slots[SLOT.eventTime]!, call: call.name };
    const minted = extractIssuances(record, mint);
    for (const row of minted) appendIssuance(issuances, row, slots, texts);
    if (minted.length > 0) slots[SLOT.activity] = texts.codeOf('mint');
    if (!call.changes) return;
    const head = { ...mint, eventID: uuidAt(eventID, 0) };
    const control = extractControl(record, head);
    if (control !== null) appendRow(controlColumns, controls, control, texts);
    for (const row of extractPlacements(record, head)) appendRow(placementColumns, placements, row, texts);
  }

  return {
    texts,
    slots,
    calls,
    get length() {
      return counted.length;
    },
    addRecord(record, file) {
      if (!extractEvent(record, slots, texts)) return false;
      if (slots[SLOT.failed] === 0) addFacts(record);
      counted.add(file, 0);
      return true;
    },
    addEvent: (file, identity = 0) => counted.add(file, identity),
    addTold(record, file, identity = 0) {
      addFacts(record);
      counted.add(file, identity);
    },
    finish: (files = []) => ({
      issuances: issuances.freeze(),
      controls: controls.freeze(),
      placements: placements.freeze(),
      ...counted.freeze(),
      texts: texts.pack(),
      files,
    }),
  };
}

interface Counter {
  readonly length: number;
  add(file: number, identity: number): void;
  freeze(): Pick<FactBatch, 'uses' | 'identities' | 'volumes' | 'events'>;
}

/** Hot: `add` runs once a record. */
function createCounter(texts: GrowingTexts, slots: Uint32Array): Counter {
  const uses = createUseRows();
  const identities = createRowSet(IDENTITY_WORDS);
  const volumes = createVolumeRows();
  const log = createEventLog();
  const calls = createCalls(texts);
  const accounts = new Map<number, number>();
  /** 1 for the numbers of identities that have their row. */
  let listed = new Uint8Array(1024);

  function list(identity: number): void {
    // An identity without key and without principal says nothing that a use or an issuance could be joined to.
    if (slots[SLOT.accessKeyId] !== 0 || slots[SLOT.principalId] !== 0) identities.rowOf(slots);
    if (identity >= listed.length) {
      const grown = new Uint8Array(Math.max(identity + 1, listed.length * 2));
      grown.set(listed);
      listed = grown;
    }
    if (identity !== 0) listed[identity] = 1;
  }

  function accountHash(code: number): number {
    let hash = accounts.get(code);
    if (hash === undefined) accounts.set(code, (hash = hashAccount(texts.get(code))));
    return hash;
  }

  return {
    get length() {
      return log.length;
    },
    add(file, identity) {
      if (slots[SLOT.activity] === 0)
        slots[SLOT.activity] = calls(slots[SLOT.eventSource]!, slots[SLOT.eventName]!).activity;
      if (identity === 0 || listed[identity] !== 1) list(identity);
      const account = accountHash(slots[SLOT.recipientAccountId]!);
      log.add({
        high: identityWord(HIGH_SEED, slots, SLOT.eventID, account),
        low: identityWord(LOW_SEED, slots, SLOT.eventID, account),
        time: slots[SLOT.eventTime]!,
        useRow: countsAsUse(slots) ? uses.add(slots) : -1,
        volumeRow: volumes.add(slots),
        failed: slots[SLOT.failed]!,
        file,
      });
    },
    freeze: () => ({
      uses: uses.freeze(),
      identities: tableOfRows(identityColumns, identities),
      volumes: volumes.freeze(),
      events: log.freeze(),
    }),
  };
}

/** With a key, or, where CloudTrail hides it, with the session that it belongs to. */
function countsAsUse(slots: Uint32Array): boolean {
  return slots[SLOT.accessKeyId] !== 0 || (slots[SLOT.principalId] !== 0 && slots[SLOT.sessionCreatedAt] !== 0);
}

/** What one API is to us. */
export interface KnownCall {
  /** `sts:AssumeRole`. */
  readonly name: string;
  /** Code of its `Activity`. */
  readonly activity: number;
  /** More is to be read from its records than that they were. */
  readonly isTold: boolean;
  /** It may change control, or place a workload. */
  readonly changes: boolean;
}

/** Calls by the codes of `eventSource` and `eventName`: some thousands in a trail of millions. */
function createCalls(texts: GrowingTexts): (eventSource: number, eventName: number) => KnownCall {
  const pairs = createRowSet(2);
  const pair = new Uint32Array(2);
  const known: KnownCall[] = [];
  return (eventSource, eventName) => {
    pair[0] = eventSource;
    pair[1] = eventName;
    const row = pairs.rowOf(pair);
    return (known[row] ??= callOf(eventSource, eventName, texts));
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
    changes,
  };
}

function createVolumeRows(): { add(slots: Uint32Array): number; freeze(): Table<typeof volumeColumns> } {
  const set = createRowSet(3);
  const key = new Uint32Array(3);
  const first: number[] = [];
  const last: number[] = [];
  const events: number[] = [];
  return {
    add(slots) {
      const time = slots[SLOT.eventTime]!;
      key[0] = slots[SLOT.recipientAccountId]!;
      key[1] = slots[SLOT.awsRegion]!;
      key[2] = (time / 3600) | 0;
      const row = set.rowOf(key);
      first[row] = Math.min(first[row] ?? time, time);
      last[row] = Math.max(last[row] ?? time, time);
      events[row] = (events[row] ?? 0) + 1;
      return row;
    },
    freeze() {
      const account = new Uint32Array(set.size);
      const region = new Uint32Array(set.size);
      for (let row = 0; row < set.size; row++) {
        account[row] = set.words[row * 3]!;
        region[row] = set.words[row * 3 + 1]!;
      }
      return {
        length: set.size,
        columns: {
          recipientAccountId: account,
          awsRegion: region,
          first: Uint32Array.from(first),
          last: Uint32Array.from(last),
          events: Uint32Array.from(events),
        },
      };
    },
  };
}

/** A row set whose words are the columns, in their order. */
function tableOfRows<C extends Columns>(columns: C, set: RowSet): Table<C> {
  const names = Object.keys(columns);
  const out: Record<string, Uint8Array | Uint32Array> = {};
  for (const [i, name] of names.entries()) {
    const column = newColumn(columns[name]!, set.size);
    for (let row = 0; row < set.size; row++) column[row] = set.words[row * names.length + i]!;
    out[name] = column;
  }
  return { length: set.size, columns: out as Table<C>['columns'] };
}
