import { describe, expect, test } from 'vitest';
import type { Plan } from '../model/containment.ts';
import { waysOut } from '../../test/support/brute-attacker.ts';
import { dice, randomSituation, type KnownSituation } from '../../test/support/containment-worlds.ts';
import { smallDecider } from '../../test/support/iam-decider.ts';
import { leftBehindSituation } from '../../test/support/left-behind-worlds.ts';
import { FOREIGN, wideSituation } from '../../test/support/wide-worlds.ts';
import { judgePlan, makePlan } from './index.ts';

/** How many of each kind, where that is asked: `STEMMA_WORLDS=2000` plays so many for every test. */
const asked = process.env['STEMMA_WORLDS'];
const DEPTH = 6;
/** Many minutes for whoever asks for many worlds; not a bound on anything. */
const PATIENCE_MS = 3_600_000;

const without = (plan: Plan, ids: ReadonlySet<string>): Plan => ({
  ...plan,
  phases: plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => !ids.has(id)) })),
});

/** A token of a role that is not ours: no plan ends it, and nothing is known of its policies. */
const isBeyondUs = ({ held }: KnownSituation): boolean =>
  held.some(({ kind, caller }) => kind === 'token' && caller.accountId === FOREIGN);

describe.each([
  {
    kind: 'small accounts',
    situationOf: randomSituation,
    worlds: Number(asked ?? 2_000),
    minimal: Number(asked ?? 1_000),
  },
  {
    kind: 'accounts with an organization, providers, others, boundaries, session policies and services',
    situationOf: wideSituation,
    worlds: Number(asked ?? 500),
    minimal: Number(asked ?? 250),
  },
  {
    kind: 'such accounts, in which the attacker left behind what he has not used yet',
    situationOf: leftBehindSituation,
    worlds: Number(asked ?? 500),
    // What he made is denied, put back or shut whether or not something else ends it too.
    minimal: 0,
  },
])('$kind', ({ situationOf, worlds, minimal }) => {
  test(
    `in ${worlds} random worlds no chain of mints gets out of a plan that is called evicted, and every survivor is reached`,
    async () => {
      const results = { evicted: 0, survives: 0, 'not-proven': 0 };
      for (let seed = 1; seed <= worlds; seed++) {
        const situation = situationOf(seed);
        const plan = await makePlan(situation, smallDecider);
        // Whole plans, and plans with holes: those are the ones that survive.
        const roll = dice(seed * 7919);
        const dropped = new Set(
          plan.phases.flatMap(({ actions }) => actions.map(({ id }) => id)).filter(() => roll() < 0.3),
        );
        const isTriedWithHoles = seed % 3 === 0;
        for (const tried of isTriedWithHoles ? [plan, without(plan, dropped)] : [plan]) {
          const { result } = (await judgePlan(tried, situation, smallDecider)).proof!;
          const out = waysOut(situation, tried, DEPTH);
          // Out of an evicted plan he finds no way; a plan that survives he gets out of; ours are all evicted.
          const reached = out.length > 0 ? 'survives' : 'evicted';
          const expected = isBeyondUs(situation) && result === 'not-proven' ? 'not-proven' : reached;
          expect({ seed, result, out }).toMatchObject({ seed, result: expected });
          const isOurs = tried === plan && !isBeyondUs(situation);
          expect({ seed, result }).toEqual({ seed, result: isOurs ? 'evicted' : result });
          results[result]++;
        }
      }
      // Both verdicts are played often, or nothing is shown.
      expect(results.evicted).toBeGreaterThanOrEqual(worlds * 0.9);
      expect(results.survives).toBeGreaterThan(worlds / 6);
    },
    PATIENCE_MS,
  );

  if (minimal === 0) return;
  test(
    `in ${minimal} of them no action of a plan is there for nothing: without it something lives, or a freeze is left behind`,
    async () => {
      for (let seed = 1; seed <= minimal; seed++) {
        const situation = situationOf(seed);
        const plan = await makePlan(situation, smallDecider);
        const whole = (await judgePlan(plan, situation, smallDecider)).proof!;
        const freezes = new Set(plan.phases[0]!.actions.map(({ target }) => target));
        for (const { id, kind, target } of plan.phases.flatMap(({ actions }) => actions)) {
          const takesPlaceOfFreeze =
            (kind === 'revoke-role-sessions' || kind === 'deny-user-tokens') && freezes.has(target);
          if (takesPlaceOfFreeze || kind === 'lift-freeze') continue;
          const { result, remaining } = (await judgePlan(without(plan, new Set([id])), situation, smallDecider)).proof!;
          // What is beyond us lives anyway: then more has to live.
          const isMissed = result === 'survives' || remaining.length > whole.remaining.length;
          expect({ seed, id, isMissed }).toEqual({ seed, id, isMissed: true });
        }
      }
    },
    PATIENCE_MS,
  );
});
