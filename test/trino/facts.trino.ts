import { beforeAll, expect, test } from 'vitest';
import { factsOf, mergeBatches } from '../../src/evidence/index.ts';
import { attackNames, attackScenarios, benignScenarios, generateOrganisation, samples } from '../../src/synth/index.ts';
import { consoleIdentity, loadLines, makeTable, run, wholeIdentity } from './load-table.ts';
import { coordinator, factKinds, hoursAround, type Json, queried, spanOf, timesOf, told } from './queried.ts';

/** Facts of generated trails by SQL on a real Trino server, held to those of the scanner, record for record. */

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
  for (const kind of factKinds) expect(facts[kind].length).toBeGreaterThan(0);
});

test.each(Object.entries(trails))(
  '%s: grouped where the logs are, the facts are the scanner’s',
  async (trail, records) => {
    const batches = await queried(`memory/default/${trail}`, hoursAround(spanOf(records)));
    expect(told(mergeBatches(batches))).toEqual(told(factsOf(records)));
    const rows = batches.reduce((sum, { events }) => sum + events.length, 0);
    expect(rows).toBeLessThan(records.length);
  },
);

test.each(Object.entries(trails))('%s: event by event in hours that may still grow', async (trail, records) => {
  const { since, until } = spanOf(records);
  expect(told(mergeBatches(await queried(`memory/default/${trail}`, { since, until, now: until })))).toEqual(
    told(factsOf(records)),
  );
});

test.each(Object.entries(trails))('%s: cut at any second, nothing outside counts', async (trail, records) => {
  const { since, until } = spanOf(records);
  const third = Math.floor((until - since) / 3);
  const cut = { since: since + third, until: until - third };
  const inside = records.filter((record) => {
    const [time] = timesOf([record]);
    return time! >= cut.since && time! < cut.until;
  });
  expect(told(mergeBatches(await queried(`memory/default/${trail}`, cut)))).toEqual(told(factsOf(inside)));
});

test('delivered twice is counted once', async () => {
  const [trail, records] = ['organisation', trails['organisation']!];
  expect(told(mergeBatches(await queried(`memory/default/${trail}_twice`, hoursAround(spanOf(records)))))).toEqual(
    told(factsOf(records)),
  );
});

test('read again, nothing is added', async () => {
  const [trail, records] = ['stories', stories];
  const span = hoursAround(spanOf(records));
  const twice = [
    ...(await queried(`memory/default/${trail}`, span)),
    ...(await queried(`memory/default/${trail}`, span)),
  ];
  expect(told(mergeBatches(twice))).toEqual(told(factsOf(records)));
});

test('a table of the CloudTrail console lacks only what it has no column for', async () => {
  const batches = await queried('memory/default/stories_console', hoursAround(spanOf(stories)));
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
