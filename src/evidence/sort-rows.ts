import { newColumn, wordsOf } from '../lib/tables.ts';
import type { Columns, Table } from '../model/columns.ts';
import type { FactKind } from '../model/facts.ts';
import { hourOf } from '../lib/time.ts';

/** The table with its rows in order: by the columns of `first`, then by all others. Text codes must be in text order. */
export function sortRows(columns: Columns, table: Table<Columns>, first: readonly string[]): Table<Columns> {
  const names = [...new Set([...first, ...Object.keys(columns)])];
  const keys = names.map((name) => ({ array: table.columns[name]!, width: wordsOf(columns[name]!) }));
  const order = Uint32Array.from({ length: table.length }, (_, row) => row);
  order.sort((a, b) => {
    for (const { array, width } of keys) {
      for (let i = 0; i < width; i++) {
        const difference = array[a * width + i]! - array[b * width + i]!;
        if (difference !== 0) return difference;
      }
    }
    return 0;
  });
  return pickRows(columns, table, order);
}

/** Makes one row of rows that are one: equal ones, and uses and volumes that differ in nothing but what they sum up. */
export function collapseRows(kind: FactKind, columns: Columns, table: Table<Columns>): Table<Columns> {
  const sums = kind === 'uses' || kind === 'volumes';
  const names = Object.keys(columns).filter((name) => !sums || !summed.has(name));
  const kept: number[] = [];
  for (let row = 0; row < table.length; row++) {
    const before = kept.at(-1);
    if (
      before === undefined ||
      !isSame(columns, table, names, before, row) ||
      (sums && !sameHour(table, before, row))
    ) {
      kept.push(row);
    } else if (kind === 'uses') {
      addUse(table, before, row);
    } else if (kind === 'volumes') {
      addVolume(table, before, row);
    }
  }
  return pickRows(columns, table, Uint32Array.from(kept));
}

const summed = new Set(['first', 'last', 'count', 'errors', 'events', 'firstEventID', 'firstEventName', 'lastEventID']);

function isSame(columns: Columns, table: Table<Columns>, names: readonly string[], a: number, b: number): boolean {
  return names.every((name) => {
    const width = wordsOf(columns[name]!);
    const array = table.columns[name]!;
    for (let i = 0; i < width; i++) if (array[a * width + i] !== array[b * width + i]) return false;
    return true;
  });
}

function sameHour(table: Table<Columns>, a: number, b: number): boolean {
  const first = table.columns['first']!;
  return hourOf(first[a]!) === hourOf(first[b]!);
}

function addUse(table: Table<Columns>, to: number, from: number): void {
  const column = (name: string): Uint32Array => table.columns[name] as Uint32Array;
  const [first, firstID] = [column('first'), column('firstEventID')];
  if (isBefore(first[from]!, firstID, from * 4, first[to]!, firstID, to * 4)) {
    first[to] = first[from]!;
    firstID.copyWithin(to * 4, from * 4, from * 4 + 4);
    column('firstEventName')[to] = column('firstEventName')[from]!;
  }
  const [last, lastID] = [column('last'), column('lastEventID')];
  if (isBefore(last[to]!, lastID, to * 4, last[from]!, lastID, from * 4)) {
    last[to] = last[from]!;
    lastID.copyWithin(to * 4, from * 4, from * 4 + 4);
  }
  column('count')[to]! += column('count')[from]!;
  column('errors')[to]! += column('errors')[from]!;
}

/** Whether the first event is earlier: by time, then by `eventID`, so that the order of reading never matters. */
function isBefore(
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

function addVolume(table: Table<Columns>, to: number, from: number): void {
  const { first, last, events } = table.columns;
  first![to] = Math.min(first![to]!, first![from]!);
  last![to] = Math.max(last![to]!, last![from]!);
  events![to]! += events![from]!;
}

function pickRows(columns: Columns, table: Table<Columns>, rows: Uint32Array): Table<Columns> {
  const out: Record<string, Uint8Array | Uint32Array> = {};
  for (const name of Object.keys(columns)) {
    const width = wordsOf(columns[name]!);
    const from = table.columns[name]!;
    const to = newColumn(columns[name]!, rows.length);
    for (let i = 0; i < rows.length; i++) {
      for (let word = 0; word < width; word++) to[i * width + word] = from[rows[i]! * width + word]!;
    }
    out[name] = to;
  }
  return { length: rows.length, columns: out };
}
