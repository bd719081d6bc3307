import type { IamCaller, IamRole, IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { principalKindOf } from '../principals.ts';
import type { Door, Held } from '../situation.ts';
import { roleOf } from './session-names.ts';
import type { World } from './world.ts';

/**
 * The access portal of Identity Center. Whoever is signed in to it takes any permission set that the person is assigned, in any
 * account; assignments are in no snapshot. The session is named after the person (IAM Identity Center User Guide, "Revoke user
 * permissions"), so that a name shuts it in an account, whatever set it takes.
 */
export const isPortal = ({ door }: Held): boolean => door?.originKind === 'identity-center';

/** Roles of permission sets. */
export const permissionSetsIn = ({ accounts }: IamSnapshot): IamRole[] =>
  accounts.flatMap(({ roles }) => roles.filter(({ arn }) => principalKindOf(arn) === 'identity-center-role'));

interface Around {
  readonly world: World;
  readonly times: readonly EpochSeconds[];
}

interface Mint {
  readonly gives: Held;
  readonly how: string;
  readonly certain: boolean;
  readonly hangsOn: readonly string[];
}

/** A session of every permission set: those that the person was seen to take, and as something that is not known all others. */
export function throughPortal({ door }: Held, { world: { snapshot }, times }: Around): Mint[] {
  if (door === null) return [];
  const taken = new Set(door.roleArns);
  const others = permissionSetsIn(snapshot).filter(({ arn }) => !taken.has(arn));
  return times.flatMap((issuedAt) => [
    ...door.roleArns.map((arn) => given(arn, door, { snapshot, issuedAt })),
    ...others.map(({ arn }) => {
      const mint = given(arn, door, { snapshot, issuedAt });
      const whether = `whether ${door.subject} is assigned ${arn}`;
      return { ...mint, gives: { ...mint.gives, door }, certain: false, hangsOn: [whether] };
    }),
  ]);
}

function given(
  arn: string,
  { subject }: Door,
  { snapshot, issuedAt }: { readonly snapshot: IamSnapshot; readonly issuedAt: EpochSeconds },
): Mint {
  const caller: IamCaller = {
    kind: 'role-session',
    accountId: arn.split(':')[4] ?? null,
    arn,
    sessionName: subject,
    issuedAt,
    mfa: false,
    sourceIdentity: null,
    sessionPolicies: [],
  };
  const roleId = roleOf(snapshot, arn)?.roleId ?? null;
  return {
    gives: {
      id: `new session of ${arn}`,
      kind: 'token',
      caller,
      userId: roleId === null || subject === null ? null : `${roleId}:${subject}`,
      expiresAt: null,
      madeByAttacker: true,
      door: null,
    },
    how: 'is given them by the access portal',
    certain: true,
    hangsOn: [],
  };
}
