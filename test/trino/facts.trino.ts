import { beforeAll, expect, test } from 'vitest';
import { gatherRows, factsOf, mergeBatches } from '../../src/evidence/index.ts';
import { readRows } from '../../src/lib/tables.ts';
import type { Columns } from '../../src/model/columns.ts';
import { type CaseFacts, type FactBatch, factColumns, type FactKind } from '../../src/model/facts.ts';
import { readParquet } from '../../src/store/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { defaultAwsOptions } from '../../src/model/aws.ts';
import { attackNames, attackScenarios, benignScenarios, generateOrganisation, samples } from '../../src/synth/index.ts';
import { consoleIdentity, loadLines, makeTable, run, wholeIdentity } from './load-table.ts';

/** Facts of generated trails by SQL on a real Trino server, held to those of the scanner, record for record. */

type Json = Record<string, unknown>;

const origin = process.env['STEMMA_TEST_TRINO'] ?? '';
const coordinator = { origin, user: 'stemma', authorization: null };
const signal = new AbortController().signal;
const NOW = Date.UTC(2030, 0, 1) / 1000;

const scenarios = Object.entries({ ...samples, ...attackScenarios, ...benignScenarios });
const stories = scenarios.flatMap(([, tell], seed) => [...tell(seed + 1).world.records()]) as unknown as Json[];

const organisation = (): Json[] => {
  const text = new TextDecoder();
  const made = generateOrganisation({ days: 3, seed: 7, events: 6_000, attacks: attackNames });
  return [...made].flatMap(({ bytes }) => (JSON.parse(text.decode(bytes)) as { Records: Json[] }).Records);
};

const trails: Readonly<Record<string, Json[]>> = { stories, organisation: organisation() };

beforeAll(async () => {
  for (const [trail, records] of Object.entries(trails)) {
    const table = `memory.default.${trail}`;
    await loadLines(coordinator, `${table}_lines`, records);
    await makeTable(coordinator, table, { identity: wholeIdentity, lines: `${table}_lines` });
    await makeTable(coordinator, `${table}_console`, { identity: consoleIdentity, lines: `${table}_lines` });
    // Delivered twice, as CloudTrail may.
    await run(coordinator, `DROP TABLE IF EXISTS ${table}_twice`);
    await run(coordinator, `CREATE TABLE ${table}_twice AS SELECT * FROM ${table} UNION ALL SELECT * FROM ${table}`);
  }
});

test.each(Object.entries(trails))('%s has facts of every kind', (_, records) => {
  const facts = factsOf(records);
  for (const kind of Object.keys(factColumns) as FactKind[]) expect(facts[kind].length).toBeGreaterThan(0);
});

const timesOf = (records: readonly Json[]): number[] =>
  records.map(({ eventTime }) => Date.parse(String(eventTime)) / 1000);

async function queried(
  table: string,
  { since, until, now = NOW }: { since: number; until: number; now?: number },
): Promise<FactBatch[]> {
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
    unread: async <F>(files: readonly F[]) => files,
    signal,
    defer: () => undefined,
  };
  const batches: FactBatch[] = [];
  const spec = `${origin.replace('http', 'trino')}/memory/default/${table}`;
  for await (const item of openSource(spec, options)) {
    if (item.kind !== 'query') throw new Error(`${item.kind}: not a query`);
    for await (const { rows, hours } of item.windows(new Map())) batches.push(await gatherRows(rows, hours));
  }
  return batches;
}

const plain = (facts: CaseFacts, kind: FactKind): unknown[] =>
  readRows<Columns>(factColumns[kind], facts[kind], facts.texts);

/** All rows of all kinds, to be compared. */
const told = (facts: CaseFacts): Record<string, unknown[]> =>
  Object.fromEntries((Object.keys(factColumns) as FactKind[]).map((kind) => [kind, plain(facts, kind)]));

const spanOf = (records: readonly Json[]) => {
  const times = timesOf(records);
  return { since: Math.min(...times), until: Math.max(...times) + 1 };
};

/** Whole hours: what is grouped. */
const hoursAround = ({ since, until }: { since: number; until: number }) => ({
  since: Math.floor(since / 3600) * 3600,
  until: Math.ceil(until / 3600) * 3600,
});

test.each(Object.entries(trails))(
  '%s: grouped where the logs are, the facts are the scanner’s',
  async (trail, records) => {
    const batches = await queried(trail, hoursAround(spanOf(records)));
    expect(told(mergeBatches(batches))).toEqual(told(factsOf(records)));
    const rows = batches.reduce((sum, { events }) => sum + events.length, 0);
    expect(rows).toBeLessThan(records.length);
  },
);

test.each(Object.entries(trails))('%s: event by event in hours that may still grow', async (trail, records) => {
  const { since, until } = spanOf(records);
  expect(told(mergeBatches(await queried(trail, { since, until, now: until })))).toEqual(told(factsOf(records)));
});

test.each(Object.entries(trails))('%s: cut at any second, nothing outside counts', async (trail, records) => {
  const { since, until } = spanOf(records);
  const third = Math.floor((until - since) / 3);
  const cut = { since: since + third, until: until - third };
  const inside = records.filter((record) => {
    const [time] = timesOf([record]);
    return time! >= cut.since && time! < cut.until;
  });
  expect(told(mergeBatches(await queried(trail, cut)))).toEqual(told(factsOf(inside)));
});

test('delivered twice is counted once', async () => {
  const [trail, records] = ['organisation', trails['organisation']!];
  expect(told(mergeBatches(await queried(`${trail}_twice`, hoursAround(spanOf(records)))))).toEqual(
    told(factsOf(records)),
  );
});

test('read again, nothing is added', async () => {
  const [trail, records] = ['stories', stories];
  const span = hoursAround(spanOf(records));
  const twice = [...(await queried(trail, span)), ...(await queried(trail, span))];
  expect(told(mergeBatches(twice))).toEqual(told(factsOf(records)));
});

test('a table of the CloudTrail console lacks only what it has no column for', async () => {
  const batches = await queried('stories_console', hoursAround(spanOf(stories)));
  expect(told(mergeBatches(batches))).toEqual(told(factsOf(stories.map(withoutWhatTheConsoleLeavesOut))));
});

function withoutWhatTheConsoleLeavesOut(record: Json): Json {
  const {
    identityProvider: _1,
    inScopeOf: _2,
    invokedByDelegate: _3,
    sessionContext,
    ...identity
  } = (record['userIdentity'] ?? {}) as Json;
  if (record['userIdentity'] === null || record['userIdentity'] === undefined) return record;
  if (typeof sessionContext !== 'object' || sessionContext === null) return { ...record, userIdentity: identity };
  const { sourceIdentity: _4, assumedRoot: _5, signInSessionArn: _6, ...session } = sessionContext as Json;
  return { ...record, userIdentity: { ...identity, sessionContext: session } };
}
