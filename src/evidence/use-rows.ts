import { newColumn, wordsOf } from '../lib/tables.ts';
import { createRowSet } from '../lib/row-set.ts';
import type { Table } from '../model/columns.ts';
import { useColumns, useDimensions } from '../model/facts.ts';
import { SLOT } from './slots.ts';

/** Hot: one call of `add` a record. */
export interface UseRows {
  readonly length: number;
  /** Counts the event in the slots and gives its row. */
  add(slots: Uint32Array): number;
  freeze(): Table<typeof useColumns>;
}

/** The slots of the dimensions, in the order of the columns of `uses`; the clock hour comes after them. */
const sources = useDimensions.map((name) => SLOT[name]);

const WIDTH = useDimensions.length + 1;
/** first, last, count, errors, firstEventID (4), firstEventName, lastEventID (4). */
const VALUES = 13;
const AT = { first: 0, last: 1, count: 2, errors: 3, firstEventID: 4, firstEventName: 8, lastEventID: 9 } as const;

/** No rows. */
export function createUseRows(): UseRows {
  const set = createRowSet(WIDTH);
  const key = new Uint32Array(WIDTH);
  let values = new Uint32Array(VALUES * 64);

  function add(slots: Uint32Array): number {
    for (let i = 0; i < sources.length; i++) key[i] = slots[sources[i]!]!;
    key[WIDTH - 1] = (slots[SLOT.eventTime]! / 3600) | 0;
    const before = set.size;
    const row = set.rowOf(key);
    if ((row + 1) * VALUES > values.length) {
      const grown = new Uint32Array(values.length * 2);
      grown.set(values);
      values = grown;
    }
    count(values, row * VALUES, slots, row === before);
    return row;
  }

  return {
    get length() {
      return set.size;
    },
    add,
    freeze: () => freeze(set.words, values, set.size),
  };
}

function count(values: Uint32Array, at: number, slots: Uint32Array, isNew: boolean): void {
  const time = slots[SLOT.eventTime]!;
  if (isNew || isBefore(time, slots, SLOT.eventID, values[at + AT.first]!, values, at + AT.firstEventID)) {
    values[at + AT.first] = time;
    for (let i = 0; i < 4; i++) values[at + AT.firstEventID + i] = slots[SLOT.eventID + i]!;
    values[at + AT.firstEventName] = slots[SLOT.eventName]!;
  }
  if (isNew || isBefore(values[at + AT.last]!, values, at + AT.lastEventID, time, slots, SLOT.eventID)) {
    values[at + AT.last] = time;
    for (let i = 0; i < 4; i++) values[at + AT.lastEventID + i] = slots[SLOT.eventID + i]!;
  }
  values[at + AT.count]!++;
  values[at + AT.errors]! += slots[SLOT.failed]!;
}

/** Whether the first event is earlier: by time, then by `eventID`, so that the order of reading never matters. */
export function isBefore(
  time: number,
  id: Uint32Array,
  idAt: number,
  otherTime: number,
  otherId: Uint32Array,
  otherAt: number,
): boolean {
  if (time !== otherTime) return time < otherTime;
  for (let i = 0; i < 4; i++) {
    if (id[idAt + i] !== otherId[otherAt + i]) return id[idAt + i]! < otherId[otherAt + i]!;
  }
  return false;
}

function freeze(keys: Uint32Array, values: Uint32Array, length: number): Table<typeof useColumns> {
  const columns: Record<string, Uint8Array | Uint32Array> = {};
  const take = (name: keyof typeof useColumns, from: Uint32Array, stride: number, offset: number): void => {
    const width = wordsOf(useColumns[name]);
    const column = newColumn(useColumns[name], length);
    for (let row = 0; row < length; row++) {
      for (let i = 0; i < width; i++) column[row * width + i] = from[row * stride + offset + i]!;
    }
    columns[name] = column;
  };
  for (const [i, name] of useDimensions.entries()) take(name, keys, WIDTH, i);
  for (const [name, offset] of Object.entries(AT)) take(name as keyof typeof AT, values, VALUES, offset);
  return { length, columns: columns as Table<typeof useColumns>['columns'] };
}
