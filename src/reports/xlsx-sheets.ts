import type { Cell, CellObject, SheetData } from 'write-excel-file/node';
import { forSheet } from '../lib/neutralise.ts';

/** One column of a sheet whose rows are alike. */
export interface SheetColumn<Row> {
  readonly title: string;
  /** In characters of the default font. */
  readonly width: number;
  /** Text is a text, whatever it looks like; numbers, dates and truth values are real ones. Null is an empty cell. */
  readonly value: (row: Row) => SheetValue;
  readonly wrap?: true;
}

export type SheetValue = string | number | boolean | Date | null;

/** ISO text as a date cell: Excel knows no time zones, and UTC is what all of stemma shows. */
export function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

export const DATE_FORMAT = 'yyyy-mm-dd hh:mm:ss';
const head = { fontWeight: 'bold', backgroundColor: '#E8ECF1', alignVertical: 'center', height: 20 } as const;

/** A sheet: its header row, then the rows that fit. */
export function sheetData<Row>(columns: readonly SheetColumn<Row>[], rows: Iterable<Row>): SheetData {
  const data: SheetData = [columns.map(({ title }): CellObject => ({ value: title, type: String, ...head }))];
  for (const row of rows) data.push(columns.map((column) => cell(column.value(row), column.wrap ?? false)));
  return data;
}

export function cell(value: SheetValue, wrap = false): Cell {
  if (value === null || value === '') return null;
  // A wrapped text makes its row tall, and all of the row is read from its first line on.
  const at = { alignVertical: 'top' } as const;
  if (value instanceof Date) return { value, type: Date, format: DATE_FORMAT, align: 'left', ...at };
  if (typeof value === 'number') return { value, type: Number, ...at };
  if (typeof value === 'boolean') return { value, type: Boolean, ...at };
  return { value: textOf(value), type: String, ...at, ...(wrap ? { wrap: true } : {}) };
}

/**
 * The library looks texts up in a plain object, where `constructor` and `__proto__` are always found: a session of that
 * name would break the workbook. A blank behind it makes it a text like any other.
 */
function textOf(value: string): string {
  const text = forSheet(value);
  return text in {} ? `${text} ` : text;
}
