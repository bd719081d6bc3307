import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { reachedFrom } from '../reached.ts';
import { check } from './check.ts';

/** Whether its lineage is suspicious. */
export function* iamChangeByTokenChecks(
  { lineage, suspicious }: DetectionContext,
  credential: number,
): Generator<Check> {
  const reached = reachedFrom(lineage, suspicious)[credential] === 1;
  yield check(
    'a finding of medium or more names it, what it was minted from, or what made the key that it goes back to',
    reached,
    reached ? 'it is in a suspicious lineage' : 'no other finding makes its lineage suspicious',
  );
}
