import { originOf } from '../../lineage/index.ts';
import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { accountOfArn } from '../../lib/arn.ts';
import { externalTest } from '../rules/external-chain.ts';
import { originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { temporaryKey } from './steps.ts';

/** Whether one of its ends is in an account that nobody vouches for. */
export function* externalChainChecks({ lineage, config }: DetectionContext, credential: number): Generator<Check> {
  yield temporaryKey(lineage, credential);
  const isExternal = externalTest(lineage, config);
  const origin = originOf(lineage, credential);
  const role = lineage.facts.texts.get(lineage.credentials.roleArn[credential]!);
  const account = role === null ? null : accountOfArn(role);
  const from = origin.kind === 'account' && isExternal(origin.id);
  yield check(
    'it comes from, or is of a role in, an account of which no logs were read and that the configuration does not know',
    from || isExternal(account),
    `it goes back to ${originPhrase(lineage, credential)}${account === null ? '' : ` and is of a role in ${account}`}`,
  );
}
