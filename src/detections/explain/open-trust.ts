import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { aboutRoles } from './steps.ts';

/** It names no credential. */
export function* openTrustChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield aboutRoles(lineage, credential, 'whom its trust policy lets in');
}
