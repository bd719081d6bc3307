import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../lib/errors.ts';
import { readSnapshot } from './read-snapshot.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-iam-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: arn('root') }, Action: 'sts:AssumeRole' }],
};
const readAll = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::100%25/*' }],
};

const details = (written: (document: object) => unknown): object => ({
  UserDetailList: [
    {
      Path: '/team/',
      UserName: 'ann',
      UserId: 'AIDAANNEXAMPLE',
      Arn: arn('user/team/ann'),
      CreateDate: '2026-01-02T03:04:05+00:00',
      GroupList: ['Readers', 'Gone'],
      AttachedManagedPolicies: [],
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  ],
  GroupDetailList: [
    {
      GroupName: 'Readers',
      Arn: arn('group/Readers'),
      GroupPolicyList: [{ PolicyName: 'read', PolicyDocument: written(readAll) }],
      AttachedManagedPolicies: [{ PolicyName: 'Own', PolicyArn: arn('policy/Own') }],
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'App',
      RoleId: 'AROAAPPEXAMPLE',
      Arn: arn('role/team/App'),
      AssumeRolePolicyDocument: written(trust),
      RolePolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      PermissionsBoundary: { PermissionsBoundaryArn: arn('policy/Own') },
      InstanceProfileList: [
        { InstanceProfileName: 'app', Arn: arn('instance-profile/app'), Roles: [{ Arn: arn('role/team/App') }] },
      ],
      RoleLastUsed: { LastUsedDate: '2026-10-01T00:00:00+00:00', Region: 'us-east-1' },
    },
  ],
  Policies: [
    {
      Arn: arn('policy/Own'),
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document: written(readAll) },
        { VersionId: 'v1', IsDefaultVersion: false, Document: written(trust) },
      ],
    },
  ],
});

describe('the output of get-account-authorization-details', () => {
  test.each([
    ['as the AWS CLI writes it', (document: object): unknown => document],
    [
      'percent-encoded, as the API gives it',
      (document: object): unknown => encodeURIComponent(JSON.stringify(document)),
    ],
    ['with documents as JSON text', (document: object): unknown => JSON.stringify(document)],
  ])('%s is read alike', async (name, written) => {
    const { accounts, problems } = await readSnapshot([await write(`${name}.json`, details(written))]);
    expect(accounts.map(({ accountId }) => accountId)).toEqual(['111122223333']);
    const [{ users, roles, instanceProfiles }] = accounts as [(typeof accounts)[0]];
    expect(users[0]).toMatchObject({ name: 'ann', path: '/team/', tags: { team: 'a' }, groups: ['Readers', 'Gone'] });
    expect(users[0]!.policies).toEqual([
      { id: arn('group/Readers#read'), name: 'read', inline: true, document: readAll, through: arn('group/Readers') },
      { id: arn('policy/Own'), name: 'Own', inline: false, document: readAll, through: arn('group/Readers') },
      { id: 'group Gone', name: 'Gone', inline: false, document: null, through: 'group Gone' },
    ]);
    expect(roles[0]).toMatchObject({
      name: 'App',
      path: '/team/',
      trust,
      boundary: { document: readAll },
      lastUsedAt: 1_790_812_800,
    });
    expect(instanceProfiles).toEqual([
      { arn: arn('instance-profile/app'), name: 'app', roleArns: [arn('role/team/App')] },
    ]);
    expect(problems.map(({ source }) => source)).toEqual(['group Gone', 'arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  test('pages in several files are one account', async () => {
    const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = details((document) => document) as Record<
      string,
      unknown
    >;
    await write('pages/1.json', { UserDetailList, GroupDetailList, IsTruncated: true, Marker: 'x' });
    await write('pages/2.json', { RoleDetailList, Policies, IsTruncated: false });
    const { accounts } = await readSnapshot([join(folder, 'pages')]);
    expect(accounts).toHaveLength(1);
    expect(accounts[0]!.users[0]!.policies[1]!.document).toEqual(readAll);
  });
});

test('a snapshot file of ours keeps what other forms do not have', async () => {
  const account = {
    accountId: '444455556666',
    aliases: [],
    takenAt: '2026-10-13T12:00:00Z',
    users: [],
    roles: [],
    providers: [],
    accessKeys: null,
    instanceProfiles: null,
    organization: { organizationId: 'o-exampleorgid', managementAccountId: '111122223333', scps: null, rcps: null },
  };
  const file = await write('own.json', { stemmaSnapshot: 1, accounts: [account], problems: [] });
  const { accounts } = await readSnapshot([file]);
  expect(accounts).toEqual([{ ...account, takenAt: 1_791_892_800 }]);
});

test('an iam-collect folder is read with its organization', async () => {
  const base = 'collect/aws/aws';
  const iam = `${base}/accounts/111122223333/iam`;
  await write(`${iam}/role/team%2fapp/metadata.json`, {
    arn: arn('role/team/App'),
    id: 'AROAAPPEXAMPLE',
    permissionBoundary: arn('policy/Own'),
  });
  await write(`${iam}/role/team%2fapp/trust-policy.json`, trust);
  await write(`${iam}/role/team%2fapp/managed-policies.json`, [
    arn('policy/Own'),
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
  ]);
  await write(`${iam}/policy/own/current-policy.json`, readAll);
  await write(`${iam}/aws/policy/readonlyaccess/current-policy.json`, readAll);
  await write(`${iam}/oidc-provider/token.actions.githubusercontent.com/metadata.json`, {
    arn: arn('oidc-provider/token.actions.githubusercontent.com'),
  });
  const organization = `${base}/organizations/o-exampleorgid`;
  await write(`${organization}/metadata.json`, { rootOu: 'r-1', rootAccountId: '444455556666' });
  await write(`${organization}/accounts.json`, { 111122223333: { ou: 'ou-1', scps: [], rcps: [] } });
  await write(`${organization}/ous.json`, {
    'ou-1': { parent: 'r-1', scps: ['p-1'], rcps: [] },
    'r-1': { scps: [], rcps: [] },
  });
  await write(`${organization}/scps/p-1/policy.json`, readAll);

  const { accounts, problems } = await readSnapshot([join(folder, 'collect')]);
  expect(problems).toEqual([]);
  const [account] = accounts as [(typeof accounts)[0]];
  expect(account.roles[0]).toMatchObject({ name: 'App', path: '/team/', trust, boundary: { document: readAll } });
  expect(account.roles[0]!.policies.map(({ name, document }) => [name, document])).toEqual([
    ['Own', readAll],
    ['ReadOnlyAccess', readAll],
  ]);
  expect(account.providers).toEqual([{ arn: arn('oidc-provider/token.actions.githubusercontent.com'), kind: 'oidc' }]);
  expect(account.organization).toMatchObject({ managementAccountId: '444455556666', organizationId: 'o-exampleorgid' });
  expect(account.organization!.scps!.map(({ id, policies }) => [id, policies.length])).toEqual([
    ['r-1', 0],
    ['ou-1', 1],
    ['111122223333', 0],
  ]);
});

describe('what cannot be understood', () => {
  test.each([
    [
      'an unknown action',
      { Effect: 'Allow', Action: 's3:GetObjekt', Resource: '*' },
      /no action s3:GetObjekt is known/,
    ],
    [
      'an unknown condition key',
      { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: { StringEquals: { 'aws:Nobody': 'x' } } },
      /condition key aws:nobody is not known/,
    ],
    ['a malformed statement', { Effect: 'Perhaps', Action: 's3:GetObject', Resource: '*' }, /statement 1: Effect/],
  ])('%s is told of the policy that has it', async (name, statement, reason) => {
    const role = {
      Arn: arn('role/R'),
      RoleName: 'R',
      AssumeRolePolicyDocument: trust,
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }],
    };
    const { problems } = await readSnapshot([await write(`bad ${name}.json`, { RoleDetailList: [role] })]);
    expect(problems).toEqual([{ source: arn('role/R#p'), reason: expect.stringMatching(reason) as string }]);
  });

  test.each([
    ['no file', null, /no such file/],
    ['no JSON', '{', /is no JSON/],
    ['something else', { Records: [] }, /none of the forms/],
    ['a snapshot of a later version', { stemmaSnapshot: 9 }, /stemmaSnapshot/],
  ])('%s is an error that says what to give', async (name, content, message) => {
    const file = content === null ? join(folder, 'nowhere.json') : await write(`not ${name}.json`, content);
    await expect(readSnapshot([file])).rejects.toThrow(message);
    await expect(readSnapshot([file])).rejects.toBeInstanceOf(UsageError);
  });
});
