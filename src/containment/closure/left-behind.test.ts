import { describe, expect, test } from 'vitest';
import {
  allow,
  policy,
  role,
  roleArn,
  snapshotOf,
  trusting,
  user as iamUser,
  userArn,
} from '../../../test/support/iam.ts';
import {
  assume,
  clock,
  lineageOf,
  OTHER,
  record,
  service,
  user,
  type Json,
} from '../../../test/support/raw-records.ts';
import type { Plan } from '../../model/containment.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import { createDecider } from '../../posture/index.ts';
import { judgePlan, makePlan } from '../index.ts';
import type { Situation } from '../situation.ts';
import { describeSituation } from './describe-situation.ts';

const KEY = 'AKIACIEXAMPLE';
const attacker = user('ci', KEY);
const responder = user('sec', 'AKIASECEXAMPLE');

/** A call of IAM at a clock time. */
const iam = (at: string, eventName: string, requestParameters: Json, more: Json = {}): Json =>
  record({ at, userIdentity: attacker, eventSource: 'iam.amazonaws.com', eventName, requestParameters, ...more });
const bySec = { userIdentity: responder };

const account = (more: Parameters<typeof snapshotOf>[0] = {}): IamSnapshot =>
  snapshotOf({
    roles: [...(more.roles ?? [])],
    users: [iamUser('ci', { policies: [policy('iam', allow('iam:*'))] }), iamUser('sec'), ...(more.users ?? [])],
  });

const admin = { policies: [policy('all', allow('*'))] };

interface Told {
  readonly plan: Plan;
  readonly situation: Situation;
}

async function planAgainst(records: readonly Json[], snapshot: IamSnapshot, asOf = '12:00:00'): Promise<Told> {
  const used = record({ at: '10:00:00', userIdentity: attacker });
  const lineage = lineageOf([used, ...records], asOf);
  const situation = describeSituation(lineage, {
    targets: [{ kind: 'credential', id: KEY }],
    seeds: { credentials: [lineage.find(KEY)], origins: [] },
    snapshot,
    accounts: ['111122223333'],
    newest: clock(asOf),
    unread: [],
  });
  return { situation, plan: await judgePlan(await makePlan(situation, createDecider), situation, createDecider) };
}

const ids = ({ phases }: Plan): string[] => phases.flatMap(({ actions }) => actions.map(({ id }) => id));

/** What becomes of it when one action is left out. */
async function resultWithout(gone: string, { plan, situation }: Told): Promise<string> {
  const phases = plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => id !== gone) }));
  return (await judgePlan({ ...plan, phases }, situation, createDecider)).proof!.result;
}

/** The plan has the action, is proven, and would not be without it. */
async function expectNeeded(action: string, told: Told): Promise<void> {
  expect(ids(told.plan)).toContain(action);
  expect(told.plan.proof).toMatchObject({ result: 'evicted', remaining: [] });
  expect(await resultWithout(action, told)).not.toBe('evicted');
}

describe('passwords that the attacker set, and has not used', () => {
  const bob = userArn('bob');
  const world = account({ users: [iamUser('bob', admin)] });

  test.each(['CreateLoginProfile', 'UpdateLoginProfile'])('%s: the sign-in is shut', async (call) => {
    const told = await planAgainst([iam('10:01:00', call, { userName: 'bob' })], world);
    await expectNeeded(`disable-login:${bob}`, told);
    expect(ids(told.plan)).toContain(`deny-user-tokens:${bob}`);
  });

  test.each(['ChangePassword', 'DeleteLoginProfile', 'DeleteUser'])(
    'a %s by somebody else since makes it worth nothing',
    async (call) => {
      const records = [
        iam('10:01:00', 'UpdateLoginProfile', { userName: 'bob' }),
        iam('10:05:00', call, { userName: 'bob' }, { userIdentity: user('bob', 'AKIABOBEXAMPLE') }),
      ];
      expect(ids((await planAgainst(records, world)).plan)).not.toContain(`disable-login:${bob}`);
    },
  );

  test('UpdateLoginProfile by somebody else may have left the password as it is', async () => {
    const records = [
      iam('10:01:00', 'CreateLoginProfile', { userName: 'bob' }),
      iam('10:05:00', 'UpdateLoginProfile', { userName: 'bob', passwordResetRequired: true }, bySec),
    ];
    await expectNeeded(`disable-login:${bob}`, await planAgainst(records, world));
  });

  test('a snapshot that is newer, and has no password for the user, is believed', async () => {
    const without = account({ users: [iamUser('bob', { ...admin, hasLoginProfile: false })] });
    const at = (takenAt: number): IamSnapshot => ({
      ...without,
      accounts: without.accounts.map((each) => ({ ...each, takenAt })),
    });
    const records = [iam('10:01:00', 'CreateLoginProfile', { userName: 'bob' })];
    expect(ids((await planAgainst(records, at(clock('11:00:00')))).plan)).not.toContain(`disable-login:${bob}`);
    expect(ids((await planAgainst(records, at(clock('10:00:00')))).plan)).toContain(`disable-login:${bob}`);
  });
});

describe('users and roles that the attacker made, and has not used', () => {
  const foreign = trusting({ AWS: `arn:aws:iam::${OTHER}:root` });
  const createUser = iam(
    '10:01:00',
    'CreateUser',
    { userName: 'backdoor' },
    { responseElements: { user: { userName: 'backdoor', arn: userArn('backdoor') } } },
  );
  const createRole = iam(
    '10:01:00',
    'CreateRole',
    { roleName: 'support', assumeRolePolicyDocument: JSON.stringify(foreign) },
    { responseElements: { role: { roleName: 'support', arn: roleArn('support') } } },
  );

  test('a user with a password is denied everything', async () => {
    const records = [createUser, iam('10:01:00', 'CreateLoginProfile', { userName: 'backdoor' })];
    const told = await planAgainst(records, account({ users: [iamUser('backdoor', admin)] }));
    await expectNeeded(`deny-user:${userArn('backdoor')}`, told);
  });

  test('so is a user without any credential: nobody else needs it', async () => {
    const told = await planAgainst([createUser], account({ users: [iamUser('backdoor', admin)] }));
    expect(ids(told.plan)).toContain(`deny-user:${userArn('backdoor')}`);
    expect(told.plan.residual.join('\n')).toContain('user backdoor, made by the attacker: delete it');
  });

  test('a role lets in whom the attacker wants, and is denied everything', async () => {
    const told = await planAgainst([createRole], account({ roles: [role('support', foreign, admin)] }));
    await expectNeeded(`deny-role:${roleArn('support')}`, told);
  });

  test('a role that the snapshot has not yet may let in anybody: then nothing is proven', async () => {
    const { plan } = await planAgainst([createRole], account());
    expect(ids(plan)).toContain(`deny-role:${roleArn('support')}`);
    expect(plan.proof).toMatchObject({ result: 'not-proven' });
  });

  test('what is deleted again is left alone', async () => {
    const deleted = [
      iam('10:10:00', 'DeleteRole', { roleName: 'support' }, bySec),
      iam('10:10:00', 'DeleteUser', { userName: 'backdoor' }, bySec),
    ];
    const { plan } = await planAgainst([createRole, createUser, ...deleted], account());
    expect(ids(plan).filter((id) => /support|backdoor/.test(id))).toEqual([]);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });
});

describe('trust policies that the attacker changed', () => {
  const arn = roleArn('Admin');
  const own = { Effect: 'Allow', Principal: { AWS: roleArn('Ops') }, Action: 'sts:AssumeRole' };
  const byService = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const stranger = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER}:root` }, Action: 'sts:AssumeRole' };
  const vendor = { ...stranger, Principal: { AWS: 'arn:aws:iam::999900001111:root' } };
  const trust = (...Statement: readonly Json[]) => ({ Version: '2012-10-17', Statement });
  const change = (at: string, policyDocument: Json, more: Json = {}): Json =>
    iam(at, 'UpdateAssumeRolePolicy', { roleName: 'Admin', policyDocument: JSON.stringify(policyDocument) }, more);
  const world = (now: Json): IamSnapshot =>
    account({ roles: [role('Admin', now, admin), role('Ops', trusting({ Service: 'ec2.amazonaws.com' }))] });
  const putBy = ({ plan }: Told): unknown =>
    plan.phases.flatMap(({ actions }) => actions).find(({ id }) => id === `narrow-trust:${arn}`)?.policy;

  test('the one before is put back', async () => {
    const records = [change('09:00:00', trust(own, vendor), bySec), change('10:01:00', trust(own, stranger))];
    const told = await planAgainst(records, world(trust(own, stranger)));
    await expectNeeded(`narrow-trust:${arn}`, told);
    expect(ids(told.plan)).toContain(`revoke-role-sessions:${arn}`);
    expect(putBy(told)).toEqual(trust(own, vendor));
  });

  test('where that is not known, strangers are kept out until a person has looked', async () => {
    const told = await planAgainst(
      [change('10:01:00', trust(own, byService, stranger))],
      world(trust(own, byService, stranger)),
    );
    await expectNeeded(`narrow-trust:${arn}`, told);
    expect(putBy(told)).toEqual(trust(own, byService));
    expect(told.plan.residual.join('\n')).toContain(`${arn}: a compromised credential changed its trust policy`);
  });

  test('where nobody else was let in, nobody is left in', async () => {
    const told = await planAgainst([change('10:01:00', trust(stranger))], world(trust(stranger)));
    await expectNeeded(`narrow-trust:${arn}`, told);
    expect(putBy(told)).toMatchObject({ Statement: [{ Effect: 'Deny', Principal: { AWS: '*' } }] });
  });

  test('IAM may write the policy in another way than it was sent', async () => {
    const sent = { ...stranger, Principal: { AWS: [OTHER] } };
    const told = await planAgainst([change('10:01:00', trust(own, sent))], world(trust(stranger, own)));
    await expectNeeded(`narrow-trust:${arn}`, told);
  });

  test.each([
    ['the log left the document out', { policyDocument: undefined }],
    ['the log cut the document off', { policyDocument: '{"Version":"2012-' }],
  ])('%s: what the snapshot shows counts as the attacker’s', async (_, more) => {
    const changed = iam('10:01:00', 'UpdateAssumeRolePolicy', { roleName: 'Admin', ...more });
    await expectNeeded(`narrow-trust:${arn}`, await planAgainst([changed], world(trust(own, stranger))));
  });

  test('what somebody else put in its place stays', async () => {
    const records = [
      change('09:00:00', trust(own, vendor), bySec),
      change('10:01:00', trust(own, vendor, stranger)),
      change('10:05:00', trust(own), bySec),
    ];
    const told = await planAgainst(records, world(trust(own)));
    expect(putBy(told)).toBeUndefined();
    expect(told.plan.proof).toMatchObject({ result: 'evicted' });
    expect(told.plan.residual.join('\n')).toContain('changed again since; see that nothing of it is left');
  });

  test('so does what the snapshot shows, where no log tells who put it there', async () => {
    const records = [change('09:00:00', trust(own, vendor), bySec), change('10:01:00', trust(own, stranger))];
    expect(putBy(await planAgainst(records, world(trust(own))))).toBeUndefined();
  });

  test('but not where the stranger is still let in', async () => {
    const narrower = { ...stranger, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } };
    for (const left of [stranger, narrower]) {
      const records = [
        change('09:00:00', trust(own), bySec),
        change('10:01:00', trust(own, stranger)),
        change('10:05:00', trust(left, vendor), bySec),
      ];
      const told = await planAgainst(records, world(trust(left, vendor)));
      await expectNeeded(`narrow-trust:${arn}`, told);
      expect(putBy(told)).toEqual(trust(own));
    }
  });

  test('a policy between two changes of the attacker is not put back with what he had left in it', async () => {
    const records = [
      change('09:00:00', trust(own), bySec),
      change('10:01:00', trust(own, stranger)),
      change('10:05:00', trust(own, byService, stranger), bySec),
      change('10:10:00', trust(stranger)),
    ];
    expect(putBy(await planAgainst(records, world(trust(stranger))))).toEqual(trust(own));
  });

  test('who has come by it since is the attacker; who came before is not', async () => {
    const from = (accountId: string): Json => ({ type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId });
    const records = [
      assume(from('999900001111'), '09:30:00', 'ASIAVENDOREXAMPLE', 'Admin/v'),
      change('10:01:00', trust(own, vendor, stranger)),
      assume(from(OTHER), '10:02:00', 'ASIASTRANGEREXAMPLE', 'Admin/s'),
      assume(from('999900001111'), '10:30:00', 'ASIAVENDORNEXTEXAMPL', 'Admin/v'),
    ];
    const { situation, plan } = await planAgainst(records, world(trust(own, vendor, stranger)));
    expect(situation.compromised).toEqual([KEY, 'ASIASTRANGEREXAMPLE']);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });
});

describe('identity providers that the attacker made or changed', () => {
  const saml = 'arn:aws:iam::111122223333:saml-provider/Corp';
  const oidc = 'arn:aws:iam::111122223333:oidc-provider/ci.example.com';
  const bySaml = {
    Effect: 'Allow',
    Principal: { Federated: saml },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  };
  const byOidc = {
    Effect: 'Allow',
    Principal: { Federated: oidc },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { 'ci.example.com:sub': 'repo:ours/deploy' } },
  };
  const world = account({ roles: [role('Admin', { Version: '2012-10-17', Statement: [bySaml, byOidc] }, admin)] });

  test.each([
    ['CreateSAMLProvider', saml, { responseElements: { sAMLProviderArn: saml } }, { name: 'Corp' }],
    ['UpdateSAMLProvider', saml, {}, { sAMLProviderArn: saml }],
    ['CreateOpenIDConnectProvider', oidc, { responseElements: { openIDConnectProviderArn: oidc } }, {}],
    ['AddClientIDToOpenIDConnectProvider', oidc, {}, { openIDConnectProviderArn: oidc }],
    ['UpdateOpenIDConnectProviderThumbprint', oidc, {}, { openIDConnectProviderArn: oidc }],
  ])('%s: it vouches for whom he wants, and is shut', async (call, arn, more, request) => {
    const told = await planAgainst([iam('10:01:00', call, request, more)], world);
    await expectNeeded(`disable-identity-provider:${arn}`, told);
  });

  test.each([
    ['UpdateSAMLProvider', 'UpdateSAMLProvider', { sAMLProviderArn: saml }],
    ['UpdateSAMLProvider', 'DeleteSAMLProvider', { sAMLProviderArn: saml }],
    [
      'AddClientIDToOpenIDConnectProvider',
      'RemoveClientIDFromOpenIDConnectProvider',
      { openIDConnectProviderArn: oidc },
    ],
  ])('%s is taken back by %s of somebody else', async (call, back, request) => {
    const records = [iam('10:01:00', call, request), iam('10:05:00', back, request, bySec)];
    const { plan } = await planAgainst(records, world);
    expect(ids(plan).filter((id) => id.startsWith('disable-identity-provider'))).toEqual([]);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });

  test('who was vouched for since is the attacker, whatever he calls himself', async () => {
    const person = { type: 'SAMLUser', principalId: 'x:alice', userName: 'alice', identityProvider: 'x' };
    const signIn = (at: string, key: string): Json =>
      assume(person, at, key, 'Admin/alice', {
        fields: { eventName: 'AssumeRoleWithSAML' },
        request: { principalArn: saml },
        response: { subject: 'alice', nameQualifier: 'x' },
      });
    const records = [
      signIn('09:00:00', 'ASIAEARLIEREXAMPLE'),
      iam('10:01:00', 'UpdateSAMLProvider', { sAMLProviderArn: saml }),
      signIn('10:05:00', 'ASIASINCEEXAMPLE'),
    ];
    const { situation } = await planAgainst(records, world);
    expect(situation.compromised).toContain('ASIASINCEEXAMPLE');
    expect(situation.compromised).not.toContain('ASIAEARLIEREXAMPLE');
  });
});

describe('what the attacker started, or changed while it ran', () => {
  const INSTANCE = 'i-0123456789abcdef0';
  const arn = roleArn('App');
  const ran = trusting({ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] });
  // Who started it has no right to do so any more: the policies of today say nothing of it.
  const world = account({ roles: [role('App', ran, { policies: [policy('reads', allow('s3:*'))] })] });
  const call = (eventSource: string, eventName: string, requestParameters: Json, responseElements: Json = {}): Json =>
    record({ at: '10:01:00', userIdentity: attacker, eventSource, eventName, requestParameters, responseElements });
  const ec2 = 'ec2.amazonaws.com';
  const profile = { arn: 'arn:aws:iam::111122223333:instance-profile/App' };
  const run = call(
    ec2,
    'RunInstances',
    { iamInstanceProfile: { name: 'App' } },
    { instancesSet: { items: [{ instanceId: INSTANCE, iamInstanceProfile: profile }] } },
  );
  const delivered = (at: string): Json => assume(service(ec2), at, 'ASIAINSTANCEEXAMPLE', `App/${INSTANCE}`);

  test('the sessions of an instance are ended by its name, those of before the next scan too', async () => {
    const told = await planAgainst([run], world);
    await expectNeeded(`deny-role-session:${arn}`, told);
    expect(told.plan.residual.join('\n')).toContain(`(${INSTANCE}) may still run; stop it`);
  });

  test('a token that it has been given is the attacker’s', async () => {
    const told = await planAgainst([run, delivered('10:02:00')], world);
    expect(told.situation.compromised).toContain('ASIAINSTANCEEXAMPLE');
    await expectNeeded(`deny-role-session:${arn}`, told);
  });

  test('an instance that is terminated is given nothing more, but its token lives', async () => {
    const gone = record({
      at: '10:30:00',
      userIdentity: responder,
      eventSource: ec2,
      eventName: 'TerminateInstances',
      requestParameters: { instancesSet: { items: [{ instanceId: INSTANCE }] } },
      responseElements: { instancesSet: { items: [{ instanceId: INSTANCE }] } },
    });
    expect((await planAgainst([run, gone], world)).situation.held.map(({ id }) => id)).toEqual([KEY]);
    const told = await planAgainst([run, delivered('10:02:00'), gone], world);
    expect(told.situation.compromised).toContain('ASIAINSTANCEEXAMPLE');
  });

  test('with the role’s instance profile as the snapshot knows it', async () => {
    const instanceProfiles = [{ arn: profile.arn, name: 'App', roleArns: [roleArn('Other')] }];
    const roles = [role('Other', ran), role('App', ran)];
    const known = account({ roles });
    const snapshot = { ...known, accounts: known.accounts.map((each) => ({ ...each, instanceProfiles })) };
    await expectNeeded(`deny-role-session:${roleArn('Other')}`, await planAgainst([run], snapshot));
  });

  test.each([
    ['lambda.amazonaws.com', 'CreateFunction20150331', { functionName: 'x', role: arn }, {}],
    ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', { functionName: 'x' }, { functionName: 'x', role: arn }],
    ['ecs.amazonaws.com', 'RegisterTaskDefinition', { family: 'x', taskRoleArn: arn }, {}],
    ['ecs.amazonaws.com', 'RunTask', { taskDefinition: 'x', overrides: { taskRoleArn: arn } }, {}],
    ['glue.amazonaws.com', 'CreateJob', { name: 'x', role: 'App' }, {}],
    ['codebuild.amazonaws.com', 'StartBuild', { buildspecOverride: 'x' }, { build: { serviceRole: arn } }],
    ['cloudformation.amazonaws.com', 'CreateStack', { stackName: 'x', roleARN: arn }, {}],
    ['scheduler.amazonaws.com', 'CreateSchedule', { name: 'x', target: { roleArn: arn } }, {}],
    ['autoscaling.amazonaws.com', 'CreateLaunchConfiguration', { iamInstanceProfile: 'App' }, {}],
    [
      ec2,
      'AssociateIamInstanceProfile',
      { AssociateIamInstanceProfileRequest: { IamInstanceProfile: { Name: 'App' } } },
      {},
    ],
    ['iam.amazonaws.com', 'AddRoleToInstanceProfile', { instanceProfileName: 'x', roleName: 'App' }, {}],
  ] as const)('%s %s: its role is denied until it is found', async (source, name, request, response) => {
    await expectNeeded(`deny-role:${arn}`, await planAgainst([call(source, name, request, response)], world));
  });

  test('a command on an instance that was there before takes its tokens, old ones too', async () => {
    const command = call('ssm.amazonaws.com', 'SendCommand', { instanceIds: [INSTANCE] });
    const told = await planAgainst([delivered('09:30:00'), command], world);
    expect(told.situation.compromised).toContain('ASIAINSTANCEEXAMPLE');
    await expectNeeded(`deny-role-session:${arn}`, told);
  });

  test('where nothing tells the role, nothing is proven', async () => {
    const command = call('ssm.amazonaws.com', 'SendCommand', { instanceIds: [INSTANCE] });
    const { plan } = await planAgainst([command], world);
    expect(plan.proof).toMatchObject({ result: 'not-proven' });
    expect(plan.proof!.remaining[0]).toMatchObject({ credential: `what ssm.amazonaws.com (${INSTANCE}) runs` });
  });

  test('an instance without a role opens nothing, and is named as left behind', async () => {
    const plain = call(ec2, 'RunInstances', {}, { instancesSet: { items: [{ instanceId: INSTANCE }] } });
    const { plan } = await planAgainst([plain], world);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(plan.residual.join('\n')).toContain(`(${INSTANCE}) may still run; stop it`);
  });
});

describe('credentials of users for single services', () => {
  const add = (eventName: string, userName: string, responseElements: Json): Json =>
    iam('10:01:00', eventName, { userName }, { responseElements });
  const bob = userArn('bob');
  const world = account({ users: [iamUser('bob', admin)] });

  test.each([
    ['CreateServiceSpecificCredential', { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE' } }],
    ['UploadSSHPublicKey', { sSHPublicKey: { sSHPublicKeyId: 'APKAEXAMPLE' } }],
    ['UploadSigningCertificate', { certificate: { certificateId: 'CERTEXAMPLE' } }],
  ])('%s: no cut-off ends it, so its user is denied everything', async (call, response) => {
    const told = await planAgainst([add(call, 'bob', response)], world);
    await expectNeeded(`deny-user:${bob}`, told);
    expect(told.plan.residual.join('\n')).toMatch(/user bob: delete \w+EXAMPLE .*, and take the deny away then/);
  });

  test('the user’s own key is off all the same: the deny goes when the credential is deleted', async () => {
    const response = { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE' } };
    const told = await planAgainst([add('CreateServiceSpecificCredential', 'ci', response)], world);
    await expectNeeded(`deny-user:${userArn('ci')}`, told);
    expect(ids(told.plan)).toContain(`deactivate-access-key:${KEY}`);
  });

  test.each([
    ['DeleteServiceSpecificCredential', { serviceSpecificCredentialId: 'ACCAEXAMPLE' }],
    ['UpdateServiceSpecificCredential', { serviceSpecificCredentialId: 'ACCAEXAMPLE', status: 'Inactive' }],
  ])('one that a %s has ended since is none', async (call, request) => {
    const response = { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE' } };
    const records = [
      add('CreateServiceSpecificCredential', 'bob', response),
      iam('10:05:00', call, { userName: 'bob', ...request }, bySec),
    ];
    expect(ids((await planAgainst(records, world)).plan)).not.toContain(`deny-user:${bob}`);
  });
});

test('what was opened to others, and what was read, is named as what no plan undoes', async () => {
  const opened = (eventSource: string, eventName: string, requestParameters: Json): Json =>
    record({ at: '10:01:00', userIdentity: attacker, eventSource, eventName, requestParameters });
  const bucketPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*' }] };
  const { plan } = await planAgainst(
    [
      opened('s3.amazonaws.com', 'PutBucketPolicy', { bucketName: 'payroll', bucketPolicy }),
      opened('ec2.amazonaws.com', 'ModifySnapshotAttribute', { snapshotId: 'snap-1' }),
    ],
    account(),
  );
  expect(plan.residual.toSorted()).toEqual([
    '1 call read data of ec2.amazonaws.com: what was read is out; rotate every secret among it',
    `ModifySnapshotAttribute on snap-1 by ${KEY} at 2026-03-01T10:01:00Z: review it and take it back`,
    `PutBucketPolicy on payroll by ${KEY} at 2026-03-01T10:01:00Z: review it and take it back`,
  ]);
});
