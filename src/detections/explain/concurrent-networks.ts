import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { judgedElsewhere, toldAlready } from '../rules/concurrent-networks.ts';
import { originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { heldToken, usedFromAddress } from './steps.ts';

/** Whether it could have been in two places. */
export function* concurrentNetworksChecks(context: DetectionContext, credential: number): Generator<Check> {
  const { lineage } = context;
  yield heldToken(lineage, credential);
  const elsewhere = judgedElsewhere(lineage)[credential] === 1;
  yield check(
    'no token of a workload, of which other rules know the right addresses, of a browser or of an app, which are on the move',
    !elsewhere,
    `it goes back to ${originPhrase(lineage, credential)}`,
  );
  yield usedFromAddress(lineage, credential, 2);
  const told = toldAlready(context).has(credential);
  yield check(
    'federated-token-off-network does not name it, which says the same and which network is the token’s own',
    !told,
    told ? 'it names it' : 'it does not',
  );
}
