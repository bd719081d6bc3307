import { NotThereError, UsageError } from '../../lib/errors.ts';
import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { QueriedRow, QueriedWindow } from '../../model/queried.ts';
import type { SourceItem, SourceOptions } from '../source.ts';
import type { Engine } from './engine.ts';
import { answerColumns, factsQuery } from './facts-query.ts';
import { apartIn, type Span, spansToRead } from './hours.ts';
import { type AnswerRow, queriedRow } from './queried-row.ts';
import { lacking, lossyColumns, missingColumns, type TableShape } from './table-shape.ts';

/** A table as the user names it, taken apart by its source. */
export interface TableName {
  /** The whole text, without credentials: what the ledger knows it by. */
  readonly spec: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

type QueryItem = Extract<SourceItem, { kind: 'query' }>;

const DAY = 86_400;
/** Without `--since`: a query costs by what it reads, and "everything" of a table may be ten years. */
const USUAL_DAYS = 90;
/** A statement that read less than this lets the next one read twice the days. */
const SMALL_BYTES = 20e9;
const MOST_HOURS = 32 * 24;

/** What a source of tables offers: windows of time, one statement each. */
export function queryItem(table: TableName, engine: Engine, options: SourceOptions): QueryItem {
  const prefix = `${table.spec}#`;
  return {
    kind: 'query',
    source: table.spec,
    prefix,
    from: rangeOf(options).from,
    windows: (known) => windowsOf(table, engine, { ...options, prefix, known }),
  };
}

function rangeOf({ since, until, now }: SourceOptions): { from: EpochSeconds; to: EpochSeconds } {
  const to = Math.min(until ?? now(), now());
  return { from: since ?? to - USUAL_DAYS * DAY, to };
}

interface Asking extends SourceOptions {
  readonly prefix: string;
  readonly known: ReadonlyMap<string, string>;
}

async function* windowsOf(name: TableName, engine: Engine, asking: Asking): AsyncGenerator<QueriedWindow> {
  const { signal, tell } = asking;
  const table = await describe(name, engine, asking);
  const now = asking.now();
  const { from, to } = rangeOf(asking);
  if (asking.since === null) tell(`${name.spec}: reads from ${formatTime(from)} on; --since reads from another time`);
  const runs = spansToRead({ prefix: asking.prefix, from, to, now, known: asking.known }, Infinity);
  const limit = engine.learnsByReading ? asking.maxScanBytes : null;
  const fewest = limit === null ? 24 : 1;
  let hours = fewest;
  let bytesAnHour = 0;
  while (runs.length > 0) {
    signal.throwIfAborted();
    await engine.allow?.({ from: runs[0]!.from, to: runs.at(-1)!.to, bytesAnHour }, signal);
    const before = engine.scannedBytes;
    const span = limit === null ? takeFirst(runs, hours) : takeLast(runs, within(limit - before, bytesAnHour, hours));
    yield { hours: span.hours, rows: rowsOf({ name, table, engine, span, signal }) };
    const read = engine.scannedBytes - before;
    bytesAnHour = Math.max(bytesAnHour, read / span.hours.length);
    if (read < SMALL_BYTES) hours = Math.min(MOST_HOURS, hours * 2);
    else hours = Math.max(fewest, hours >> 1);
  }
}

/** How many of some hours may be read, if each reads as much as the dearest until now. */
const within = (bytes: number, bytesAnHour: number, hours: number): number =>
  bytesAnHour === 0 ? hours : Math.max(1, Math.min(hours, Math.floor(bytes / bytesAnHour)));

async function describe(name: TableName, engine: Engine, { signal, tell }: Asking): Promise<TableShape> {
  const table = await engine.describe(signal);
  const missing = missingColumns(table);
  if (missing.length > 0) {
    throw new NotThereError(`${name.spec}: no table of CloudTrail logs: it has no ${missing.join(', ')}`, {
      exitCode: 3,
      hint: 'stemma athena setup prints a table that fits',
    });
  }
  const lossy = lossyColumns(table);
  if (lossy.length > 0) {
    const them = lossy.length === 1 ? 'is a structure' : 'are structures';
    throw new NotThereError(`${name.spec}: ${lossy.join(' and ')} ${them}, in which names of fields are lost`, {
      exitCode: 3,
      hint: 'ask a table that has them as texts (stemma athena setup prints one), or an event data store itself (lake:)',
    });
  }
  const lacks = lacking(table);
  if (lacks.length > 0) tell(`${name.spec}: the table has no ${lacks.join('; no ')}`);
  return table;
}

/** The first hours of the first run; what is left of it stays. */
function takeFirst(runs: Span[], count: number): Span {
  const run = runs.shift()!;
  if (run.hours.length <= count) return run;
  const rest = run.hours.slice(count);
  const cut = rest[0]!.from;
  runs.unshift({ from: cut, to: run.to, hours: rest });
  return { from: run.from, to: cut, hours: run.hours.slice(0, count) };
}

/** The last hours of the last run: an event data store may have begun long after the time that is asked for, and tell nothing of what an hour reads. */
function takeLast(runs: Span[], count: number): Span {
  const run = runs.pop()!;
  if (run.hours.length <= count) return run;
  const last = run.hours.slice(-count);
  const cut = last[0]!.from;
  runs.push({ from: run.from, to: cut, hours: run.hours.slice(0, -count) });
  return { from: cut, to: run.to, hours: last };
}

interface Reading {
  readonly name: TableName;
  readonly table: TableShape;
  readonly engine: Engine;
  readonly span: Span;
  readonly signal: AbortSignal;
}

async function* rowsOf({ name, table, engine, span, signal }: Reading): AsyncGenerator<QueriedRow> {
  const dialect = engine.dialectOf(table);
  const { accounts, regions } = name;
  const write = (filters: Pick<TableName, 'accounts' | 'regions'>): string =>
    factsQuery({ table, dialect, extent: { from: span.from, to: span.to, ...filters }, apart: apartIn(span) });
  const whole = write({ accounts, regions });
  const isTooLong = engine.longestStatement !== null && whole.length > engine.longestStatement;
  // What is read over there is the same without them: only more rows come home.
  const sql = isTooLong ? write({ accounts: [], regions: [] }) : whole;
  for await (const row of engine.run(sql, answerColumns(dialect), signal)) {
    if (!isTooLong || isWanted(row, name)) yield queriedRow(row);
  }
}

function isWanted(row: AnswerRow, { accounts, regions }: TableName): boolean {
  const isOf = (value: AnswerRow[string] | undefined, texts: readonly string[]): boolean =>
    texts.length === 0 || texts.includes(String(value));
  return isOf(row['recipientaccountid'], accounts) && isOf(row['awsregion'], regions);
}

/** `?account=…&region=…` behind a table: only these. */
export function filtersOf(spec: string, search: URLSearchParams): Pick<TableName, 'accounts' | 'regions'> {
  const unknown = [...search.keys()].find((key) => key !== 'account' && key !== 'region');
  if (unknown !== undefined) {
    throw new UsageError(
      `${spec}: no such filter: ${unknown}`,
      'filters are ?account=111122223333,… and &region=us-east-1,…',
    );
  }
  const listed = (key: string): string[] =>
    search
      .getAll(key)
      .flatMap((text) => text.split(','))
      .filter((text) => text !== '')
      .sort();
  return { accounts: listed('account'), regions: listed('region') };
}
