import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readEvidence } from '../../evidence/index.ts';
import { configSchema } from '../../model/config.ts';
import type { ReportView } from '../../model/report-view.ts';
import { renderText, renderTokens, renderTree } from '../../reports/index.ts';
import { openCase } from '../../store/index.ts';
import { attackScenarios, benignScenarios, fileBytes } from '../../synth/index.ts';
import { judge, type JudgeOptions } from './judge.ts';
import { recall, remember } from './recall.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-recall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let paths = 0;

const scenarios = { ...attackScenarios, ...benignScenarios };
const stories = Object.values(scenarios);
const named = (name: string): number => Object.keys(scenarios).indexOf(name);

/** A case in which some stories happened, each with keys and ids of its own. */
async function caseOf(told: readonly number[]): Promise<string> {
  const name = join(folder, `${++paths}`);
  const records = told.flatMap((story, seed) => [...stories[story]!(seed + 1).world.records()]);
  const bytes = fileBytes(records as Parameters<typeof fileBytes>[0]);
  writeFileSync(`${name}.json`, bytes);
  const file = { source: `${name}.json`, path: `${name}.json`, size: bytes.length, identity: '1' };
  await using theCase = await openCase(`${name}.db`, { create: true });
  for await (const batch of readEvidence([file], { workers: 0 })) await theCase.append(batch);
  await theCase.finish();
  return `${name}.db`;
}

/** All that a view can say of some credentials. */
const told = (view: ReportView, ids: readonly string[]): unknown =>
  ids.map((id) => [view.credential(id), view.children(id), view.issuance(id), view.uses(id)]);

const idsOf = (view: ReportView): string[] => Array.from(view.credentials(), ({ accessKeyId }) => accessKeyId);

/** All that is no row. */
function frame({ version, asOf, coverage, summary, origins, roles, findings, forwarded }: ReportView): unknown {
  return { version, asOf, coverage, summary, origins, roles, findings, forwarded };
}

/** What the commands print where nothing else is asked for. */
function texts(view: ReportView): string[] {
  const layout = { width: 120, color: false, ascii: false };
  return [...renderText(view, layout), ...renderTokens(view, layout), ...renderTree(view, layout)];
}

/** The credential, those above it and those below it. */
function lineageOf(view: ReportView, id: string): string[] {
  const above: string[] = [];
  for (let at = view.credential(id)!.parent; at !== null; at = view.credential(at)!.parent) above.push(at);
  const below = [id];
  for (let i = 0; i < below.length; i++) below.push(...view.children(below[i]!));
  return [...above, ...below];
}

const worlds = fc.record({
  told: fc.array(fc.nat({ max: stories.length - 1 }), { minLength: 1, maxLength: 4 }),
  asOf: fc.oneof(
    fc.constant('last' as const),
    fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2027, 0, 1) / 1000 }),
  ),
  off: fc.subarray(['token-chain', 'refresh-loop', 'instance-token-off-host']),
});

test('what a case recalls is what judging it again gives, and a tree needs no more than its own rows', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ told: story, asOf, off }) => {
      const path = await caseOf(story);
      const config = configSchema.parse({ rules: Object.fromEntries(off.map((id) => [id, { off: true }])) });
      const options: JudgeOptions = { asOf, config, version: '1' };
      await using theCase = await openCase(path);
      expect(await recall(theCase, options)).toBeNull();
      const judged = await judge(theCase, options);
      await remember(theCase, judged, options);

      const whole = (await recall(theCase, options))!;
      expect(frame(whole.view)).toEqual(frame(judged.view));
      expect(idsOf(whole.view)).toEqual(idsOf(judged.view));
      expect(told(whole.view, idsOf(judged.view))).toEqual(told(judged.view, idsOf(judged.view)));
      expect(whole.suppressed).toEqual(judged.suppressed.map(({ finding }) => finding));

      const { view: brief } = (await recall(theCase, { ...options, detail: 'no-uses' }))!;
      expect(texts(brief)).toEqual(texts(judged.view));
      for (const root of idsOf(judged.view).filter((_, i, all) => i % Math.ceil(all.length / 12) === 0)) {
        const { view } = (await recall(theCase, { ...options, detail: { root } }))!;
        const ids = lineageOf(judged.view, root);
        expect(frame(view)).toEqual(frame(judged.view));
        expect(told(view, ids)).toEqual(told(judged.view, ids));
      }
      for (const origin of judged.view.origins) {
        const { view } = (await recall(theCase, { ...options, detail: { root: origin.id } }))!;
        expect([...view.credentials({ origin })]).toEqual([...judged.view.credentials({ origin })]);
      }
    }),
    { numRuns: 4 },
  );
}, 60_000);

/** Seconds since the newest record at which a case is judged, and how much later it is looked at again. */
const moments = fc.record({
  told: fc.array(fc.nat({ max: stories.length - 1 }), { minLength: 1, maxLength: 3 }),
  judged: fc.nat({ max: 20 * 3600 }),
  later: fc.nat({ max: 40 * 3600 }),
});

const noConfig = configSchema.parse({});

test('at a later moment a case recalls what judging it then gives, or nothing', async () => {
  let recalls = 0;
  await fc.assert(
    fc.asyncProperty(moments, async ({ told: story, judged: first, later }) => {
      const path = await caseOf(story);
      await using theCase = await openCase(path);
      const newest = (await theCase.coverage()).to!;
      const options: JudgeOptions = { asOf: newest + first, config: noConfig, version: '1' };
      await remember(theCase, await judge(theCase, options), options);
      const then = { ...options, asOf: newest + first + later };
      const recalled = await recall(theCase, then);
      if (recalled === null) return;
      recalls++;
      const judged = await judge(theCase, then);
      expect(frame(recalled.view)).toEqual(frame(judged.view));
      expect(told(recalled.view, idsOf(judged.view))).toEqual(told(judged.view, idsOf(judged.view)));
      expect(recalled.suppressed).toEqual(judged.suppressed.map(({ finding }) => finding));
    }),
    { numRuns: 25 },
  );
  expect(recalls).toBeGreaterThan(5);
}, 60_000);

test('what was found because a token lives is found anew once it is dead', async () => {
  const path = await caseOf([named('key deactivated, token alive')]);
  await using theCase = await openCase(path);
  const options: JudgeOptions = { asOf: 'last', config: noConfig, version: '1' };
  const { view } = await judge(theCase, options);
  const survival = view.findings.find(({ rule }) => rule === 'survives-revocation')!;
  const ends = survival.credentials
    .map((id) => view.credential(id)!)
    .filter(({ live }) => live)
    .map(({ expiresAt }) => Date.parse(expiresAt!) / 1000);
  await remember(theCase, await judge(theCase, options), options);
  const first = Math.min(...ends);
  expect(await recall(theCase, { ...options, asOf: first - 1 })).not.toBeNull();
  expect(await recall(theCase, { ...options, asOf: first })).toBeNull();
});

test('a suppression that ends brings its finding back', async () => {
  const path = await caseOf([named('session token without MFA')]);
  await using theCase = await openCase(path);
  const newest = (await theCase.coverage()).to!;
  const plain: JudgeOptions = { asOf: newest, config: noConfig, version: '1' };
  const [finding] = (await judge(theCase, plain)).view.findings;
  const expires = new Date(newest * 1000).toISOString().slice(0, 10);
  const suppression = { rule: finding!.rule, match: finding!.id, reason: 'known', owner: 'ops', expires };
  const options = { ...plain, config: configSchema.parse({ suppressions: [suppression] }) };
  await remember(theCase, await judge(theCase, options), options);
  const midnight = Date.parse(expires) / 1000 + 86_400;
  const before = await recall(theCase, { ...options, asOf: midnight - 1 });
  expect(before!.suppressed.map(({ id }) => id)).toEqual([finding!.id]);
  expect(await recall(theCase, { ...options, asOf: midnight })).toBeNull();
});

test('an earlier moment, another configuration and another version recall nothing', async () => {
  const path = await caseOf([0]);
  const options: JudgeOptions = { asOf: 1_790_000_000, config: noConfig, version: '1' };
  await using theCase = await openCase(path);
  await remember(theCase, await judge(theCase, options), options);
  expect(await recall(theCase, options)).not.toBeNull();
  expect(await recall(theCase, { ...options, asOf: 1_789_999_999 })).toBeNull();
  expect(await recall(theCase, { ...options, version: '2' })).toBeNull();
  const config = configSchema.parse({ rules: { 'token-chain': { off: true } } });
  expect(await recall(theCase, { ...options, config })).toBeNull();
});

test('what was judged as of a moment within the logs is told at no later one', async () => {
  const path = await caseOf([0]);
  await using theCase = await openCase(path);
  const { from, to } = await theCase.coverage();
  const options: JudgeOptions = { asOf: from! + 1, config: noConfig, version: '1' };
  await remember(theCase, await judge(theCase, options), options);
  expect(await recall(theCase, options)).not.toBeNull();
  expect(await recall(theCase, { ...options, asOf: to! })).toBeNull();
});

test('new facts and new files leave nothing to recall', async () => {
  const path = await caseOf([0]);
  const other = await caseOf([1]);
  const options: JudgeOptions = { asOf: 1_790_000_000, config: configSchema.parse({}), version: '1' };
  await using theCase = await openCase(path);
  await remember(theCase, await judge(theCase, options), options);
  const json = other.replace(/db$/, 'json');
  const file = { source: json, path: json, size: 1, identity: '1' };
  for await (const batch of readEvidence([file], { workers: 0 })) await theCase.append(batch);
  await theCase.finish();
  expect(await recall(theCase, options)).toBeNull();
});
