import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { at, hours } from '../wording.ts';
import { handingOut, leastSleep } from '../rules/dormant-token.ts';
import { check } from './check.ts';
import { heldToken, issuedByOneOf } from './steps.ts';

/** Whether somebody was handed it who could keep it, and for how long it lay there. */
export function* dormantTokenChecks({ lineage, config }: DetectionContext, credential: number): Generator<Check> {
  yield heldToken(lineage, credential);
  yield issuedByOneOf(lineage, credential, handingOut);
  const { firstUsed, issuedAt, expiresAt } = lineage.credentials;
  const [used, issued, expires] = [firstUsed[credential]!, issuedAt[credential]!, expiresAt[credential]!];
  yield check(
    'it was used',
    used !== 0,
    used === 0 ? 'no use of it is logged: one that is never used is not dormant' : `first used at ${at(used)}`,
  );
  const life = expires - issued;
  const least = leastSleep(config)(life);
  yield check(
    `it lay unused for at least ${hours(least)} of the ${hours(life)} that it lives`,
    used - issued >= least,
    `first used ${hours(Math.max(0, used - issued))} after it was issued`,
  );
}
