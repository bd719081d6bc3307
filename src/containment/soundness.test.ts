import { expect, test } from 'vitest';
import type { Plan } from '../model/containment.ts';
import { waysOut } from '../../test/support/brute-attacker.ts';
import { dice, randomSituation } from '../../test/support/containment-worlds.ts';
import { smallDecider } from '../../test/support/iam-decider.ts';
import { judgePlan, makePlan } from './index.ts';

/** `STEMMA_WORLDS=20000` plays more of them. */
const WORLDS = Number(process.env['STEMMA_WORLDS'] ?? 2_000);
const DEPTH = 6;

const without = (plan: Plan, ids: ReadonlySet<string>): Plan => ({
  ...plan,
  phases: plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => !ids.has(id)) })),
});

test(`in ${WORLDS} random worlds no chain of mints gets out of a plan that is called evicted, and every survivor is reached`, async () => {
  const results = { evicted: 0, survives: 0 };
  for (let seed = 1; seed <= WORLDS; seed++) {
    const situation = randomSituation(seed);
    const plan = await makePlan(situation, smallDecider);
    // Whole plans, and plans with holes: those are the ones that survive.
    const roll = dice(seed * 7919);
    const dropped = new Set(
      plan.phases.flatMap(({ actions }) => actions.map(({ id }) => id)).filter(() => roll() < 0.3),
    );
    const isTriedWithHoles = seed % 3 === 0;
    for (const tried of isTriedWithHoles ? [plan, without(plan, dropped)] : [plan]) {
      const { proof } = await judgePlan(tried, situation, smallDecider);
      const out = waysOut(situation, tried, DEPTH);
      // Out of an evicted plan he finds no way; a plan that survives he gets out of; ours are all evicted.
      const reached = out.length > 0 ? 'survives' : 'evicted';
      expect({ seed, result: proof!.result, out }).toMatchObject({ seed, result: reached });
      const expected = tried === plan ? 'evicted' : reached;
      expect({ seed, result: proof!.result }).toEqual({ seed, result: expected });
      results[reached]++;
    }
  }
  // Both verdicts are played often, or nothing is shown.
  expect(results.evicted).toBeGreaterThanOrEqual(WORLDS);
  expect(results.survives).toBeGreaterThan(WORLDS / 5);
});

test('no action of a plan is there for nothing: without it something lives, or a freeze is left behind', async () => {
  for (let seed = 1; seed <= WORLDS / 8; seed++) {
    const situation = randomSituation(seed);
    const plan = await makePlan(situation, smallDecider);
    const freezes = new Set(plan.phases[0]!.actions.map(({ target }) => target));
    for (const { id, kind, target } of plan.phases.flatMap(({ actions }) => actions)) {
      const takesPlaceOfFreeze =
        (kind === 'revoke-role-sessions' || kind === 'deny-user-tokens') && freezes.has(target);
      if (takesPlaceOfFreeze) continue;
      const { proof } = await judgePlan(without(plan, new Set([id])), situation, smallDecider);
      expect({ seed, id, result: proof!.result }).toEqual({ seed, id, result: 'survives' });
    }
  }
});
