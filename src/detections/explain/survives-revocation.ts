import type { Check } from '../../model/explanation.ts';
import { revocationsOf } from '../revocations.ts';
import type { DetectionContext } from '../rule.ts';
import { outlives } from '../rules/survives-revocation.ts';
import { at, keyOf, originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { heldToken } from './steps.ts';

/** Why a token outlives the key that it goes back to, or does not. */
export function* survivesRevocationChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  const { credentials, facts } = lineage;
  const { lastUsed, expiresAt } = credentials;
  yield heldToken(lineage, credential);

  const revocations = revocationsOf(lineage);
  const none = 'no record of the case deactivates or deletes an access key, or deletes a user';
  const anchor = revocations?.anchorOf[credential] ?? -1;
  yield check(
    'it goes back to an access key or to a session of a user',
    revocations !== null && anchor >= 0,
    revocations === null
      ? none
      : anchor < 0
        ? `it goes back to ${originPhrase(lineage, credential)}`
        : `it goes back to ${keyOf(lineage, anchor)}`,
  );

  const control = revocations!.controlOver[credential]!;
  const { eventTime, eventName } = facts.controls.columns;
  yield check(
    'that key was deactivated or deleted, or its user deleted, and not activated again but by a token of its own',
    control >= 0,
    control < 0
      ? `the logs show no such change of ${keyOf(lineage, anchor)} that still holds`
      : `${facts.texts.get(eventName[control]!)} at ${at(eventTime[control]!)}`,
  );

  const how = outlives(lineage, credential, eventTime[control]!);
  const used = lastUsed[credential] === 0 ? 'no use of it is logged' : `last used at ${at(lastUsed[credential]!)}`;
  const life = expiresAt[credential] === 0 ? 'its expiry is not known' : `it expires at ${at(expiresAt[credential]!)}`;
  yield check(
    `a call of it went through afterwards, or it is live at ${at(lineage.asOf)}`,
    how !== null,
    how === 'used' ? `it was used afterwards: ${used}` : `${used}; ${life}`,
  );
}
