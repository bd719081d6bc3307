import type {
  IamAccount,
  IamCaller,
  IamOrganization,
  IamPolicy,
  IamRole,
  IamSnapshot,
  IamUser,
} from '../../src/model/iam.ts';

/** Builders of IAM snapshots for tests: what is left out is as harmless as can be. */
export const ACCOUNT = '111122223333';

export type Json = Record<string, unknown>;

export const allow = (
  action: string | readonly string[],
  resource: string | readonly string[] = '*',
  rest: Json = {},
): Json => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...rest,
});

export const deny = (
  action: string | readonly string[],
  resource: string | readonly string[] = '*',
  rest: Json = {},
): Json => ({
  Effect: 'Deny',
  Action: action,
  Resource: resource,
  ...rest,
});

export const document = (...statements: readonly unknown[]): Json => ({ Version: '2012-10-17', Statement: statements });

/** A trust policy that lets principals in; `rest` adds conditions and the like. */
export const trusting = (principal: unknown, rest: Json = {}): Json =>
  document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...rest });

export function policy(name: string, ...statements: readonly unknown[]): IamPolicy {
  return { id: `policy#${name}`, name, inline: true, document: document(...statements), through: null };
}

export const roleArn = (name: string, accountId: string = ACCOUNT): string => `arn:aws:iam::${accountId}:role/${name}`;
export const userArn = (name: string, accountId: string = ACCOUNT): string => `arn:aws:iam::${accountId}:user/${name}`;

/** `name` may have a path before it: `team/Deploy`. */
export function role(name: string, trust: unknown, rest: Partial<IamRole> = {}): IamRole {
  const accountId = rest.accountId ?? ACCOUNT;
  const at = name.lastIndexOf('/');
  return {
    arn: roleArn(name, accountId),
    name: name.slice(at + 1),
    path: `/${name.slice(0, at + 1)}`,
    roleId: `AROA${name.replaceAll(/\W/g, '').toUpperCase()}EXAMPLE`,
    accountId,
    trust,
    policies: [],
    boundary: null,
    tags: {},
    maxSessionSeconds: 3600,
    createdAt: null,
    lastUsedAt: null,
    ...rest,
  };
}

export function user(name: string, rest: Partial<IamUser> = {}): IamUser {
  const accountId = rest.accountId ?? ACCOUNT;
  const at = name.lastIndexOf('/');
  return {
    arn: userArn(name, accountId),
    name: name.slice(at + 1),
    path: `/${name.slice(0, at + 1)}`,
    userId: `AIDA${name.replaceAll(/\W/g, '').toUpperCase()}EXAMPLE`,
    accountId,
    policies: [],
    groups: [],
    boundary: null,
    tags: {},
    createdAt: null,
    hasLoginProfile: null,
    mfaDevices: null,
    ...rest,
  };
}

interface Entities {
  readonly roles?: readonly IamRole[];
  readonly users?: readonly IamUser[];
  readonly organization?: IamOrganization | null;
}

export function account(accountId: string, { roles = [], users = [], organization = null }: Entities): IamAccount {
  return {
    accountId,
    aliases: [],
    takenAt: null,
    users,
    roles,
    providers: null,
    accessKeys: null,
    instanceProfiles: null,
    organization,
  };
}

/** Roles and users, each put into the account that it names. */
export function snapshotOf(
  entities: Entities & { readonly organizations?: Readonly<Record<string, IamOrganization>> },
): IamSnapshot {
  const { roles = [], users = [], organizations = {} } = entities;
  const ids = new Set([...roles, ...users].map(({ accountId }) => accountId));
  return {
    accounts: [...ids].sort().map((accountId) =>
      account(accountId, {
        roles: roles.filter((one) => one.accountId === accountId),
        users: users.filter((one) => one.accountId === accountId),
        organization: organizations[accountId] ?? null,
      }),
    ),
    problems: [],
  };
}

const caller = (kind: IamCaller['kind'], arn: string, rest: Partial<IamCaller>): IamCaller => ({
  kind,
  arn,
  accountId: /:(\d{12}):/.exec(arn)?.[1] ?? null,
  sessionName: null,
  issuedAt: null,
  mfa: null,
  sourceIdentity: null,
  sessionPolicies: [],
  ...rest,
});

export const sessionOf = (arn: string, rest: Partial<IamCaller> = {}): IamCaller => caller('role-session', arn, rest);
export const keyOf = (arn: string, rest: Partial<IamCaller> = {}): IamCaller => caller('user-key', arn, rest);
export const tokenOf = (arn: string, rest: Partial<IamCaller> = {}): IamCaller => caller('user-session', arn, rest);
export const serviceOf = (principal: string): IamCaller => caller('service', principal, {});
export const federatedOf = (name: string, issuerArn: string, rest: Partial<IamCaller> = {}): IamCaller =>
  caller('federated-user', `arn:aws:sts::${ACCOUNT}:federated-user/${name}`, { issuerArn, ...rest });
export const rootOf = (accountId: string = ACCOUNT): IamCaller => caller('root', `arn:aws:iam::${accountId}:root`, {});
