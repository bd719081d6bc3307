import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { isGuest } from '../rules/public-credentials.ts';
import { check } from './check.ts';
import { issuedByOneOf } from './steps.ts';

/** Whether nobody vouched for it. */
export function* publicCredentialsChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield issuedByOneOf(lineage, credential, ['GetCredentialsForIdentity']);
  const guest = isGuest(lineage, lineage.credentials.issuance[credential]!);
  yield check(
    'that call named no provider that vouches for the identity, as far as it is logged',
    guest,
    guest ? 'it named none' : 'it named one, or CloudTrail left out its parameters',
  );
}
