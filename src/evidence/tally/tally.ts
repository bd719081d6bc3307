// Hot, see `npm run bench` and docs/performance.md.
import { wordsOf, newColumn } from '../../lib/tables.ts';
import type { GrowingTexts } from '../../lib/text-pool.ts';
import type { Columns, Table } from '../../model/columns.ts';
import {
  type EventLog,
  type FactBatch,
  identityColumns,
  useColumns,
  useDimensions,
  volumeColumns,
} from '../../model/facts.ts';
import { IDENTITY_WORDS, SLOT, SLOT_COUNT } from '../slots.ts';
import { EVENT_WORDS, LAYOUT, USE_SUMS, USE_WORDS, VOLUME_WORDS } from './layout.ts';
import { type Machine, borrowMachine, returnMachine } from './machine.ts';
import { MINT_COUNT } from './mint-slots.ts';
import { textsOf } from './texts.ts';

/** What the tally asks while it reads. */
export interface Questions {
  /** Puts what an identity says into the slots of the batch; the bytes are JSON. Its text. */
  learn(bytes: Buffer): void;
  /** The slots hold what a record has in common with all; its bytes say more. May change the slots. */
  tell(bytes: Buffer): void;
  /** A record of a plain mint: its slots, and what else it says, `MINT`. False where its bytes have to be told all the same. */
  mint(slots: Uint32Array, mint: Uint32Array): boolean;
  /** What a call is, by the codes of `eventSource` and `eventName`. */
  callOf(eventSource: number, eventName: number): Call;
}

export interface Call {
  /** The code of its activity. */
  readonly activity: number;
  /** Its records say more than that they were. */
  readonly isTold: boolean;
  /** And what they say is what `mintMembers` names. */
  readonly isPlainMint: boolean;
}

/**
 * Records read and counted in WebAssembly: texts, identities, uses, volumes and the event log lie in its memory, so that a
 * record that says nothing special never becomes JavaScript's. The text of the module is beside this file.
 */
export interface Tally {
  readonly texts: GrowingTexts;
  /** The events counted so far. */
  readonly length: number;
  /** Makes bytes the window that `scan` reads, behind which a NUL stands; false where they are too many. */
  load(bytes: Buffer): boolean;
  /**
   * Reads the record at a position of the window, and, with `many`, those that follow it in a list, up to one that has to be
   * parsed. The position behind the last one that was read, 0 where none was.
   */
  scan(start: number, many: boolean, file: number): number;
  /** Of the last scan: records read, records inside the time range, records told. */
  readonly taken: number;
  readonly counted: number;
  readonly told: number;
  /** Only records of this time are counted by `scan`. */
  setRange(since: number, until: number): void;
  /** Counts an event that was read elsewhere. */
  count(slots: Uint32Array, file: number): void;
  /** What was counted, in buffers of its own. The tally must not be used any more. */
  finish(): Pick<FactBatch, 'uses' | 'identities' | 'volumes' | 'events' | 'texts'>;
}

const KEY_NAME = Buffer.from('"accessKeyId":"');

/** An empty tally; `slots` is where questions are answered. */
export function createTally(slots: Uint32Array, questions: Questions): Tally {
  const machine = borrowMachine();
  const { code } = machine;
  let window: Buffer = Buffer.alloc(0);
  const inWindow = (start: number, end: number): Buffer => window.subarray(start - LAYOUT.WINDOW, end - LAYOUT.WINDOW);
  answer(machine, slots, { questions, inWindow });
  const texts = textsOf(machine);
  return {
    texts,
    get length() {
      return code.logCount();
    },
    load(bytes) {
      const fits = bytes.length <= LAYOUT.WINDOW_BYTES;
      window = fits ? bytes : Buffer.alloc(0);
      if (fits) machine.bytes(LAYOUT.WINDOW, bytes.length + 1).set(bytes);
      if (fits) machine.bytes(LAYOUT.WINDOW + bytes.length, 1)[0] = 0;
      return fits;
    },
    scan(start, many, file) {
      if (window.length === 0) return 0;
      code.begin(file);
      const end = code.scan(LAYOUT.WINDOW + start, many ? 1 : 0);
      return end === 0 ? 0 : end - LAYOUT.WINDOW;
    },
    get taken() {
      return code.taken();
    },
    get counted() {
      return code.counted();
    },
    get told() {
      return code.told();
    },
    setRange: (since, until) => code.range(since, until),
    count(own, file) {
      code.begin(file);
      machine.words(LAYOUT.SLOTS, SLOT_COUNT).set(own);
      code.count();
    },
    finish() {
      const facts = { ...freeze(machine), texts: texts.pack() };
      returnMachine(machine);
      return facts;
    },
  };
}

/** Carries what the module asks to who knows it, by way of the slots. */
function answer(
  machine: Machine,
  slots: Uint32Array,
  { questions, inWindow }: { questions: Questions; inWindow: (start: number, end: number) => Buffer },
): void {
  machine.answers = {
    learn(start, end) {
      const bytes = inWindow(start, end);
      slots.fill(0);
      questions.learn(bytes);
      const own = machine.words(LAYOUT.SLOTS, SLOT_COUNT);
      own.set(slots.subarray(0, IDENTITY_WORDS));
      own[SLOT.invokedBy] = slots[SLOT.invokedBy]!;
      const at = bytes.indexOf(KEY_NAME);
      return at === -1 || at + KEY_NAME.length + 8 > bytes.length ? 0 : at + KEY_NAME.length;
    },
    tell(start, end, minted) {
      const mint = machine.words(LAYOUT.MINT_SLOTS, MINT_COUNT);
      if (minted === 1 && questions.mint(machine.words(LAYOUT.SLOTS, SLOT_COUNT), mint)) return;
      slots.set(machine.words(LAYOUT.SLOTS, SLOT_COUNT));
      questions.tell(inWindow(start, end));
      machine.words(LAYOUT.SLOTS, SLOT_COUNT).set(slots);
    },
    callOf(eventSource, eventName) {
      const { activity, isTold, isPlainMint } = questions.callOf(eventSource, eventName);
      return activity * 4 + (isPlainMint ? 2 : 0) + (isTold ? 1 : 0);
    },
  };
}

function freeze(machine: Machine): Pick<FactBatch, 'uses' | 'identities' | 'volumes' | 'events'> {
  const uses = machine.rows(LAYOUT.USES, USE_WORDS);
  const identities = machine.rows(LAYOUT.IDENTITIES, IDENTITY_WORDS);
  const volumes = machine.rows(LAYOUT.VOLUMES, VOLUME_WORDS);
  return {
    uses: tableOf(useColumns, uses, USE_WORDS, [
      ...useDimensions.map((name, i) => [name, i + 1] as const),
      ...sums.map(([name, at]) => [name, USE_SUMS + at] as const),
    ]),
    identities: tableOf(
      identityColumns,
      identities,
      IDENTITY_WORDS,
      Object.keys(identityColumns).map((name, i) => [name, i] as const),
    ),
    volumes: tableOf(volumeColumns, volumes, VOLUME_WORDS, volumeWords),
    events: eventsOf(machine.words(machine.code.log(), machine.code.logCount() * EVENT_WORDS)),
  };
}

const sums = [
  ['first', 0],
  ['last', 1],
  ['count', 2],
  ['errors', 3],
  ['firstEventID', 4],
  ['firstEventName', 8],
  ['lastEventID', 9],
] as const;

const volumeWords = [
  ['recipientAccountId', 0],
  ['awsRegion', 1],
  ['first', 4],
  ['last', 5],
  ['events', 6],
] as const;

/** Columns, each from a word of rows that lie one after another. */
function tableOf<C extends Columns>(
  columns: C,
  rows: Uint32Array,
  stride: number,
  words: readonly (readonly [name: string, at: number])[],
): Table<C> {
  const length = rows.length / stride;
  const out: Record<string, Uint8Array | Uint32Array> = {};
  for (const [name, from] of words) {
    const type = columns[name]!;
    const width = wordsOf(type);
    const column = newColumn(type, length);
    if (width === 1) for (let row = 0, at = from; row < length; row++, at += stride) column[row] = rows[at]!;
    else {
      for (let row = 0; row < length; row++) {
        for (let i = 0; i < width; i++) column[row * width + i] = rows[row * stride + from + i]!;
      }
    }
    out[name] = column;
  }
  return { length, columns: out as Table<C>['columns'] };
}

function eventsOf(log: Uint32Array): EventLog {
  const length = log.length / EVENT_WORDS;
  const identity = new Uint32Array(length * 2);
  const [eventTime, useRow, volumeRow, file] = [1, 2, 3, 4].map(() => new Uint32Array(length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const failed = new Uint8Array(length);
  for (let row = 0, at = 0; row < length; row++, at += EVENT_WORDS) {
    identity[row * 2] = log[at]!;
    identity[row * 2 + 1] = log[at + 1]!;
    eventTime[row] = log[at + 2]!;
    useRow[row] = log[at + 3]!;
    volumeRow[row] = log[at + 4]!;
    file[row] = log[at + 5]!;
    failed[row] = log[at + 6]!;
  }
  return { length, identity, eventTime, useRow, volumeRow, failed, file };
}
