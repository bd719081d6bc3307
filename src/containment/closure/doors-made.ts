import { accountOfArn } from '../../lib/arn.ts';
import { groupBy } from '../../lib/add-to.ts';
import type { IamCaller, IamSnapshot } from '../../model/iam.ts';
import { statementsOf } from '../doors.ts';
import { principalIn } from '../prove/world.ts';
import { roleOf } from '../prove/session-names.ts';
import type { Held, MadeThings } from '../situation.ts';
import { accountsAround, letsStrangersIn, type Acquainted } from '../strangers.ts';
import type { Deed } from './deeds.ts';
import { stillOpening } from './provider-changes.ts';

/** What gives the attacker tokens by what he made or changed, whether or not he has used it yet. */
export function doorsMade(deeds: readonly Deed[], made: MadeThings, snapshot: IamSnapshot | null): Held[] {
  const histories = [...groupBy(deeds, ({ about }) => about).values()];
  return [
    ...histories.flatMap((history) => passwordIn(history, snapshot)),
    ...histories.flatMap(userCredentialsIn),
    ...made.roleArns.flatMap((arn) => trustDoor(arn, roleIn(snapshot, arn)?.trust ?? null, { snapshot, vetted: [] })),
    ...made.trustChanges.flatMap(({ roleArn, before, now }) =>
      trustDoor(roleArn, now, { snapshot, vetted: statementsOf(before) }),
    ),
    ...histories.flatMap((history) => providerIn(history, snapshot)),
  ];
}

const nobody = { sessionName: null, issuedAt: null, mfa: null, sourceIdentity: null, sessionPolicies: [] };

const madeDoor = (id: string, kind: Held['kind'], caller: IamCaller, door: Held['door']): Held => ({
  id,
  kind,
  caller,
  userId: null,
  expiresAt: null,
  madeByAttacker: true,
  door,
});

/** A password that he set, and that nobody has set anew or taken away since. */
function passwordIn(history: readonly Deed[], snapshot: IamSnapshot | null): Held[] {
  let known: Deed | null = null;
  for (const deed of history) {
    if (deed.kind === 'login-profile-deleted' || deed.kind === 'user-deleted') known = null;
    else if (deed.kind !== 'login-profile-created' && deed.kind !== 'login-profile-changed') continue;
    else if (deed.isHis) known = deed;
    // UpdateLoginProfile may leave the password as it is, and the log does not tell.
    else if (deed.text('eventName') !== 'UpdateLoginProfile') known = null;
  }
  if (known === null) return [];
  const arn = known.arnOf('user');
  if (hasNoPassword(arn, known.time, snapshot)) return [];
  const caller: IamCaller = { ...nobody, kind: 'user-session', accountId: accountOfArn(arn), arn };
  return [madeDoor(`console sign-in of ${arn}`, 'sign-in', caller, null)];
}

function hasNoPassword(arn: string, since: number, snapshot: IamSnapshot | null): boolean {
  const account = snapshot?.accounts.find(({ accountId }) => accountId === accountOfArn(arn));
  if (account === undefined || (account.takenAt !== null && account.takenAt < since)) return false;
  const user = principalIn(snapshot!, arn);
  return user !== null && 'hasLoginProfile' in user && user.hasLoginProfile === false;
}

/** What he added to a user for single services, and nobody has taken away since. */
function userCredentialsIn(history: readonly Deed[]): Held[] {
  const added = new Map<string, Deed>();
  for (const deed of history) {
    const id = deed.text('target') ?? deed.text('eventName') ?? '';
    if (deed.kind === 'user-deleted') added.clear();
    if (deed.kind === 'user-credential-removed') added.delete(id);
    if (deed.kind === 'user-credential-added' && deed.isHis) added.set(id, deed);
  }
  return [...added].map(([id, deed]) => {
    const arn = deed.arnOf('user');
    return madeDoor(id, 'service-credential', { ...nobody, kind: 'user-key', accountId: accountOfArn(arn), arn }, null);
  });
}

const roleIn = (snapshot: IamSnapshot | null, arn: string) => (snapshot === null ? null : roleOf(snapshot, arn));

/** A role that lets in whom he wants. Whom of ours it lets in is judged by what they are allowed to. */
function trustDoor(
  arn: string,
  trust: unknown,
  { snapshot, vetted }: { snapshot: IamSnapshot | null; vetted: Acquainted['vetted'] },
): Held[] {
  if (!letsStrangersIn(trust, { accounts: accountsAround(snapshot, arn), vetted })) return [];
  const caller: IamCaller = { ...nobody, kind: 'role-session', accountId: accountOfArn(arn), arn, mfa: false };
  const door = { id: arn, originKind: 'trust', subject: null, region: null, roleArns: [arn], vetted };
  return [madeDoor(`whom the trust policy of ${arn} lets in`, 'trust', caller, door)];
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/:saml-provider\//, 'saml'],
  [/:oidc-provider\//, 'web-identity'],
];

/** A provider that vouches for whomever he wants: any person or pipeline. */
function providerIn(history: readonly Deed[], snapshot: IamSnapshot | null): Held[] {
  const opened = stillOpening(history.filter(({ kind }) => kind === 'identity-provider-changed')).at(-1);
  const id = opened?.text('target') ?? null;
  if (id === null) return [];
  const accountId = opened!.text('recipientAccountId');
  const caller: IamCaller = { ...nobody, kind: 'federated-provider', accountId, arn: id };
  const originKind = kinds.find(([form]) => form.test(id))?.[1] ?? 'roles-anywhere';
  const roleArns = originKind === 'roles-anywhere' ? trustingRolesAnywhere(accountId, snapshot) : [];
  return [
    madeDoor(`whom ${id} vouches for`, 'subject', caller, { id, originKind, subject: null, region: null, roleArns }),
  ];
}

/** Its trust anchors are named by no trust policy, but in conditions: any role that trusts the service may be meant. */
const trustingRolesAnywhere = (accountId: string | null, snapshot: IamSnapshot | null): string[] =>
  (snapshot?.accounts.find((each) => each.accountId === accountId)?.roles ?? [])
    .filter(({ trust }) => JSON.stringify(trust ?? null).includes('rolesanywhere.amazonaws.com'))
    .map(({ arn }) => arn);
