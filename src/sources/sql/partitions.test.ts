import { expect, test } from 'vitest';
import { partitionConditions } from './partitions.ts';
import type { Partition } from './table-shape.ts';

const conditions = (partitions: readonly Omit<Partition, 'format'>[], from: string, to: string): string[] =>
  partitionConditions(
    { from: 't', types: new Map(), partitions: partitions.map((one) => ({ ...one, format: null })) },
    { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000, accounts: [], regions: [] },
  );
const calendar = (type: string) => ['year', 'month', 'day'].map((name) => ({ name, type }));

test('partitions by hand may have months and days without a zero: both are asked for', () => {
  expect(conditions(calendar('string'), '2026-09-29T00:00:00Z', '2026-10-01T00:00:00Z')).toEqual([
    `(("year" = '2026' AND "month" IN ('09', '9') AND "day" IN ('29', '30'))` +
      ` OR ("year" = '2026' AND "month" = '10' AND "day" IN ('01', '1')))`,
  ]);
});

test('those of numbers have none', () => {
  expect(conditions(calendar('int'), '2026-12-31T00:00:00Z', '2026-12-31T12:00:00Z')).toEqual([
    '(("year" = 2026 AND "month" = 12 AND "day" = 31) OR ("year" = 2027 AND "month" = 1 AND "day" = 1))',
  ]);
});

test.each([
  ['varchar', `"dt" IN ('2026/11/01', '2026-11-01', '20261101', '2026/11/02', '2026-11-02', '20261102')`],
  ['integer', '"dt" IN (20261101, 20261102)'],
  ['date', `"dt" IN (DATE '2026-11-01', DATE '2026-11-02')`],
])('days in one column of %s, and the one after the last', (type, condition) => {
  expect(conditions([{ name: 'dt', type }], '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')).toEqual([condition]);
});
