import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { temporaryKey } from './steps.ts';

/** Whether it can be a session of root. */
export function* rootTokenChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield temporaryKey(lineage, credential);
}
