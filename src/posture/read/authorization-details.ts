import { accountOfArn } from '../../lib/arn.ts';
import type { IamAccount, IamInstanceProfile, IamPolicy, IamProblem, IamRole, IamUser } from '../../model/iam.ts';
import { decodeDocument } from './document.ts';
import { fieldsIn, nameAndPath, numberOf, tagsOf, textOf, textsIn, timeOf, type Fields } from './fields.ts';

/** Whether a JSON document is output of `aws iam get-account-authorization-details`, or one page of the API's. */
export function isAuthorizationDetails(document: Fields): boolean {
  return ['UserDetailList', 'RoleDetailList', 'GroupDetailList', 'Policies'].some((list) =>
    Array.isArray(document[list]),
  );
}

/** The accounts of one or more pages: what is in one page may be attached in another. */
export function readAuthorizationDetails(
  pages: readonly Fields[],
  takenAt: number | null,
): { accounts: IamAccount[]; problems: IamProblem[] } {
  const problems: IamProblem[] = [];
  const all = (list: string): Fields[] => pages.flatMap((page) => [...fieldsIn(page[list])]);
  const documents = managedDocuments(all('Policies'));
  const read: Reading = { documents, groups: groupsIn(all('GroupDetailList')), problems };
  const roles = all('RoleDetailList').flatMap((role) => roleOf(role, read) ?? []);
  const users = all('UserDetailList').flatMap((user) => userOf(user, read) ?? []);
  const profiles = all('RoleDetailList').flatMap((role) => profilesOf(role));
  const ids = new Set([...roles, ...users].map(({ accountId }) => accountId));
  const accounts = [...ids].sort().map((accountId): IamAccount => ({
    accountId,
    aliases: [],
    takenAt,
    users: users.filter((user) => user.accountId === accountId),
    roles: roles.filter((role) => role.accountId === accountId),
    providers: null,
    accessKeys: null,
    instanceProfiles: mergeProfiles(profiles.filter(({ arn }) => accountOfArn(arn) === accountId)),
    organization: null,
  }));
  return { accounts, problems };
}

interface Reading {
  readonly documents: ReadonlyMap<string, unknown>;
  /** By `account/name`: users list their groups by name. */
  readonly groups: ReadonlyMap<string, Fields>;
  readonly problems: IamProblem[];
}

function managedDocuments(policies: readonly Fields[]): Map<string, unknown> {
  const documents = new Map<string, unknown>();
  for (const policy of policies) {
    const arn = textOf(policy['Arn']);
    const versions = fieldsIn(policy['PolicyVersionList']);
    const version = versions.find((one) => one['IsDefaultVersion'] === true);
    if (arn !== null && version !== undefined) documents.set(arn, decodeDocument(version['Document']));
  }
  return documents;
}

function groupsIn(list: readonly Fields[]): Map<string, Fields> {
  const groups = new Map<string, Fields>();
  for (const group of list) {
    const accountId = accountOfArn(textOf(group['Arn']) ?? '');
    if (accountId !== null) groups.set(`${accountId}/${textOf(group['GroupName'])}`, group);
  }
  return groups;
}

/** ARN and account of an entity; what has none cannot be told apart from others. */
function identityOf(entity: Fields, read: Reading): { arn: string; accountId: string } | null {
  const arn = textOf(entity['Arn']);
  const accountId = arn === null ? null : accountOfArn(arn);
  if (arn !== null && accountId !== null) return { arn, accountId };
  const name = textOf(entity['RoleName']) ?? textOf(entity['UserName']) ?? 'an entry without a name';
  read.problems.push({ source: name, reason: 'has no ARN with an account in it, and is left out' });
  return null;
}

function roleOf(role: Fields, read: Reading): IamRole | null {
  const identity = identityOf(role, read);
  if (identity === null) return null;
  const { arn, accountId } = identity;
  const used = role['RoleLastUsed'] as Fields | undefined;
  return {
    arn,
    accountId,
    ...nameAndPath(arn),
    roleId: textOf(role['RoleId']) ?? '',
    trust: decodeDocument(role['AssumeRolePolicyDocument']),
    policies: policiesOf(role, { owner: arn, inline: 'RolePolicyList', through: null }, read),
    boundary: boundaryOf(role, read),
    tags: tagsOf(role['Tags']),
    maxSessionSeconds: numberOf(role['MaxSessionDuration']),
    createdAt: timeOf(role['CreateDate']),
    lastUsedAt: timeOf(used?.['LastUsedDate']),
  };
}

function userOf(user: Fields, read: Reading): IamUser | null {
  const identity = identityOf(user, read);
  if (identity === null) return null;
  const { arn, accountId } = identity;
  const own = policiesOf(user, { owner: arn, inline: 'UserPolicyList', through: null }, read);
  const groups = textsIn(user['GroupList']);
  return {
    arn,
    accountId,
    ...nameAndPath(arn),
    userId: textOf(user['UserId']) ?? '',
    policies: [...own, ...groups.flatMap((name) => groupPolicies(`${accountId}/${name}`, read))],
    groups,
    boundary: boundaryOf(user, read),
    tags: tagsOf(user['Tags']),
    createdAt: timeOf(user['CreateDate']),
    hasLoginProfile: null,
    mfaDevices: null,
  };
}

function groupPolicies(key: string, read: Reading): IamPolicy[] {
  const group = read.groups.get(key);
  const name = key.slice(key.indexOf('/') + 1);
  if (group === undefined) {
    return [{ id: `group ${name}`, name, inline: false, document: null, through: `group ${name}` }];
  }
  const arn = textOf(group['Arn'])!;
  return policiesOf(group, { owner: arn, inline: 'GroupPolicyList', through: arn }, read);
}

interface Attachment {
  readonly owner: string;
  /** The list that the entity has its inline policies in. */
  readonly inline: string;
  readonly through: string | null;
}

function policiesOf(entity: Fields, { owner, inline, through }: Attachment, read: Reading): IamPolicy[] {
  const inlines = fieldsIn(entity[inline]).map((policy): IamPolicy => {
    const name = textOf(policy['PolicyName']) ?? '';
    return { id: `${owner}#${name}`, name, inline: true, document: decodeDocument(policy['PolicyDocument']), through };
  });
  const managed = fieldsIn(entity['AttachedManagedPolicies']).flatMap((policy) => {
    const arn = textOf(policy['PolicyArn']);
    return arn === null ? [] : [managedPolicy(arn, through, read)];
  });
  return [...inlines, ...managed];
}

function managedPolicy(arn: string, through: string | null, { documents }: Reading): IamPolicy {
  return { id: arn, name: nameAndPath(arn).name, inline: false, document: documents.get(arn) ?? null, through };
}

function boundaryOf(entity: Fields, read: Reading): IamPolicy | null {
  const boundary = entity['PermissionsBoundary'] as Fields | undefined;
  const arn = textOf(boundary?.['PermissionsBoundaryArn']);
  return arn === null ? null : managedPolicy(arn, null, read);
}

function profilesOf(role: Fields): IamInstanceProfile[] {
  return fieldsIn(role['InstanceProfileList']).flatMap((profile) => {
    const arn = textOf(profile['Arn']);
    const roleArns = fieldsIn(profile['Roles']).flatMap((one) => textOf(one['Arn']) ?? []);
    return arn === null
      ? []
      : [{ arn, name: textOf(profile['InstanceProfileName']) ?? nameAndPath(arn).name, roleArns }];
  });
}

function mergeProfiles(profiles: readonly IamInstanceProfile[]): IamInstanceProfile[] {
  return [...new Map(profiles.map((profile) => [profile.arn, profile])).values()];
}
