import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { randomSituation } from '../../test/support/containment-worlds.ts';
import { smallDecider } from '../../test/support/iam-decider.ts';
import { actionKinds, planSchema } from '../model/containment.ts';
import { actions, judgePlan, makePlan, planJson, withCutOff } from './index.ts';

test('every kind of action is one file and one line of the table, in the order of the kinds', () => {
  expect(actions.map(({ kind }) => kind)).toEqual([...actionKinds]);
  const files = readdirSync(new URL('actions', import.meta.url)).filter(
    (file) => !/^(index|action-maker|put-deny)\.ts$/.test(file),
  );
  expect(files.toSorted()).toEqual(actionKinds.map((kind) => `${kind}.ts`).toSorted());
});

test('the JSON of any plan fits its schema', async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const situation = randomSituation(seed);
    const plan = await judgePlan(await makePlan(situation, smallDecider), situation, smallDecider);
    expect(planSchema.safeParse(planJson(plan)).error).toBeUndefined();
  }
});

test('the same situation gives the same plan, byte for byte', async () => {
  const told = async (): Promise<string> => {
    const situation = randomSituation(48);
    return JSON.stringify(await judgePlan(await makePlan(situation, smallDecider), situation, smallDecider));
  };
  expect(await told()).toBe(await told());
});

test('a cut-off moves with the moment when the plan is carried out, and never back', async () => {
  const plan = await makePlan(randomSituation(48), smallDecider);
  const action = plan.phases.flatMap((phase) => phase.actions).find(({ cutOff }) => cutOff !== null)!;
  const moved = withCutOff(action, action.cutOff! + 3600);
  const textOf = (time: number): string => `${new Date(time * 1000).toISOString().slice(0, 19)}Z`;
  expect(JSON.stringify(moved.calls)).toContain(textOf(action.cutOff! + 3600));
  expect(JSON.stringify([moved.calls, moved.policy])).not.toContain(textOf(action.cutOff!));
  expect(withCutOff(action, action.cutOff! - 1)).toBe(action);
});
