import {
  CloudTrailClient,
  CreateTrailCommand,
  GetTrailStatusCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetLoginProfileCommand,
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetSAMLProviderCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  EnablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { connectAws } from '../../src/aws/index.ts';
import { orderOf, type Order } from '../../src/containment/actions/action-maker.ts';
import { applyPlan, newJournal, takeBack, type ApplyOptions } from '../../src/containment/apply.ts';
import { actions } from '../../src/containment/index.ts';
import { sceneOf } from '../../src/containment/plan/scene.ts';
import { nothingMade, type Held, type Situation } from '../../src/containment/situation.ts';
import { defaultAwsOptions } from '../../src/model/aws.ts';
import { actionKinds, type ActionKind, type ApiCall, type PlanAction } from '../../src/model/containment.ts';
import type { IamSnapshot } from '../../src/model/iam.ts';
import { account as accountOf } from '../support/iam.ts';
import { planOf } from '../support/plans.ts';
import { situationAt } from '../support/situations.ts';
import { account, clientConfig, endpoint, region, reset } from './moto.ts';

const NOW = 1_790_000_000;
const iam = new IAMClient(clientConfig);
const ec2 = new EC2Client(clientConfig);
const organizations = new OrganizationsClient(clientConfig);
const cloudtrail = new CloudTrailClient(clientConfig);
const s3 = new S3Client(clientConfig);

const roleArn = `arn:aws:iam::${account}:role/Deploy`;
const userArn = `arn:aws:iam::${account}:user/ci`;
const TRUST =
  '{"Version":"2012-10-17",  "Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}';
const OWN = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const NARROWED = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::444455556666:root` } }],
} as const;
const METADATA = `<?xml version="1.0"?>\n<EntityDescriptor entityID="corp">${'<a b="\\c"/>'.repeat(100)}</EntityDescriptor>`;
const OIDC = `arn:aws:iam::${account}:oidc-provider/ci.example.com`;
const SAML = `arn:aws:iam::${account}:saml-provider/Corp`;

/** One kind of action: an account in which it can be done, and how that account looks before, with it, and after. */
interface Trial {
  readonly kind: ActionKind;
  readonly name?: string;
  /** Sets the account up and says what is ordered. */
  prepare(): Promise<{
    readonly order: Partial<Order> & Pick<Order, 'target'>;
    readonly situation?: Partial<Situation>;
  }>;
  /** What is looked at. */
  look(target: string): Promise<unknown>;
  /** What `look` finds once it is done. */
  readonly done: unknown;
  /** What it finds when that was taken back, where it is not what it found before. */
  readonly after?: unknown;
}

const absent = (error: { name: string }): string => error.name;
const NO_SUCH = expect.stringMatching(/NoSuchEntity/) as unknown;

async function deployRole(): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName: 'Deploy', AssumeRolePolicyDocument: TRUST }));
}

const ciUser = (): Promise<unknown> => iam.send(new CreateUserCommand({ UserName: 'ci' }));

const policyOf = (kind: 'Role' | 'User', PolicyName: string) => async (): Promise<unknown> => {
  const asked =
    kind === 'Role'
      ? iam.send(new GetRolePolicyCommand({ RoleName: 'Deploy', PolicyName }))
      : iam.send(new GetUserPolicyCommand({ UserName: 'ci', PolicyName }));
  return asked.then(({ PolicyDocument }) => JSON.parse(decodeURIComponent(PolicyDocument!)) as unknown, absent);
};

const onRole = (kind: ActionKind, more: Partial<Order> = {}, policy = 'StemmaContainment'): Trial => ({
  kind,
  prepare: () => deployRole().then(() => ({ order: { target: roleArn, ...more } })),
  look: policyOf('Role', policy),
  done: 'its policy',
});

const onUser = (kind: ActionKind, more: Partial<Order> = {}): Trial => ({
  kind,
  prepare: () => ciUser().then(() => ({ order: { target: userArn, ...more } })),
  look: policyOf('User', 'StemmaContainment'),
  done: 'its policy',
});

const heldAs = (id: string, kind: Held['kind'], more: Partial<Held>): Held => ({
  id,
  kind,
  caller: {
    kind: kind === 'access-key' ? 'user-key' : 'role-session',
    accountId: account,
    arn: kind === 'access-key' ? userArn : roleArn,
    sessionName: null,
    issuedAt: null,
    mfa: null,
    sourceIdentity: null,
    sessionPolicies: [],
  },
  userId: null,
  expiresAt: null,
  madeByAttacker: false,
  door: null,
  ...more,
});

async function instance(): Promise<string> {
  await deployRole();
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Deploy' }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'Deploy', RoleName: 'Deploy' }));
  const { Images } = await ec2.send(new DescribeImagesCommand({}));
  const { Instances } = await ec2.send(
    new RunInstancesCommand({ ImageId: Images![0]!.ImageId, MinCount: 1, MaxCount: 1 }),
  );
  const InstanceId = Instances![0]!.InstanceId!;
  await ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name: 'Deploy' } }));
  return InstanceId;
}

const onInstance = async (): Promise<Awaited<ReturnType<Trial['prepare']>>> => {
  const id = await instance();
  const door = { id, originKind: 'ec2-instance', subject: null, region, roleArns: [roleArn] };
  return { order: { target: id }, situation: { held: [heldAs(`ec2-instance ${id}`, 'workload', { door })] } };
};

/** An organization whose management account is the one that calls, and a member of it. */
async function member(): Promise<{ target: string; snapshot: IamSnapshot }> {
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots } = await organizations.send(new ListRootsCommand({}));
  await organizations
    .send(new EnablePolicyTypeCommand({ RootId: Roots![0]!.Id, PolicyType: 'SERVICE_CONTROL_POLICY' }))
    .catch(absent);
  const { CreateAccountStatus } = await organizations.send(
    new CreateAccountCommand({ AccountName: 'member', Email: 'member@example.com' }),
  );
  const target = CreateAccountStatus!.AccountId!;
  const organization = { organizationId: 'o-example', managementAccountId: account, scps: null, rcps: null };
  return { target, snapshot: { accounts: [accountOf(target, { organization })], problems: [] } };
}

const scpNames = async (TargetId: string): Promise<unknown> => {
  const filter = { TargetId, Filter: 'SERVICE_CONTROL_POLICY' } as const;
  const { Policies } = await organizations.send(new ListPoliciesForTargetCommand(filter));
  return Policies!.map(({ Name }) => Name).filter((name) => name!.startsWith('Stemma'));
};

const isLogging = async (Name: string): Promise<unknown> =>
  (await cloudtrail.send(new GetTrailStatusCommand({ Name }))).IsLogging;

const trials: readonly Trial[] = [
  {
    kind: 'deactivate-access-key',
    async prepare() {
      await ciUser();
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }));
      const id = AccessKey!.AccessKeyId!;
      return { order: { target: id }, situation: { held: [heldAs(id, 'access-key', {})] } };
    },
    look: async () =>
      (await iam.send(new ListAccessKeysCommand({ UserName: 'ci' }))).AccessKeyMetadata!.map(({ Status }) => Status),
    done: ['Inactive'],
  },
  onUser('deny-user-tokens'),
  onUser('deny-user'),
  { ...onUser('deny-user', { isFreeze: true }), name: 'deny-user as a freeze' },
  {
    kind: 'delete-user',
    async prepare() {
      await ciUser();
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }));
      await iam.send(new CreateLoginProfileCommand({ UserName: 'ci', Password: 'a-Password-of-the-test-1' }));
      await iam.send(new PutUserPolicyCommand({ UserName: 'ci', PolicyName: 'own', PolicyDocument: OWN }));
      // Of all that follows the snapshot knows nothing.
      await iam.send(new PutUserPolicyCommand({ UserName: 'ci', PolicyName: 'newer', PolicyDocument: OWN }));
      await iam.send(new CreateGroupCommand({ GroupName: 'staff' }));
      await iam.send(new AddUserToGroupCommand({ UserName: 'ci', GroupName: 'staff' }));
      const key = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== ci';
      await iam.send(new UploadSSHPublicKeyCommand({ UserName: 'ci', SSHPublicKeyBody: key }));
      const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'ci' }));
      const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
      const SerialNumber = VirtualMFADevice!.SerialNumber!;
      await iam.send(new EnableMFADeviceCommand({ UserName: 'ci', SerialNumber, ...codes }));
      const accessKeys = [
        { accessKeyId: AccessKey!.AccessKeyId!, userName: 'ci', active: true, createdAt: null },
      ] as const;
      const user = {
        arn: userArn,
        name: 'ci',
        path: '/',
        userId: 'AIDAEXAMPLE',
        accountId: account,
        policies: [{ id: `${userArn}#own`, name: 'own', inline: true, document: JSON.parse(OWN), through: null }],
        groups: [],
        boundary: null,
        tags: {},
        createdAt: null,
        hasLoginProfile: true,
        mfaDevices: [SerialNumber],
      };
      const accounts = [{ ...accountOf(account, { users: [user] }), accessKeys }];
      return { order: { target: userArn }, situation: { snapshot: { accounts, problems: [] } } };
    },
    look: () => iam.send(new GetUserCommand({ UserName: 'ci' })).then(({ User }) => User!.UserName, absent),
    done: NO_SUCH,
    // The last resort: the action says that nothing brings it back.
    after: NO_SUCH,
  },
  onRole('revoke-role-sessions'),
  onRole('deny-role-session', { userIds: ['AROAEXAMPLE:s1'] }, 'StemmaContainmentSessions'),
  onRole('deny-role'),
  {
    kind: 'narrow-trust',
    async prepare() {
      await deployRole();
      return { order: { target: roleArn, trust: NARROWED } };
    },
    look: async () => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Deploy' }));
      return decodeURIComponent(Role!.AssumeRolePolicyDocument!);
    },
    done: JSON.stringify(NARROWED),
    after: TRUST,
  },
  {
    kind: 'detach-instance-profile',
    prepare: onInstance,
    look: async (id) => {
      const Filters = [{ Name: 'instance-id', Values: [id] }];
      const found = await ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters }));
      return found.IamInstanceProfileAssociations!.map(({ IamInstanceProfile }) => IamInstanceProfile!.Arn);
    },
    done: [],
  },
  {
    kind: 'isolate-instance',
    prepare: onInstance,
    async look(id) {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      const groups = Reservations![0]!.Instances![0]!.SecurityGroups!.map(({ GroupId }) => GroupId!);
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: groups }));
      return SecurityGroups!.map(({ GroupName, IpPermissions, IpPermissionsEgress }) => ({
        isOurs: GroupName === `StemmaIsolation-${id}`,
        ways: IpPermissions!.length + IpPermissionsEgress!.length > 0,
      }));
    },
    done: [{ isOurs: true, ways: false }],
  },
  {
    kind: 'disable-login',
    async prepare() {
      await ciUser();
      await iam.send(new CreateLoginProfileCommand({ UserName: 'ci', Password: 'a-Password-of-the-test-1' }));
      return { order: { target: userArn } };
    },
    look: () => iam.send(new GetLoginProfileCommand({ UserName: 'ci' })).then(() => 'a password', absent),
    done: NO_SUCH,
    // A password cannot be read, so the action says that the person needs a new one.
    after: NO_SUCH,
  },
  {
    kind: 'disable-identity-provider',
    name: 'disable-identity-provider of SAML',
    async prepare() {
      await iam.send(new CreateSAMLProviderCommand({ Name: 'Corp', SAMLMetadataDocument: METADATA }));
      return { order: { target: SAML } };
    },
    look: () =>
      iam
        .send(new GetSAMLProviderCommand({ SAMLProviderArn: SAML }))
        .then((found) => found.SAMLMetadataDocument, absent),
    done: NO_SUCH,
    after: METADATA,
  },
  {
    kind: 'disable-identity-provider',
    name: 'disable-identity-provider of OIDC',
    async prepare() {
      const Url = 'https://ci.example.com';
      const [ClientIDList, ThumbprintList] = [['sts.amazonaws.com', 'other'], ['a'.repeat(40)]];
      await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList, ThumbprintList }));
      return { order: { target: OIDC } };
    },
    look: () =>
      iam
        .send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: OIDC }))
        .then(({ ClientIDList, ThumbprintList }) => ({ ClientIDList, ThumbprintList }), absent),
    done: NO_SUCH,
  },
  {
    kind: 'deny-by-scp',
    async prepare() {
      const { target, snapshot } = await member();
      return { order: { target, arns: [`arn:aws:iam::${target}:role/Deploy`] }, situation: { snapshot } };
    },
    look: scpNames,
    done: [expect.stringMatching(/^StemmaContainment-\d{12}$/)],
  },
  {
    kind: 'restore-trail',
    async prepare() {
      await s3.send(new CreateBucketCommand({ Bucket: 'trail-of-the-test' }));
      await cloudtrail.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'trail-of-the-test' }));
      await cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
      await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
      const stopped = { name: 'main', accountId: account, region, how: 'trail-stopped' } as const;
      return { order: { target: 'main' }, situation: { made: { ...nothingMade, stoppedTrails: [stopped] } } };
    },
    look: isLogging,
    done: true,
  },
];

const options = (): ApplyOptions => ({
  connect: () => connectAws({ ...defaultAwsOptions, region, endpointUrl: endpoint }),
  save: () => Promise.resolve(),
  now: () => NOW,
  sleep: () => Promise.resolve(),
  onEvent: () => {},
  signal: new AbortController().signal,
});

function made(
  kind: ActionKind,
  order: Partial<Order> & Pick<Order, 'target'>,
  more: Partial<Situation> = {},
): PlanAction {
  const maker = actions.find((each) => each.kind === kind)!;
  const whole = orderOf({ kind, reason: 'tried', cutOff: NOW + 60, ...order });
  const action = maker.make(whole, sceneOf(situationAt(NOW, more)));
  if (action === null) throw new Error(`${kind} cannot be made`);
  return action;
}

/** It has no service-specific credentials. */
const inMoto = (action: PlanAction): PlanAction => {
  const isThere = ({ operation }: ApiCall): boolean => !operation.includes('ServiceSpecificCredential');
  return { ...action, before: action.before.filter(isThere), calls: action.calls.filter(isThere) };
};

describe('in an AWS that others wrote', () => {
  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIARESPONDEREXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
    await reset();
  });

  test('every kind of action is tried', () => {
    const tried = new Set([...trials.map(({ kind }) => kind), 'lift-freeze']);
    expect([...tried].toSorted()).toEqual([...actionKinds].toSorted());
  });

  test.each(trials.map((trial) => ({ ...trial, name: trial.name ?? trial.kind })))(
    '$name is done, changes nothing when it is done again, and is taken back',
    async ({ kind, prepare, look, done, ...rest }) => {
      const { order, situation } = await prepare();
      const action = inMoto(made(kind, order, situation));
      const before = await look(order.target);
      const plan = planOf(action);
      const journal = await applyPlan(newJournal(plan, { id: 'first', startedAt: NOW }), options());
      const wanted = done === 'its policy' ? action.policy : done;
      expect(await look(order.target)).toEqual(wanted);
      const { log } = journal.entries[0]!;
      expect(log.filter(({ error }) => error !== null)).toEqual([]);
      // What is called once for each thing is called as often as there are things.
      const once = action.calls.filter(({ each }) => each === undefined).map(({ operation }) => operation);
      const listed = new Set(action.calls.flatMap(({ each, operation }) => (each === undefined ? [] : [operation])));
      const called = log.map(({ operation }) => operation);
      expect(called.filter((operation) => !listed.has(operation))).toEqual(
        once.filter((operation) => !listed.has(operation)),
      );
      // The journal knows it: nobody calls twice.
      const again = await applyPlan(journal, options());
      expect(again.entries[0]!.log).toHaveLength(journal.entries[0]!.log.length);
      await takeBack(journal, options());
      expect(await look(order.target)).toEqual('after' in rest ? rest.after : before);
    },
  );

  test('a freeze from above is put, lifted, and gone; a plan that is taken back does not put it on again', async () => {
    const { target, snapshot } = await member();
    const order = { target, arns: [`arn:aws:iam::${target}:role/Deploy`], isFreeze: true };
    const freeze = made('deny-by-scp', order, { snapshot });
    const lift = made('lift-freeze', { target: freeze.id, lifts: freeze }, { snapshot });
    const plan = planOf(freeze, lift);
    const seen: unknown[] = [];
    const watching: ApplyOptions = {
      ...options(),
      save: async () => void seen.push(await scpNames(target)),
    };
    const journal = await applyPlan(newJournal(plan, { id: 'first', startedAt: NOW }), watching);
    expect(seen).toContainEqual([`StemmaFreeze-${target}`]);
    expect(await scpNames(target)).toEqual([]);
    await takeBack(journal, options());
    expect(await scpNames(target)).toEqual([]);
  });
});
