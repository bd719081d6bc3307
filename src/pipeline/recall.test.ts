import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readEvidence } from '../evidence/index.ts';
import { configSchema } from '../model/config.ts';
import type { ReportView } from '../model/report-view.ts';
import { openCase } from '../store/index.ts';
import { attackScenarios, benignScenarios, fileBytes } from '../synth/index.ts';
import { judge, type JudgeOptions } from './judge.ts';
import { recall, remember } from './recall.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-recall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let paths = 0;

const stories = Object.values({ ...attackScenarios, ...benignScenarios });

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

      for (const root of idsOf(judged.view).filter((_, i, all) => i % Math.ceil(all.length / 12) === 0)) {
        const { view } = (await recall(theCase, { ...options, root }))!;
        const ids = lineageOf(judged.view, root);
        expect(frame(view)).toEqual(frame(judged.view));
        expect(told(view, ids)).toEqual(told(judged.view, ids));
      }
      for (const origin of judged.view.origins) {
        const { view } = (await recall(theCase, { ...options, root: origin.id }))!;
        expect([...view.credentials({ origin })]).toEqual([...judged.view.credentials({ origin })]);
      }
    }),
    { numRuns: 4 },
  );
}, 60_000);

test('another moment, another configuration and another version recall nothing', async () => {
  const path = await caseOf([0]);
  const options: JudgeOptions = { asOf: 1_790_000_000, config: configSchema.parse({}), version: '1' };
  await using theCase = await openCase(path);
  await remember(theCase, await judge(theCase, options), options);
  expect(await recall(theCase, options)).not.toBeNull();
  expect(await recall(theCase, { ...options, asOf: 1_790_000_001 })).toBeNull();
  expect(await recall(theCase, { ...options, version: '2' })).toBeNull();
  const config = configSchema.parse({ rules: { 'token-chain': { off: true } } });
  expect(await recall(theCase, { ...options, config })).toBeNull();
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
