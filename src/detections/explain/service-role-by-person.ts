import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { allowedChainTest } from '../allowed-chains.ts';
import { allowedEdges } from '../minting.ts';
import { assumptionsOf } from '../rules/service-role-by-person.ts';
import { at } from '../wording.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Whether somebody took it who is no service, and who had the role before. */
export function* serviceRoleByPersonChecks(
  { lineage, config }: DetectionContext,
  credential: number,
): Generator<Check> {
  const found = assumptionsOf(lineage).get(lineage.credentials.roleArn[credential]!);
  const taken = found !== undefined && found.byCredential.includes(credential);
  yield check('a token of a role that a key or another token asked for', taken, howIssued(lineage, credential));
  const since = found!.firstByService;
  yield check(
    'a service had assumed that role before',
    since < lineage.credentials.issuedAt[credential]!,
    since === Infinity ? 'no service is seen to assume it' : `a service first assumed it at ${at(since)}`,
  );
  const allowed = allowedEdges(lineage, allowedChainTest(config))(credential);
  yield check(
    'no entry of allowedChains takes the step out',
    !allowed,
    allowed ? 'allowedChains has the step' : 'none does',
  );
}
