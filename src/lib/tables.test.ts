import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Row } from '../model/columns.ts';
import { appendRow, createTable, parseUuid, readRow, readRows, tableFromRows, uuidAt } from './tables.ts';
import { createTexts } from './text-pool.ts';

const columns = { name: 'text', at: 'time', uses: 'count', mfa: 'flag', eventID: 'uuid' } as const;

const rows = fc.array(
  fc.record<Row<typeof columns>>({
    name: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
    at: fc.option(fc.integer({ min: 1, max: 2 ** 32 - 1 })),
    uses: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    mfa: fc.option(fc.boolean()),
    eventID: fc.option(fc.uuid()),
  }),
  { maxLength: 200 },
);

test('rows come back from their table as they went in', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const texts = createTexts();
      const table = tableFromRows(columns, all, texts);
      expect(table.length).toBe(all.length);
      expect(readRows(columns, table, texts)).toEqual(all);
    }),
  );
});

test('what a row leaves out is null, and a count 0', () => {
  const texts = createTexts();
  const table = tableFromRows(columns, [{}], texts);
  expect(readRow(columns, table, 0, texts)).toEqual({ name: null, at: null, uses: 0, mfa: null, eventID: null });
});

test('a frozen table is not changed by rows that come later', () => {
  const texts = createTexts();
  const table = createTable(columns);
  appendRow(columns, table, { uses: 1 }, texts);
  const frozen = table.freeze();
  appendRow(columns, table, { uses: 2 }, texts);
  expect([...frozen.columns.uses]).toEqual([1]);
  expect(table.length).toBe(2);
});

test('a UUID is written in lower case, whatever case it was read in', () => {
  const words = new Uint32Array(8);
  expect(parseUuid('ABCDEF01-2345-4789-8ABC-DEF012345678', words, 4)).toBe(true);
  expect([uuidAt(words, 0), uuidAt(words, 1)]).toEqual([null, 'abcdef01-2345-4789-8abc-def012345678']);
});

test.each([
  '',
  'abcdef01234547898abcdef012345678',
  'abcdef01-2345-4789-8abc-def01234567',
  'abcdef01-2345-4789-8abc-def0123456789',
  'abcdef01-2345-4789-8abc-def01234567g',
  'abcdef01-2345-4789-8abc_def012345678',
])('%j is no UUID', (text) => {
  expect(parseUuid(text, new Uint32Array(4), 0)).toBe(false);
});
