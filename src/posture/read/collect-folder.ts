import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  IamAccount,
  IamOrganization,
  IamPolicy,
  IamPolicyLevel,
  IamProblem,
  IamProvider,
  IamRole,
  IamUser,
} from '../../model/iam.ts';
import { decodeDocument } from './document.ts';
import { fieldsIn, isFields, nameAndPath, tagsOf, textOf, textsIn, timeOf, type Fields } from './fields.ts';

/** Whether a folder is one that iam-collect wrote: `aws/<partition>/accounts/<account>/iam/…`. */
export async function collectPartitions(folder: string): Promise<string[]> {
  const partitions = await subfolders(join(folder, 'aws'));
  const withAccounts: string[] = [];
  for (const partition of partitions) {
    const path = join(folder, 'aws', partition);
    if ((await subfolders(join(path, 'accounts'))).length > 0) withAccounts.push(path);
  }
  return withAccounts;
}

/** The accounts of one partition of an iam-collect folder, with the organization's policies where they were collected. */
export async function readCollectFolder(
  partition: string,
): Promise<{ accounts: IamAccount[]; problems: IamProblem[] }> {
  const problems: IamProblem[] = [];
  const accounts: IamAccount[] = [];
  const organizations = await readOrganizations(partition, problems);
  for (const accountId of (await subfolders(join(partition, 'accounts'))).sort()) {
    const iam = join(partition, 'accounts', accountId, 'iam');
    const read: Reading = { iam, accountId, problems };
    const groups = new Map<string, IamPolicy[]>();
    for (const folder of await entities(iam, 'group')) {
      const arn = textOf((await readFields(join(folder, 'metadata.json'), problems))?.['arn']);
      if (arn !== null) groups.set(arn, await policiesOf(folder, { arn, through: arn }, read));
    }
    accounts.push({
      accountId,
      aliases: [],
      takenAt: null,
      roles: await readEach(await entities(iam, 'role'), (folder) => roleOf(folder, read)),
      users: await readEach(await entities(iam, 'user'), (folder) => userOf(folder, groups, read)),
      providers: await providersOf(read),
      accessKeys: null,
      instanceProfiles: null,
      organization: organizations.get(accountId) ?? null,
    });
  }
  return { accounts, problems };
}

interface Reading {
  readonly iam: string;
  readonly accountId: string;
  readonly problems: IamProblem[];
}

async function readEach<T>(folders: readonly string[], read: (folder: string) => Promise<T | null>): Promise<T[]> {
  const found: T[] = [];
  for (const folder of folders) {
    const one = await read(folder);
    if (one !== null) found.push(one);
  }
  return found;
}

interface Entity {
  readonly metadata: Fields;
  readonly arn: string;
}

/** Folder names have lost their case: the ARN is in the metadata. */
async function entityIn(folder: string, { problems }: Reading): Promise<Entity | null> {
  const metadata = await readFields(join(folder, 'metadata.json'), problems);
  const arn = textOf(metadata?.['arn']);
  if (metadata !== null && arn !== null) return { metadata, arn };
  problems.push({ source: folder, reason: 'metadata.json has no ARN; left out' });
  return null;
}

async function roleOf(folder: string, read: Reading): Promise<IamRole | null> {
  const entity = await entityIn(folder, read);
  if (entity === null) return null;
  const { metadata, arn } = entity;
  return {
    arn,
    ...nameAndPath(arn),
    accountId: read.accountId,
    roleId: textOf(metadata['id']) ?? '',
    trust: decodeDocument(await readJson(join(folder, 'trust-policy.json'), read.problems)),
    policies: await policiesOf(folder, { arn, through: null }, read),
    boundary: await boundaryOf(metadata, read),
    tags: await tagsIn(folder, read),
    maxSessionSeconds: typeof metadata['maxSessionDuration'] === 'number' ? metadata['maxSessionDuration'] : null,
    createdAt: timeOf(metadata['created']),
    lastUsedAt: null,
  };
}

async function userOf(
  folder: string,
  groups: ReadonlyMap<string, IamPolicy[]>,
  read: Reading,
): Promise<IamUser | null> {
  const entity = await entityIn(folder, read);
  if (entity === null) return null;
  const { metadata, arn } = entity;
  const memberOf = textsIn(await readJson(join(folder, 'groups.json'), read.problems));
  const inherited = memberOf.flatMap((group): IamPolicy[] => {
    const { name } = nameAndPath(group);
    return groups.get(group) ?? [{ id: group, name, inline: false, document: null, through: group }];
  });
  return {
    arn,
    ...nameAndPath(arn),
    accountId: read.accountId,
    userId: textOf(metadata['id']) ?? '',
    policies: [...(await policiesOf(folder, { arn, through: null }, read)), ...inherited],
    groups: memberOf.map((group) => nameAndPath(group).name),
    boundary: await boundaryOf(metadata, read),
    tags: await tagsIn(folder, read),
    createdAt: timeOf(metadata['created']),
    hasLoginProfile: null,
    mfaDevices: null,
  };
}

async function policiesOf(
  folder: string,
  { arn, through }: { arn: string; through: string | null },
  read: Reading,
): Promise<IamPolicy[]> {
  const inlines = fieldsIn(await readJson(join(folder, 'inline-policies.json'), read.problems)).map(
    (policy): IamPolicy => {
      const name = textOf(policy['PolicyName']) ?? '';
      return { id: `${arn}#${name}`, name, inline: true, document: decodeDocument(policy['PolicyDocument']), through };
    },
  );
  const managed: IamPolicy[] = [];
  for (const policy of textsIn(await readJson(join(folder, 'managed-policies.json'), read.problems))) {
    managed.push(await managedPolicy(policy, through, read));
  }
  return [...inlines, ...managed];
}

async function managedPolicy(arn: string, through: string | null, { iam, problems }: Reading): Promise<IamPolicy> {
  const id = encodeURIComponent(arn.slice(arn.indexOf(':policy/') + ':policy/'.length)).toLowerCase();
  const places = [join(iam, 'policy', id), join(iam, 'aws', 'policy', id)];
  const { name } = nameAndPath(arn);
  // AWS's own policies are filed by the name alone, or with their path.
  places.push(join(iam, 'aws', 'policy', name.toLowerCase()));
  let document: unknown = null;
  for (const place of places) document ??= decodeDocument(await readJson(join(place, 'current-policy.json'), problems));
  return { id: arn, name, inline: false, document, through };
}

async function boundaryOf(metadata: Fields, read: Reading): Promise<IamPolicy | null> {
  const arn = textOf(metadata['permissionBoundary']);
  return arn === null ? null : managedPolicy(arn, null, read);
}

async function tagsIn(folder: string, { problems }: Reading): Promise<Record<string, string>> {
  const tags = await readJson(join(folder, 'tags.json'), problems);
  if (!isFields(tags)) return tagsOf(tags);
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

async function providersOf(read: Reading): Promise<IamProvider[]> {
  const providers: IamProvider[] = [];
  for (const [kind, name] of [
    ['saml', 'saml-provider'],
    ['oidc', 'oidc-provider'],
  ] as const) {
    for (const folder of await entities(read.iam, name)) {
      const arn = (await entityIn(folder, read))?.arn;
      if (arn !== undefined) providers.push({ arn, kind });
    }
  }
  return providers;
}

async function readOrganizations(partition: string, problems: IamProblem[]): Promise<Map<string, IamOrganization>> {
  const found = new Map<string, IamOrganization>();
  for (const organizationId of await subfolders(join(partition, 'organizations'))) {
    const folder = join(partition, 'organizations', organizationId);
    const metadata = await readFields(join(folder, 'metadata.json'), problems);
    const accounts = await readFields(join(folder, 'accounts.json'), problems);
    const units = (await readFields(join(folder, 'ous.json'), problems)) ?? {};
    const managementAccountId = textOf(metadata?.['rootAccountId']);
    for (const [accountId, account] of Object.entries(accounts ?? {})) {
      if (!isFields(account)) continue;
      const chain = chainOf(accountId, account, units);
      const levels = async (kind: 'scps' | 'rcps'): Promise<IamPolicyLevel[]> =>
        Promise.all(
          chain.map(async ({ id, fields }) => ({
            id,
            policies: await Promise.all(
              textsIn(fields[kind]).map((policy) => controlPolicy(join(folder, kind), policy, problems)),
            ),
          })),
        );
      found.set(accountId, {
        organizationId,
        managementAccountId,
        scps: await levels('scps'),
        rcps: await levels('rcps'),
      });
    }
  }
  return found;
}

/** From the root down to the account. */
function chainOf(accountId: string, account: Fields, units: Fields): { id: string; fields: Fields }[] {
  const chain = [{ id: accountId, fields: account }];
  let unit = textOf(account['ou']);
  while (unit !== null && isFields(units[unit]) && !chain.some(({ id }) => id === unit)) {
    const fields: Fields = units[unit] as Fields;
    chain.unshift({ id: unit, fields });
    unit = textOf(fields['parent']);
  }
  return chain;
}

async function controlPolicy(folder: string, arnOrId: string, problems: IamProblem[]): Promise<IamPolicy> {
  const id = arnOrId.slice(arnOrId.lastIndexOf('/') + 1);
  const document = decodeDocument(await readJson(join(folder, id.toLowerCase(), 'policy.json'), problems));
  return { id: arnOrId, name: id, inline: false, document, through: null };
}

async function entities(iam: string, kind: string): Promise<string[]> {
  return (await subfolders(join(iam, kind))).sort().map((id) => join(iam, kind, id));
}

async function subfolders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

async function readFields(path: string, problems: IamProblem[]): Promise<Fields | null> {
  const value = await readJson(path, problems);
  return isFields(value) ? value : null;
}

/** Null where the file is not there: iam-collect writes no file for what there is none of. */
async function readJson(path: string, problems: IamProblem[]): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    problems.push({ source: path, reason: 'is no JSON' });
    return null;
  }
}
