// Hot, see `npm run bench` and docs/performance.md.
import type {
  ColumnArray,
  Columns,
  ColumnType,
  Ids,
  Row,
  RowSource,
  RowValue,
  Table,
  TextPool,
  Values,
} from '../model/columns.ts';
import { FLAG_FALSE, FLAG_TRUE, FLAG_UNKNOWN } from '../model/columns.ts';
import type { GrowingTexts } from './text-pool.ts';

/** A table that rows are added to. Its arrays are replaced when they grow, so nobody may hold on to one over `addRow`. */
export interface GrowingTable<C extends Columns> {
  readonly length: number;
  readonly columns: { readonly [Name in keyof C]: ColumnArray<C[Name]> };
  /** Adds a row of nulls and zeros and gives its number. */
  addRow(): number;
  /** Adds so many rows and gives the number of the first. */
  addRows(count: number): number;
  /** The rows so far, in arrays of exactly their length that can be transferred. */
  freeze(): Table<C>;
}

/** An empty table that grows. */
export function createTable<C extends Columns>(columns: C): GrowingTable<C> {
  const names = Object.keys(columns);
  const arrays: Record<string, Uint8Array | Uint32Array> = {};
  let capacity = 0;
  let length = 0;
  resize(64);

  function resize(rows: number): void {
    capacity = rows;
    for (const name of names) {
      const grown = newColumn(columns[name]!, rows);
      if (arrays[name] !== undefined) grown.set(arrays[name]);
      arrays[name] = grown;
    }
  }

  function addRows(count: number): number {
    if (length + count > capacity) resize(Math.max(length + count, capacity * 2));
    length += count;
    return length - count;
  }

  return {
    get length() {
      return length;
    },
    columns: arrays as GrowingTable<C>['columns'],
    addRow: () => addRows(1),
    addRows,
    freeze() {
      const frozen: Record<string, Uint8Array | Uint32Array> = {};
      for (const name of names) frozen[name] = arrays[name]!.slice(0, length * wordsOf(columns[name]!));
      return { length, columns: frozen as Table<C>['columns'] };
    },
  };
}

/** Makes a table of plain rows; what a row leaves out is null or 0. Texts get their codes from `texts`. */
export function tableFromRows<C extends Columns>(
  columns: C,
  rows: readonly Partial<Row<C>>[],
  texts: GrowingTexts,
): Table<C> {
  const table = createTable(columns);
  for (const row of rows) appendRow(columns, table, row, texts);
  return table.freeze();
}

/** Adds one plain row to a growing table and gives its number. */
export function appendRow<C extends Columns>(
  columns: C,
  table: GrowingTable<C>,
  row: Partial<Row<C>>,
  texts: GrowingTexts,
): number {
  const at = table.addRow();
  for (const name in columns) {
    const value: unknown = row[name];
    if (value !== undefined && value !== null) writeValue(columns[name]!, table.columns[name], at, value, texts);
  }
  return at;
}

/** One row of a table as a plain object. */
export function readRow<C extends Columns>(columns: C, table: RowSource<C>, row: number, texts: TextPool): Row<C> {
  const out: Record<string, RowValue<ColumnType>> = {};
  for (const name in columns) out[name] = readValue(columns[name]!, table.columns[name], row, texts);
  return out as Row<C>;
}

/** All rows of a table as plain objects: for tests, and for tables known to be small. */
export function readRows<C extends Columns>(columns: C, table: RowSource<C>, texts: TextPool): Row<C>[] {
  return Array.from({ length: table.length }, (_, row) => readRow(columns, table, row, texts));
}

export const WORD_BYTES = 4;

/** Elements a row takes in a column. */
export function wordsOf(type: ColumnType): number {
  return type === 'uuid' ? 4 : 1;
}

/** A zeroed array for so many rows of a column. */
export function newColumn(type: ColumnType, rows: number): Uint8Array | Uint32Array {
  return type === 'flag' ? new Uint8Array(rows) : new Uint32Array(rows * wordsOf(type));
}

/** Writes one value, not null, into a column; texts get their codes from `texts`. */
export function writeValue(
  type: ColumnType,
  array: Uint8Array | Uint32Array,
  row: number,
  value: unknown,
  texts: GrowingTexts,
): void {
  if (type === 'uuid') {
    if (typeof value === 'string') parseUuid(value, array, row * 4);
  } else if (type === 'text') {
    if (typeof value === 'string') array[row] = texts.codeOf(value);
  } else if (type === 'flag') {
    array[row] = flagOf(value as boolean | null);
  } else {
    array[row] = value as number;
  }
}

function readValue(
  type: ColumnType,
  column: Ids | Values,
  row: number,
  texts: TextPool,
): string | number | boolean | null {
  if (type === 'uuid') return uuidAt(column as Ids, row);
  const array = column as Values;
  switch (type) {
    case 'text':
      return texts.get(array[row]!);
    case 'time':
      return array[row] === 0 ? null : array[row]!;
    case 'count':
      return array[row]!;
    case 'flag':
      return booleanOf(array[row]!);
  }
}

/** The code of a flag column. */
export function flagOf(value: boolean | null): number {
  return value === null ? FLAG_UNKNOWN : value ? FLAG_TRUE : FLAG_FALSE;
}

/** What a flag column's code means. */
export function booleanOf(flag: number): boolean | null {
  return flag === FLAG_UNKNOWN ? null : flag === FLAG_TRUE;
}

const UUID_LENGTH = 36;
const DASH = 45;

/** Writes a UUID's four big-endian words at `at`; false where the text is none. Hot: once a record. */
export function parseUuid(text: string, words: Uint8Array | Uint32Array, at: number): boolean {
  if (text.length !== UUID_LENGTH) return false;
  let word = 0;
  let digits = 0;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const code = text.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (code !== DASH) return false;
      continue;
    }
    const digit = hexDigit(code);
    if (digit === -1) return false;
    word = (word << 4) | digit;
    digits++;
    if ((digits & 7) === 0) words[at + (digits >> 3) - 1] = word;
  }
  return true;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The text of a row of a `uuid` column, null where its four words are zero. */
export function uuidAt(ids: Ids, row: number): string | null {
  return ArrayBuffer.isView(ids) ? uuidOf(ids, row * 4) : uuidOf(ids.wordsOf(row), 0);
}

function uuidOf(words: Uint8Array | Uint32Array, at: number): string | null {
  const a = words[at]!;
  const b = words[at + 1]!;
  const c = words[at + 2]!;
  const d = words[at + 3]!;
  if ((a | b | c | d) === 0) return null;
  return `${hex4(a)}-${hex2(b >>> 16)}-${hex2(b)}-${hex2(c >>> 16)}-${hex2(c)}${hex4(d)}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The low two bytes. Hot: a long list has ids by the hundred thousand, and a table takes a sixth of `toString`'s time. */
const hex2 = (word: number): string => HEX[(word >>> 8) & 0xff]! + HEX[word & 0xff]!;

const hex4 = (word: number): string => hex2(word >>> 16) + hex2(word);
