import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { AllocateAddressCommand, AssociateAddressCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { CreateOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapshotFileSchema } from '../../src/model/snapshot-file.ts';
import { account, clientConfig, reset, workplace } from './moto.ts';

const iam = new IAMClient(clientConfig);
const ec2 = new EC2Client(clientConfig);
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
let place: Awaited<ReturnType<typeof workplace>>;
let instanceId = '';
let elastic = '';
let key = '';

beforeAll(async () => {
  await reset();
  place = await workplace();
  await new OrganizationsClient(clientConfig).send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'acme' }));
  await iam.send(new CreateUserCommand({ UserName: 'ann', Path: '/staff/' }));
  await iam.send(new CreateUserCommand({ UserName: 'ci' }));
  await iam.send(new CreateLoginProfileCommand({ UserName: 'ann', Password: 'a long pass phrase 1A!' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }));
  key = AccessKey!.AccessKeyId!;
  await iam.send(new UpdateAccessKeyCommand({ UserName: 'ci', AccessKeyId: key, Status: 'Inactive' }));
  await iam.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'web', PolicyName: 'all', PolicyDocument: JSON.stringify(policy) }),
  );
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'web', RoleName: 'web' }));
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: 'https://token.example.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['0'.repeat(40)],
    }),
  );
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: 'web' },
      MetadataOptions: { HttpTokens: 'required' },
    }),
  );
  instanceId = Instances![0]!.InstanceId!;
  const { PublicIp, AllocationId } = await ec2.send(new AllocateAddressCommand({}));
  elastic = PublicIp!;
  await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: instanceId }));
  await new S3Client(clientConfig).send(new CreateBucketCommand({ Bucket: 'audit' }));
  const cloudtrail = new CloudTrailClient(clientConfig);
  await cloudtrail.send(
    new CreateTrailCommand({ Name: 'all', S3BucketName: 'audit', S3KeyPrefix: 'trail', IsMultiRegionTrail: true }),
  );
  await cloudtrail.send(new StartLoggingCommand({ Name: 'all' }));
  // What CloudTrail gives a new trail, and moto does not.
  const all = { ReadWriteType: 'All', IncludeManagementEvents: true } as const;
  await cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'all', EventSelectors: [all] }));
});
afterAll(() => place.leave());

test('a snapshot holds the account as AWS has it, and nothing is missing', async () => {
  const run = await place.run('snapshot', '-o', 'iam.json', '--regions', 'us-east-1,eu-west-1');
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain(`${account}, 2 users, 1 roles, 1 instances`);
  const file = snapshotFileSchema.parse(JSON.parse(await readFile(join(place.cwd, 'iam.json'), 'utf8')));
  expect((await stat(join(place.cwd, 'iam.json'))).mode & 0o077).toBe(0);
  const [iamOf] = file.accounts;
  expect(iamOf).toMatchObject({
    accountId: account,
    aliases: ['acme'],
    accessKeys: [{ accessKeyId: key, userName: 'ci', active: false }],
    providers: [{ arn: `arn:aws:iam::${account}:oidc-provider/token.example.com`, kind: 'oidc' }],
    instanceProfiles: [{ name: 'web', roleArns: [`arn:aws:iam::${account}:role/web`] }],
    organization: { managementAccountId: account },
  });
  expect(iamOf?.users.map(({ name, hasLoginProfile, mfaDevices }) => [name, hasLoginProfile, mfaDevices])).toEqual([
    ['ann', true, []],
    ['ci', false, []],
  ]);
  expect(iamOf?.roles).toMatchObject([
    { name: 'web', trust, policies: [{ name: 'all', inline: true, document: policy }] },
  ]);
  expect(iamOf?.organization?.scps?.map(({ id }) => id.slice(0, 2))).toEqual(['r-', account.slice(0, 2)]);
  expect(file.instances).toMatchObject([
    {
      instanceId,
      region: 'us-east-1',
      instanceProfileArn: `arn:aws:iam::${account}:instance-profile/web`,
      metadataTokensRequired: true,
    },
  ]);
  expect(file.addresses).toMatchObject([{ address: elastic, instanceId, region: 'us-east-1' }]);
  expect(file.trails).toMatchObject([
    { name: 'all', multiRegion: true, logging: true, bucket: 'audit', prefix: 'trail' },
  ]);
  expect(file.organizationAccounts).toMatchObject([{ accountId: account }]);
});

test('trails are listed with what they lack and the command that scans them', async () => {
  const run = await place.run('trails', '--format', 'json');
  const { trails } = JSON.parse(run.stdout) as { trails: object[] };
  expect(trails).toMatchObject([
    {
      kind: 'trail',
      name: 'all',
      logging: true,
      multiRegion: true,
      source: `s3://audit/trail/AWSLogs/${account}/`,
      missing: [],
    },
  ]);
  expect((await place.run('trails')).stdout).toContain(`stemma scan s3://audit/trail/AWSLogs/${account}/`);
});
