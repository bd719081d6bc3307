import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { registrationsOf } from '../rules/new-mfa-in-lineage.ts';
import { inCase } from './steps.ts';

/** Whether devices were registered by keys. */
export function* newMfaInLineageChecks({ lineage }: DetectionContext): Generator<Check> {
  const devices = registrationsOf(lineage).size;
  yield inCase(
    'a credential outside the console registered an MFA device',
    devices > 0,
    `${devices} of the case were registered so`,
  );
}
