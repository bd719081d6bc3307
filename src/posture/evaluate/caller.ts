import { accountOfArn, parseArn, roleNameOfArn } from '../../lib/arn.ts';
import type {
  IamAccount,
  IamCaller,
  IamPolicy,
  IamPolicyLevel,
  IamQuestion,
  IamRole,
  IamSnapshot,
  IamUser,
} from '../../model/iam.ts';

/** What a snapshot says of principals, looked up by ARN. */
export interface Directory {
  readonly accounts: ReadonlyMap<string, IamAccount>;
  role(arn: string): IamRole | null;
  user(arn: string): IamUser | null;
  readonly roles: readonly IamRole[];
}

/** Role names are unique in an account whatever their path and case: session ARNs lack the path. */
const roleKey = (accountId: string, name: string): string => `${accountId}/${name.toLowerCase()}`;

export function directoryOf(snapshot: IamSnapshot): Directory {
  const roles = new Map<string, IamRole>();
  const users = new Map<string, IamUser>();
  for (const account of snapshot.accounts) {
    for (const role of account.roles) roles.set(roleKey(role.accountId, role.name), role);
    for (const user of account.users) users.set(user.arn, user);
  }
  return {
    accounts: new Map(snapshot.accounts.map((account) => [account.accountId, account])),
    role: (arn) => {
      const name = roleNameOfArn(arn);
      return name === null ? null : (roles.get(roleKey(parseArn(arn)!.accountId, name)) ?? null);
    },
    user: (arn) => users.get(arn) ?? null,
    roles: [...roles.values()],
  };
}

/** The policies that bound a caller. */
export interface CallerPolicies {
  readonly principal: IamRole | IamUser | null;
  /** Null where the snapshot does not have the principal: its policies are unknown. */
  readonly identity: readonly IamPolicy[] | null;
  readonly boundary: IamPolicy | null;
  /** Root first, the account last; none for services and the management account. */
  readonly scps: readonly IamPolicyLevel[];
}

const everything: IamPolicy = {
  id: 'the root user',
  name: 'root',
  inline: true,
  document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  through: null,
};

const without: CallerPolicies = { principal: null, identity: [], boundary: null, scps: [] };

export function callerPolicies(caller: IamCaller, directory: Directory): CallerPolicies {
  if (caller.kind === 'service' || caller.kind === 'federated-provider') return without;
  const scps = scpsOf(caller, directory);
  if (caller.kind === 'root') return { ...without, identity: [everything], scps };
  // Whoever it is that the other account lets do it: what that account's own policies say is its owner's affair.
  if (caller.kind === 'account') return { ...without, identity: [everything], scps };
  const principal = principalOf(caller, directory);
  if (principal === null) return { ...without, identity: null, scps };
  return {
    principal,
    identity: principal.policies,
    boundary: principal.boundary,
    scps: isServiceLinked(principal.path) ? [] : scps,
  };
}

function principalOf(caller: IamCaller, directory: Directory): IamRole | IamUser | null {
  if (caller.kind === 'role-session') return directory.role(caller.arn);
  if (caller.kind !== 'federated-user') return directory.user(caller.arn);
  return caller.issuerArn === undefined || caller.issuerArn === null ? null : directory.user(caller.issuerArn);
}

/** Service control policies bind neither the management account nor service-linked roles. */
const isServiceLinked = (path: string): boolean => path.startsWith('/aws-service-role/');

function scpsOf({ accountId }: IamCaller, { accounts }: Directory): readonly IamPolicyLevel[] {
  const organization = accountId === null ? null : accounts.get(accountId)?.organization;
  if (organization === null || organization === undefined) return [];
  return organization.managementAccountId === accountId ? [] : (organization.scps ?? []);
}

/** Resource control policies of the account that the resource is in. */
export function rcpsOf(
  accountId: string | null,
  caller: CallerPolicies,
  { accounts }: Directory,
): readonly IamPolicyLevel[] {
  if (caller.principal !== null && isServiceLinked(caller.principal.path)) return [];
  const organization = accountId === null ? null : accounts.get(accountId)?.organization;
  if (organization === null || organization === undefined) return [];
  return organization.managementAccountId === accountId ? [] : (organization.rcps ?? []);
}

/** All of a snapshot that bears on a question. */
export interface Surroundings {
  readonly policies: ReturnType<typeof callerPolicies>;
  readonly target: IamRole | null;
  readonly isRole: boolean;
  readonly resourceAccountId: string | null;
  readonly rcps: ReturnType<typeof rcpsOf>;
}

/** Looks up the caller's policies, and the role and account that it asks about. */
export function surroundings({ caller, action, resource }: IamQuestion, directory: Directory): Surroundings {
  const policies = callerPolicies(caller, directory);
  const isRole = /^sts:(assumerole|setsourceidentity|tagsession)/i.test(action);
  const target = parseArn(resource)?.resource.startsWith('role/') ? directory.role(resource) : null;
  const resourceAccountId = accountOfArn(resource) ?? caller.accountId;
  return { policies, target, isRole, resourceAccountId, rcps: rcpsOf(resourceAccountId, policies, directory) };
}
