import type { ColumnType, Values } from '../model/columns.ts';
import type { FactKind } from '../model/facts.ts';
import { freeArrays } from '../lib/free-arrays.ts';
import { Rearrangement } from '../lib/rearrangement.ts';
import { newColumn, wordsOf } from '../lib/tables.ts';
import { columnsOf } from './schema.ts';

/**
 * Facts of one kind in columns, texts as codes of the case. A column that is null or 0 in all rows, as most are of most
 * trails, is left out.
 */
export interface Rows {
  readonly length: number;
  readonly columns: Record<string, Uint8Array | Uint32Array>;
}

export const noRows: Rows = { length: 0, columns: {} };

export const countRows = (lots: readonly Rows[]): number => lots.reduce((sum, { length }) => sum + length, 0);

/**
 * Several lots of rows as one. Where there is only one it is given as it is. The lots are no longer the caller's: each column
 * is freed as soon as it is copied, so that memory holds the rows once, and not twice.
 */
export function joinRows(kind: FactKind, lots: readonly Rows[]): Rows {
  const some = lots.filter(({ length }) => length > 0);
  if (some.length <= 1) return some[0] ?? noRows;
  const length = countRows(some);
  const columns: Rows['columns'] = {};
  for (const [name, type] of columnsOf(kind)) {
    if (some.every((lot) => lot.columns[name] === undefined)) continue;
    columns[name] = newColumn(type, length);
    moveColumn(some, { name, type, to: columns[name], at: 0 });
  }
  return { length, columns };
}

interface Move {
  readonly name: string;
  readonly type: ColumnType;
  readonly to: Uint8Array | Uint32Array;
  /** The row of `to` where the first lot begins. */
  readonly at: number;
}

/** Copies one column of several lots, one behind the other, and frees it there. */
export function moveColumn(lots: readonly Rows[], { name, type, to, at }: Move): void {
  let row = at;
  for (const lot of lots) {
    const from = lot.columns[name];
    delete lot.columns[name];
    if (from !== undefined) to.set(from, row * wordsOf(type));
    freeArrays([from]);
    row += lot.length;
  }
}

/** The rows of a lot at some positions, in their order. */
export function pickRows(kind: FactKind, rows: Rows, positions: Uint32Array): Rows {
  const columns: Rows['columns'] = {};
  for (const [name, type] of columnsOf(kind)) {
    const from = rows.columns[name];
    if (from !== undefined) columns[name] = picked(from, type, positions);
  }
  return { length: positions.length, columns };
}

const FAR_APART = 1 << 18;

/** Whether looking at rows in any order takes longer than moving them into that order first: fewer lie in caches. */
export const areFarApart = ({ length }: Rows): boolean => length >= FAR_APART;

/** The same as `takeRows` where the positions are those of all of very many rows in another order. */
export function reorderRows(kind: FactKind, rows: Rows, order: Uint32Array): Rows {
  using inOrder = new Rearrangement(order);
  return takeColumns(kind, rows, { length: rows.length, take: (from, type) => inOrder.of(from, wordsOf(type)) });
}

/** The same as `pickRows` where the lot is no longer the caller's: its columns are taken and freed one by one. */
export function takeRows(kind: FactKind, rows: Rows, positions: Uint32Array): Rows {
  return takeColumns(kind, rows, { length: positions.length, take: (from, type) => picked(from, type, positions) });
}

type Column = Uint8Array | Uint32Array;

function takeColumns(
  kind: FactKind,
  rows: Rows,
  { length, take }: { length: number; take: (from: Column, type: ColumnType) => Column },
): Rows {
  const columns: Rows['columns'] = {};
  for (const [name, type] of columnsOf(kind)) {
    const from = rows.columns[name];
    if (from === undefined) continue;
    delete rows.columns[name];
    columns[name] = take(from, type);
    freeArrays([from]);
  }
  return { length, columns };
}

function picked(from: Uint8Array | Uint32Array, type: ColumnType, positions: Uint32Array): Uint8Array | Uint32Array {
  const to = newColumn(type, positions.length);
  // Each kind has a loop of its own: optimised code is made for the arrays that it was seen to be given.
  if (type === 'uuid') pickIds(from as Uint32Array, to as Uint32Array, positions);
  else if (type === 'flag') pickFlags(from as Uint8Array, to as Uint8Array, positions);
  else pickWords(from as Uint32Array, to as Uint32Array, positions);
  return to;
}

function pickIds(from: Uint32Array, to: Uint32Array, positions: Uint32Array): void {
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i]! * 4;
    to[i * 4] = from[at]!;
    to[i * 4 + 1] = from[at + 1]!;
    to[i * 4 + 2] = from[at + 2]!;
    to[i * 4 + 3] = from[at + 3]!;
  }
}

function pickFlags(from: Uint8Array, to: Uint8Array, positions: Uint32Array): void {
  for (let i = 0; i < positions.length; i++) to[i] = from[positions[i]!]!;
}

function pickWords(from: Uint32Array, to: Uint32Array, positions: Uint32Array): void {
  for (let i = 0; i < positions.length; i++) to[i] = from[positions[i]!]!;
}

/**
 * The values of a lot that is not written again, in one or two bytes each where the greatest of a column needs no more. The
 * columns are taken from the lot and freed there one by one; ids, and what is as narrow already, stay in it.
 */
export function narrowRows(kind: FactKind, { columns }: Rows): Record<string, Values> {
  const narrow: Record<string, Values> = {};
  for (const [name, type] of columnsOf(kind)) {
    const wide = columns[name];
    if (wide === undefined || type === 'uuid' || type === 'flag') continue;
    const greatest = greatestOf(wide);
    if (greatest > 0xffff) continue;
    narrow[name] = greatest > 0xff ? new Uint16Array(wide) : new Uint8Array(wide);
    delete columns[name];
    freeArrays([wide]);
  }
  return narrow;
}

function greatestOf(values: Values): number {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > greatest) greatest = values[i]!;
  return greatest;
}

/** All columns of a kind: those that are left out share one array of zeros. */
export function fullColumns(kinds: Readonly<Record<FactKind, Rows>>): Record<FactKind, Rows> {
  let words = 0;
  for (const { length } of Object.values(kinds)) words = Math.max(words, length * wordsOf('uuid'));
  const zeros = new Uint32Array(words);
  const flags = new Uint8Array(zeros.buffer);
  const full = Object.entries(kinds).map(([kind, { length, columns }]) => {
    const all = columnsOf(kind as FactKind).map(([name, type]) => [
      name,
      columns[name] ?? (type === 'flag' ? flags.subarray(0, length) : zeros.subarray(0, length * wordsOf(type))),
    ]);
    return [kind, { length, columns: Object.fromEntries(all) as Rows['columns'] }];
  });
  return Object.fromEntries(full) as Record<FactKind, Rows>;
}
