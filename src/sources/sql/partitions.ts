import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { isIn, literal, name } from './quote.ts';
import type { Partition, TableShape } from './table-shape.ts';

/** What is asked for; null without bound, empty lists for all. */
export interface Extent {
  readonly from: EpochSeconds;
  /** Not included. */
  readonly to: EpochSeconds;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

const SECONDS_A_DAY = 86_400;

/**
 * Conditions that let the engine leave files unread. CloudTrail lays a record into the folder of the day on which it
 * delivers it, some minutes after it happened, so the day after the last belongs to them.
 */
export function partitionConditions({ partitions }: TableShape, extent: Extent): string[] {
  const days = daysOf(extent);
  const byName = new Map(partitions.map((partition) => [partition.name, partition]));
  const out: string[] = [];
  const [year, month, day] = ['year', 'month', 'day'].map((part) => byName.get(part));
  if (year !== undefined && month !== undefined) out.push(calendar(days, year, month, day ?? null));
  else {
    const date = partitions.find(({ name: column }) => DATES.has(column));
    if (date !== undefined) out.push(oneOfDays(date, days));
  }
  for (const [names, values] of [
    [ACCOUNTS, extent.accounts],
    [REGIONS, extent.regions],
  ] as const) {
    const column = partitions.find((partition) => names.has(partition.name));
    if (column !== undefined && values.length > 0) out.push(isIn(text(column), values));
  }
  return out;
}

/** As AWS's pages and most people name them. `timestamp` is the name in Athena's guide. */
const DATES = new Set(['timestamp', 'date', 'day', 'dt', 'eventdate', 'event_date', 'event_day', 'log_date', 'ds']);
const ACCOUNTS = new Set(['account', 'accountid', 'account_id', 'aws_account_id', 'recipientaccount']);
const REGIONS = new Set(['region', 'aws_region', 'regionname']);

/** The days of the extent, and the one after, as [year, month, day]. */
function daysOf({ from, to }: Extent): [string, string, string][] {
  const out: [string, string, string][] = [];
  const first = Math.floor(from / SECONDS_A_DAY);
  const last = Math.floor((to - 1) / SECONDS_A_DAY) + 1;
  for (let day = first; day <= last; day++) {
    out.push(
      formatTime(day * SECONDS_A_DAY)
        .slice(0, 10)
        .split('-') as [string, string, string],
    );
  }
  return out;
}

function calendar(
  days: readonly [string, string, string][],
  year: Partition,
  month: Partition,
  day: Partition | null,
): string {
  const months = new Map<string, string[]>();
  for (const [y, m, d] of days) {
    const key = `${isOne(year, [y])} AND ${isOne(month, [m])}`;
    months.set(key, [...(months.get(key) ?? []), d]);
  }
  const each = [...months].map(([key, list]) => (day === null ? `(${key})` : `(${key} AND ${isOne(day, list)})`));
  return `(${each.join(' OR ')})`;
}

/** Zero-padded in CloudTrail's folders, but who adds partitions by hand may have written `3`; a column of numbers has none. */
function isOne({ name: column, type }: Partition, texts: readonly string[]): string {
  const values = isNumber(type)
    ? texts.map((text) => String(Number(text)))
    : [...new Set(texts.flatMap((text) => [text, String(Number(text))]))].map(literal);
  return values.length === 1 ? `${name(column)} = ${values[0]!}` : `${name(column)} IN (${values.join(', ')})`;
}

const isNumber = (type: string): boolean => /^(big|small|tiny)?int/i.test(type);

const text = ({ name: column, type }: Partition): string =>
  /^(varchar|string|char)/i.test(type) ? name(column) : `CAST(${name(column)} AS varchar)`;

/** Where the engine does not say how days are written, all usual ways are asked for. */
function oneOfDays(date: Partition, days: readonly [string, string, string][]): string {
  if (/^date/i.test(date.type)) {
    return `${name(date.name)} IN (${days.map((day) => `DATE ${literal(day.join('-'))}`).join(', ')})`;
  }
  if (/^timestamp/i.test(date.type)) {
    return `${name(date.name)} IN (${days.map((day) => `TIMESTAMP ${literal(`${day.join('-')} 00:00:00`)}`).join(', ')})`;
  }
  if (isNumber(date.type)) return `${name(date.name)} IN (${days.map((day) => day.join('')).join(', ')})`;
  const written =
    date.format === null
      ? days.flatMap((day) => [day.join('/'), day.join('-'), day.join('')])
      : days.map(([y, m, d]) => date.format!.replace('yyyy', y).replace('MM', m).replace('dd', d));
  return isIn(name(date.name), written);
}
