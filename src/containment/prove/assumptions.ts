import { formatTime } from '../../lib/time.ts';
import type { PlanPhase, Remaining } from '../../model/containment.ts';
import { accountsTrusted } from '../doors.ts';
import { PROPAGATION_SECONDS } from '../policies.ts';
import type { Situation } from '../situation.ts';
import { isPortal } from './portal.ts';

/** What the proof takes for granted: each something that a person can look at. */
export function assumptionsOf(
  situation: Situation,
  windows: readonly (readonly Remaining[])[],
  phases: readonly PlanPhase[] = [],
): string[] {
  const isFrozenFromAbove = phases.some(({ actions }) => actions.some(({ kind }) => kind === 'deny-by-scp'));
  const { asOf, seenUntil, snapshot, unread } = situation;
  const first = windows[0] ?? [];
  const changers = first.filter(({ can }) => can.some((each) => each.startsWith('iam:') || each === 'everything'));
  const roots = first.filter(({ can }) => can.includes('sts:AssumeRoot'));
  const calling = (services: RegExp): Remaining[] => first.filter(({ can }) => can.some((each) => services.test(each)));
  const openers = calling(/^(?:sso|sso-directory|identitystore|rolesanywhere):/);
  const leavers = calling(/^organizations:/);
  const taken = snapshot?.accounts.map(
    ({ accountId, takenAt, isFileTime }) =>
      `${accountId}${takenAt === null ? '' : ` of ${isFileTime === true ? 'a file of ' : ''}${formatTime(takenAt)}`}`,
  );
  return [
    ...unread.map((what) => `Nothing of the attacker is in what was not read: ${what}.`),
    `The case knows every credential of the attacker: it is complete until ${formatTime(seenUntil)}, as far as the logs ${unread.length === 0 ? 'are' : 'that were read are'}; scan again before and after.`,
    ...(taken === undefined ? [] : [`IAM is as the snapshot says (account ${taken.join(', ')}).`]),
    `Each phase holds everywhere ${PROPAGATION_SECONDS / 60} minutes after its last call, and the next one begins later; cut-offs lie ahead of the calls that put them (planned as of ${formatTime(asOf)}).`,
    ...(changers.length === 0
      ? []
      : [
          `Until the first phase holds, ${named(changers)} can change IAM, and so start anything as any role: nothing that is made then is known here. Scan again once it holds.`,
        ]),
    ...(openers.length === 0
      ? []
      : [
          `Until the first phase holds, ${named(openers)} can let somebody in by Identity Center or Roles Anywhere: who comes by that is not known here. Scan again once it holds.`,
        ]),
    ...(leavers.length === 0
      ? []
      : [
          `Until the first phase holds, ${named(leavers)} can take service control policies away, or an account out of their reach: see that they are in force once it holds.`,
        ]),
    ...(roots.length === 0
      ? []
      : [
          `Until the first phase holds, ${named(roots)} can act as the root user of member accounts (sts:AssumeRoot): such a session lives 15 minutes and no deny inside the account binds it, so scan the member accounts again after that.`,
        ]),
    ...otherAccounts(situation),
    ...portals(situation),
    ...(isFrozenFromAbove
      ? ['No compromised credential is of an account to which the organization delegated its policies.']
      : []),
    'Bearer artefacts outlive their token for a while (S3 Express sessions 5 minutes, ECR and CodeArtifact logins 12 hours), and GetCallerIdentity answers always.',
  ];
}

const named = ([one, ...others]: readonly Remaining[]): string =>
  others.length === 0 ? one!.credential : `${one!.credential} and ${others.length} more`;

/** Assignments are in no snapshot: what a set that was not seen gives him until it is denied is not played. */
const portals = ({ held }: Situation): string[] =>
  held.flatMap((each) =>
    each.kind === 'subject' && isPortal(each)
      ? [
          `Of Identity Center ${each.door?.subject ?? 'the person'} is assigned nothing in accounts that are not in the snapshot, and took no other permission sets than those in the case before the first phase holds. Scan again once it holds.`,
        ]
      : [],
  );

const MOST_ACCOUNTS = 5;

/** Out into an account whose IAM nobody here knows, and back in by a role that trusts it: not played. */
function otherAccounts({ snapshot, ownAccounts, held }: Situation): string[] {
  const played = new Set(held.flatMap(({ kind, door }) => (kind === 'account' && door !== null ? [door.id] : [])));
  const trusted = snapshot === null ? [] : accountsTrusted(snapshot);
  const others = trusted.filter((account) => !ownAccounts.has(account) && !played.has(account));
  if (others.length === 0) return [];
  const more = others.length - MOST_ACCOUNTS;
  const named = `${others.slice(0, MOST_ACCOUNTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [
    `None of these credentials gets into a role of another account that roles here trust (${named}): their IAM is not in the snapshot.`,
  ];
}
