import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { federatedKind } from '../off-network.ts';
import { originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { usedFromAddress } from './steps.ts';

/** Whether a provider vouched for it, and from where it was used. */
export function* federatedTokenOffNetworkChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  const kind = federatedKind(lineage, credential);
  yield check(
    'a token that SAML, OIDC or Identity Center vouched for, not one minted with such a token',
    kind !== null,
    `it goes back to ${originPhrase(lineage, credential)}${kind === null ? '' : `: the token of a ${kind}`}`,
  );
  yield usedFromAddress(lineage, credential, kind === 'person' ? 2 : 1);
}
