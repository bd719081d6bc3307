import { gatherRows } from '../../src/evidence/index.ts';
import { readRows } from '../../src/lib/tables.ts';
import { defaultAwsOptions } from '../../src/model/aws.ts';
import type { Columns } from '../../src/model/columns.ts';
import { type CaseFacts, type FactBatch, factColumns, type FactKind } from '../../src/model/facts.ts';
import { openSource } from '../../src/sources/index.ts';
import { readParquet } from '../../src/store/index.ts';

/** Facts as the query sources get them from the server that `npm run test:trino` has started, to be compared. */

export type Json = Record<string, unknown>;

export const origin = process.env['STEMMA_TEST_TRINO'] ?? '';
export const coordinator = { origin, user: 'stemma', authorization: null };
export const factKinds = Object.keys(factColumns) as FactKind[];
const NOW = Date.UTC(2030, 0, 1) / 1000;

export interface Time {
  readonly since: number;
  readonly until: number;
  readonly now?: number;
}

/** `catalog/schema/table`, with filters behind it where there are some. */
export async function queried(table: string, { since, until, now = NOW }: Time): Promise<FactBatch[]> {
  const { signal } = new AbortController();
  const options = {
    stdin: process.stdin,
    exclude: new Set<string>(),
    since,
    until,
    now: () => now,
    env: {},
    tell: () => undefined,
    maxScanBytes: null,
    readParquet,
    aws: defaultAwsOptions,
    issuancesOnly: false,
    lookSeconds: null,
    statesUnder: async () => new Map<string, string>(),
    unread: async <F>(files: readonly F[]) => files,
    signal,
    defer: () => undefined,
  };
  const batches: FactBatch[] = [];
  for await (const item of openSource(specOf(table), options)) {
    if (item.kind !== 'query') throw new Error(`${item.kind}: not a query`);
    for await (const { rows, hours } of item.windows(new Map())) batches.push(await gatherRows(rows, hours));
  }
  return batches;
}

export const specOf = (table: string): string => `${origin.replace('http', 'trino')}/${table}`;

/** All rows of all kinds, to be compared. */
export const told = (facts: CaseFacts): Record<string, unknown[]> =>
  Object.fromEntries(factKinds.map((kind) => [kind, readRows<Columns>(factColumns[kind], facts[kind], facts.texts)]));

export const timesOf = (records: readonly Json[]): number[] =>
  records.map(({ eventTime }) => Date.parse(String(eventTime)) / 1000);

export function spanOf(records: readonly Json[]): Time {
  const times = timesOf(records);
  return { since: Math.min(...times), until: Math.max(...times) + 1 };
}

/** Whole hours: what is grouped. */
export const hoursAround = ({ since, until }: Time): Time => ({
  since: Math.floor(since / 3600) * 3600,
  until: Math.ceil(until / 3600) * 3600,
});
