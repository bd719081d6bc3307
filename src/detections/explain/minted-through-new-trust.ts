import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { newTrustsBy } from '../new-trusts.ts';
import { reachedFrom } from '../reached.ts';
import { inCase } from './steps.ts';

/** Whether a suspicious credential opened a way in. */
export function* mintedThroughNewTrustChecks({ lineage, suspicious }: DetectionContext): Generator<Check> {
  const { roles, providers } = newTrustsBy(lineage, reachedFrom(lineage, suspicious));
  yield inCase(
    'a credential in a suspicious lineage made or changed a trust policy, identity provider or trust anchor',
    roles.size + providers.size > 0,
    `${roles.size} roles and ${providers.size} providers or anchors are so`,
  );
}
