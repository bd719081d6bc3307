import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { changesOf } from '../phase-events.ts';
import { originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { heldToken } from './steps.ts';

/** Whether what it goes back to changed anything. */
export function* tokenKillChainChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield heldToken(lineage, credential);
  const { origin } = lineage.credentials;
  const changed = [...changesOf(lineage).keys()].some((token) => origin[token] === origin[credential]);
  yield check(
    'a token of its origin changed identities, permissions or trust, or weakened the defence',
    changed,
    `it goes back to ${originPhrase(lineage, credential)}, whose tokens ${changed ? 'did' : 'did not, as far as the logs tell'}`,
  );
}
