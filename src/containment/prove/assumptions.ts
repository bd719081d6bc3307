import { formatTime } from '../../lib/time.ts';
import type { Remaining } from '../../model/containment.ts';
import { PROPAGATION_SECONDS } from '../policies.ts';
import type { Situation } from '../situation.ts';

/** What the proof takes for granted: each something that a person can look at. */
export function assumptionsOf(situation: Situation, windows: readonly (readonly Remaining[])[]): string[] {
  const { asOf, seenUntil, snapshot } = situation;
  const changers = (windows[0] ?? []).filter(({ can }) =>
    can.some((each) => each.startsWith('iam:') || each === 'everything'),
  );
  const taken = snapshot?.accounts.map(
    ({ accountId, takenAt }) => `${accountId}${takenAt === null ? '' : ` of ${formatTime(takenAt)}`}`,
  );
  return [
    `The case knows every credential of the attacker: it is complete until ${formatTime(seenUntil)}, as far as the logs are; scan again before and after.`,
    ...(taken === undefined ? [] : [`IAM is as the snapshot says (account ${taken.join(', ')}).`]),
    `Each phase holds everywhere ${PROPAGATION_SECONDS / 60} minutes after its last call, and the next one begins later; cut-offs lie ahead of the calls that put them (planned as of ${formatTime(asOf)}).`,
    ...(changers.length === 0
      ? []
      : [
          `Until the first phase holds, ${changers.length === 1 ? changers[0]!.credential : `${changers[0]!.credential} and ${changers.length - 1} more`} can change IAM: nothing that is made then is known here. Scan again once it holds.`,
        ]),
    'Bearer artefacts outlive their token for a while (S3 Express sessions 5 minutes, ECR and CodeArtifact logins 12 hours), and GetCallerIdentity answers always.',
  ];
}
