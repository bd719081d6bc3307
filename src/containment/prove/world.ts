import type { ApiCall, PlanAction } from '../../model/containment.ts';
import type { IamAccount, IamPolicy, IamPolicyLevel, IamRole, IamSnapshot, IamUser } from '../../model/iam.ts';
import { DENY_ALL_ARN, denyAll } from '../policies.ts';

/** The accounts as some calls leave them. Never changed: a call gives another world, sharing what it did not touch. */
export interface World {
  readonly snapshot: IamSnapshot;
  readonly inactiveKeys: ReadonlySet<string>;
  /** User ARNs without a password, provider ARNs that are gone, instances cut off: the doors that are shut. */
  readonly shut: ReadonlySet<string>;
  /** Documents of managed policies, those that the calls made, by `policyKey`. */
  readonly documents: ReadonlyMap<string, unknown>;
}

export function worldOf(snapshot: IamSnapshot): World {
  const inactive = snapshot.accounts.flatMap(({ accessKeys }) => accessKeys ?? []).filter(({ active }) => !active);
  return {
    snapshot,
    inactiveKeys: new Set(inactive.map(({ accessKeyId }) => accessKeyId)),
    shut: new Set(),
    documents: new Map([[policyKey(DENY_ALL_ARN), denyAll()]]),
  };
}

/** The world after the calls of an action. What is judged is what would be called, not what the action says of itself. */
export function applyAction(world: World, action: PlanAction, all: readonly PlanAction[]): World {
  return action.calls.reduce(
    (before, call) => (effects[nameOf(call)] ?? nothing)(before, call, { action, all }),
    world,
  );
}

interface Within {
  readonly action: PlanAction;
  readonly all: readonly PlanAction[];
}

type Effect = (world: World, call: ApiCall, within: Within) => World;

const nameOf = ({ service, operation }: ApiCall): string => `${service}:${operation}`;
const nothing: Effect = (world) => world;

const text = (call: ApiCall, name: string): string => {
  const value = call.parameters[name];
  return typeof value === 'string' ? value : '';
};

const effects: Readonly<Record<string, Effect>> = {
  'iam:PutRolePolicy': (world, call) => putInline(world, call, 'role'),
  'iam:PutUserPolicy': (world, call) => putInline(world, call, 'user'),
  'iam:DeleteRolePolicy': (world, call) => removeInline(world, call, 'role'),
  'iam:DeleteUserPolicy': (world, call) => removeInline(world, call, 'user'),
  'iam:CreatePolicy': (world, call) =>
    remember(world, `${call.accountId}:policy/${text(call, 'PolicyName')}`, call.parameters['PolicyDocument']),
  'iam:AttachRolePolicy': (world, call) => attach(world, call, 'role'),
  'iam:AttachUserPolicy': (world, call) => attach(world, call, 'user'),
  'iam:DetachRolePolicy': (world, call) => detach(world, call, 'role'),
  'iam:DetachUserPolicy': (world, call) => detach(world, call, 'user'),
  'iam:UpdateAssumeRolePolicy': (world, call) =>
    changeRole(world, call, (role) => ({ ...role, trust: call.parameters['PolicyDocument'] })),
  'iam:UpdateAccessKey': (world, call) => setKey(world, text(call, 'AccessKeyId'), text(call, 'Status') === 'Active'),
  'iam:DeleteAccessKey': (world, call) => setKey(world, text(call, 'AccessKeyId'), false),
  'iam:DeleteLoginProfile': (world, call) => shut(world, `${call.accountId}:user/${text(call, 'UserName')}`),
  'iam:DeleteUser': deleteUser,
  'iam:DeleteSAMLProvider': (world, call) => shut(world, text(call, 'SAMLProviderArn')),
  'iam:DeleteOpenIDConnectProvider': (world, call) => shut(world, text(call, 'OpenIDConnectProviderArn')),
  'rolesanywhere:DisableTrustAnchor': (world, _call, { action }) => shut(world, action.target),
  'rolesanywhere:DisableProfile': (world, _call, { action }) => shut(world, action.target),
  'ec2:DisassociateIamInstanceProfile': (world, _call, { action }) => shut(world, action.target),
  'organizations:AttachPolicy': (world, call, within) => attachScp(world, call, within),
  'organizations:DetachPolicy': (world, call, within) => detachScp(world, call, within),
};

type Kind = 'role' | 'user';
const nameParameter = { role: 'RoleName', user: 'UserName' } as const;

function putInline(world: World, call: ApiCall, kind: Kind): World {
  const name = text(call, 'PolicyName');
  const document = call.parameters['PolicyDocument'];
  return changePrincipal(world, call, kind, (owner) => {
    const policy: IamPolicy = { id: `${owner.arn}#${name}`, name, inline: true, document, through: null };
    return [...owner.policies.filter((each) => !isInline(each, name)), policy];
  });
}

const isInline = (policy: IamPolicy, name: string): boolean =>
  policy.inline && policy.through === null && policy.name === name;

const removeInline = (world: World, call: ApiCall, kind: Kind): World =>
  changePrincipal(world, call, kind, ({ policies }) =>
    policies.filter((each) => !isInline(each, text(call, 'PolicyName'))),
  );

/** A policy's ARN without what is the same for all of a partition: the call that makes it does not name that. */
const policyKey = (arn: string): string => arn.replace(/^arn:[^:]*:iam::/, '');

const remember = (world: World, key: string, document: unknown): World => ({
  ...world,
  documents: new Map([...world.documents, [key, document]]),
});

function attach(world: World, call: ApiCall, kind: Kind): World {
  const id = text(call, 'PolicyArn');
  const document = world.documents.get(policyKey(id)) ?? null;
  const policy: IamPolicy = { id, name: id.slice(id.lastIndexOf('/') + 1), inline: false, document, through: null };
  return changePrincipal(world, call, kind, ({ policies }) => [...policies.filter((each) => each.id !== id), policy]);
}

const detach = (world: World, call: ApiCall, kind: Kind): World =>
  changePrincipal(world, call, kind, ({ policies }) =>
    policies.filter(({ id, through }) => through !== null || id !== text(call, 'PolicyArn')),
  );

function changePrincipal(
  world: World,
  call: ApiCall,
  kind: Kind,
  change: (owner: IamRole | IamUser) => readonly IamPolicy[],
): World {
  if (kind === 'role') return changeRole(world, call, (role) => ({ ...role, policies: change(role) }));
  const name = text(call, nameParameter.user);
  return changeAccount(world, call.accountId, (account) => ({
    ...account,
    users: account.users.map((user) => (user.name === name ? { ...user, policies: change(user) } : user)),
  }));
}

function changeRole(world: World, call: ApiCall, change: (role: IamRole) => IamRole): World {
  const name = text(call, nameParameter.role);
  return changeAccount(world, call.accountId, (account) => ({
    ...account,
    roles: account.roles.map((role) => (role.name === name ? change(role) : role)),
  }));
}

function changeAccount(world: World, accountId: string | null, change: (account: IamAccount) => IamAccount): World {
  const accounts = world.snapshot.accounts.map((each) => (each.accountId === accountId ? change(each) : each));
  return { ...world, snapshot: { ...world.snapshot, accounts } };
}

function setKey(world: World, accessKeyId: string, active: boolean): World {
  const inactiveKeys = new Set(world.inactiveKeys);
  if (active) inactiveKeys.delete(accessKeyId);
  else inactiveKeys.add(accessKeyId);
  return { ...world, inactiveKeys };
}

const shut = (world: World, door: string): World => ({ ...world, shut: new Set([...world.shut, door]) });

function deleteUser(world: World, call: ApiCall): World {
  const account = world.snapshot.accounts.find(({ accountId }) => accountId === call.accountId);
  const keys = (account?.accessKeys ?? []).filter(({ userName }) => userName === text(call, 'UserName'));
  const without = keys.reduce((before, { accessKeyId }) => setKey(before, accessKeyId, false), world);
  const gone = changeAccount(without, call.accountId, (account) => ({
    ...account,
    users: account.users.filter(({ name }) => name !== text(call, 'UserName')),
  }));
  return shut(gone, `${call.accountId}:user/${text(call, 'UserName')}`);
}

/** The id of an SCP is known once it is made: until then the plan points at the call that makes it. */
function scpOf(call: ApiCall, { action, all }: Within): ApiCall | null {
  const id = call.parameters['PolicyId'];
  if (typeof id !== 'object' || !('ref' in id)) return null;
  const { ref } = id as { ref: { action: string | null; call: number } };
  const owner = ref.action === null ? action : all.find((each) => each.id === ref.action);
  return owner?.calls[ref.call] ?? null;
}

function attachScp(world: World, call: ApiCall, within: Within): World {
  const made = scpOf(call, within);
  if (made === null) return world;
  const name = text(made, 'Name');
  const policy: IamPolicy = { id: name, name, inline: false, document: made.parameters['Content'], through: null };
  return changeScps(world, text(call, 'TargetId'), (policies) => [...policies.filter(({ id }) => id !== name), policy]);
}

function detachScp(world: World, call: ApiCall, within: Within): World {
  const made = scpOf(call, within);
  if (made === null) return world;
  return changeScps(world, text(call, 'TargetId'), (policies) =>
    policies.filter(({ id }) => id !== text(made, 'Name')),
  );
}

/** SCPs that were not collected stay unknown, but for the deny that is added: denies add up. */
function changeScps(
  world: World,
  accountId: string,
  change: (policies: readonly IamPolicy[]) => readonly IamPolicy[],
): World {
  return changeAccount(world, accountId, (account) => {
    const { organization } = account;
    if (organization === null) return account;
    const levels = organization.scps ?? [];
    const own: IamPolicyLevel = levels.find(({ id }) => id === accountId) ?? { id: accountId, policies: [fullAccess] };
    const scps = [...levels.filter(({ id }) => id !== accountId), { ...own, policies: change(own.policies) }];
    return { ...account, organization: { ...organization, scps } };
  });
}

const fullAccess: IamPolicy = {
  id: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
  name: 'FullAWSAccess',
  inline: false,
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  through: null,
};

const principals = new WeakMap<IamSnapshot, Map<string, IamRole | IamUser>>();

/** A role or user by its ARN; null where the snapshot has none. */
export function principalIn(snapshot: IamSnapshot, arn: string): IamRole | IamUser | null {
  let byArn = principals.get(snapshot);
  if (byArn === undefined) {
    const all = snapshot.accounts.flatMap(({ roles, users }) => [...roles, ...users]);
    byArn = new Map(all.map((each) => [each.arn.toLowerCase(), each]));
    principals.set(snapshot, byArn);
  }
  return byArn.get(arn.toLowerCase()) ?? null;
}
