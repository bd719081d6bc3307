import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { issuedByOneOf } from './steps.ts';

/** Every token of GetFederationToken is named. */
export function* federationTokenChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield issuedByOneOf(lineage, credential, ['GetFederationToken']);
}
