import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  allow,
  federatedOf,
  keyOf,
  policy,
  role,
  roleArn,
  sessionOf,
  snapshotOf,
  tokenOf,
  trusting,
  user,
  userArn,
} from '../../test/support/iam.ts';
import { AS_OF, credentialHeld as credential, holding, planFor } from '../../test/support/held.ts';
import type { Plan } from '../model/containment.ts';
import type { IamSnapshot } from '../model/iam.ts';
import { createDecider } from '../posture/index.ts';
import { judgePlan, makePlan } from './index.ts';
import type { Held, Situation } from './situation.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const TOKEN = 'ASIAIOSFODNN7EXAMPLE';
const ops = roleArn('Ops');
const ci = userArn('ci');

const holds = (snapshot: IamSnapshot, held: readonly Held[], more: Partial<Situation> = {}): Situation => ({
  ...holding(snapshot, ...held),
  ...more,
});

const idsOf = ({ phases }: Plan, phase: number): string[] => phases[phase]!.actions.map(({ id }) => id);

/** A session of a role with these rights, and a key that can mint more of them until it is off. */
function changing(statements: readonly unknown[], partition = 'aws'): Situation {
  const inPartition = (text: string): string => text.replaceAll('arn:aws:', `arn:${partition}:`);
  const snapshot = JSON.parse(
    inPartition(
      JSON.stringify(
        snapshotOf({
          roles: [role('Ops', trusting({ AWS: ci }), { policies: [policy('rights', ...statements)] })],
          users: [user('ci', { policies: [policy('assumes', allow('sts:AssumeRole', ops))] })],
        }),
      ),
    ),
  ) as IamSnapshot;
  const session = sessionOf(inPartition(ops), { sessionName: 's', issuedAt: AS_OF - 60, mfa: false });
  return holds(snapshot, [credential(KEY, keyOf(inPartition(ci))), credential(TOKEN, session)]);
}

describe('what can take a deny away, or get more than is known of it', () => {
  test.each([
    'iam:AttachRolePolicy',
    'iam:PutRolePolicy',
    'iam:SetDefaultPolicyVersion',
    'iam:CreatePolicyVersion',
    'iam:AttachUserPolicy',
    'iam:PutGroupPolicy',
    'iam:AttachGroupPolicy',
    'iam:DeleteGroupPolicy',
    'iam:DetachGroupPolicy',
    'iam:AddUserToGroup',
    'iam:RemoveUserFromGroup',
    'iam:DeleteRolePermissionsBoundary',
    'iam:PutUserPermissionsBoundary',
    'iam:CreateServiceSpecificCredential',
    'iam:UpdateSAMLProvider',
    'iam:AddClientIDToOpenIDConnectProvider',
    'sso:CreateAccountAssignment',
    'rolesanywhere:CreateTrustAnchor',
    'rolesanywhere:EnableTrustAnchor',
    'rolesanywhere:EnableProfile',
    'identitystore:CreateGroupMembership',
    'sso-directory:UpdatePassword',
    'iam:UpdateUser',
    'iam:UpdateServiceSpecificCredential',
    'rolesanywhere:CreateProfile',
    'sso:PutPermissionsBoundaryToPermissionSet',
    'sso:DeletePermissionsBoundaryFromPermissionSet',
    'sso:DeleteInlinePolicyFromPermissionSet',
    'sso-directory:EnableExternalIdPConfigurationForDirectory',
    'sso-directory:ImportExternalIdPCertificate',
  ])('%s: its role is frozen before anything is revoked', async (action) => {
    const plan = await planFor(changing([allow(action)]));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(idsOf(plan, 0)).toContain(`deny-role:${ops}`);
    expect(plan.phases[1]!.window).toEqual([]);
    expect(plan.proof!.assumptions.join('\n')).toContain('Until the first phase holds');
  });

  test.each([
    ['only of some roles', allow('iam:AttachRolePolicy', roleArn('app-*'))],
    ['only of itself', allow('iam:PutRolePolicy', ops)],
    ['of all but one', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }],
  ])('%s is enough', async (_, statement) => {
    expect(idsOf(await planFor(changing([statement])), 0)).toContain(`deny-role:${ops}`);
  });

  test('reading IAM, and changing what is no permission, is not', async () => {
    const plan = await planFor(changing([allow(['iam:Get*', 'iam:List*', 's3:*']), allow('iam:UpdateAccountName')]));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(idsOf(plan, 0)).not.toContain(`deny-role:${ops}`);
  });

  test.each(['aws', 'aws-us-gov', 'aws-cn'])('in the partition %s', async (partition) => {
    const plan = await planFor(changing([allow('iam:AttachRolePolicy', `arn:${partition}:iam::*:role/*`)], partition));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(idsOf(plan, 0)).toContain(`deny-role:arn:${partition}:iam::${ACCOUNT}:role/Ops`);
    expect(JSON.stringify(plan.phases)).not.toContain(partition === 'aws' ? 'arn:aws-' : 'arn:aws:');
  });
});

describe('what ends the hold of service control policies', () => {
  const management = '999900001111';
  const organization = { organizationId: 'o-x', managementAccountId: management, scps: [], rcps: [] };
  const planOf = (accountId: string, action: string): Promise<Plan> => {
    const own = roleArn('Ops', accountId);
    const snapshot = snapshotOf({
      roles: [
        role('Ops', trusting({ AWS: userArn('ci', accountId) }), {
          accountId,
          policies: [policy('rights', allow(action))],
        }),
      ],
      users: [user('ci', { accountId, policies: [policy('assumes', allow('sts:AssumeRole', own))] })],
      organizations: { [accountId]: organization },
    });
    const session = sessionOf(own, { sessionName: 's', issuedAt: AS_OF - 60, mfa: false });
    return planFor(holds(snapshot, [credential(KEY, keyOf(userArn('ci', accountId))), credential(TOKEN, session)]));
  };

  test.each([
    [management, 'organizations:DisablePolicyType'],
    [management, 'organizations:RemoveAccountFromOrganization'],
    [management, 'organizations:MoveAccount'],
    [management, 'organizations:PutResourcePolicy'],
    [management, 'organizations:RegisterDelegatedAdministrator'],
    [ACCOUNT, 'organizations:LeaveOrganization'],
  ])('in account %s it is %s: its holder is frozen before anything is revoked', async (accountId, action) => {
    const plan = await planOf(accountId, action);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(plan.phases[1]!.window).toEqual([]);
    expect(plan.proof!.assumptions.join('\n')).toMatch(/Until the first phase holds, .* service control policies/);
  });

  test('a member account that takes others out of the organization is refused', async () => {
    const plan = await planOf(ACCOUNT, 'organizations:RemoveAccountFromOrganization');
    expect(plan.proof!.assumptions.join('\n')).not.toContain('Until the first phase holds');
  });
});

test('root sessions of member accounts that a key can mint are named as what outlives it', async () => {
  const management = '999900001111';
  const organization = { organizationId: 'o-x', managementAccountId: management, scps: [], rcps: [] };
  const root = userArn('root-tasks', management);
  const rights = allow('sts:AssumeRoot', `arn:aws:iam::${ACCOUNT}:root`);
  const snapshot = snapshotOf({
    roles: [role('Any', trusting({ Service: 'ec2.amazonaws.com' }))],
    users: [user('root-tasks', { accountId: management, policies: [policy('root', rights)] })],
    organizations: { [management]: organization, [ACCOUNT]: organization },
  });
  const plan = await planFor(holds(snapshot, [credential(KEY, keyOf(root))]));
  expect(plan.proof!.assumptions.join('\n')).toMatch(/root user of member accounts \(sts:AssumeRoot\).*15 minutes/);
});

test('a freeze from above takes the federation tokens of a user too: their own ARN does not name him', async () => {
  const organization = { organizationId: 'o-x', managementAccountId: '999900001111', scps: [], rcps: [] };
  const snapshot = snapshotOf({
    users: [user('ci', { policies: [policy('all', allow('*'))] })],
    organizations: { [ACCOUNT]: organization },
  });
  const everything = [{ Version: '2012-10-17', Statement: [allow('*')] }];
  const federated = federatedOf('x', ci, { issuedAt: AS_OF - 60, mfa: false, sessionPolicies: everything });
  const plan = await planFor(
    holds(snapshot, [credential(KEY, keyOf(ci)), credential(TOKEN, federated, { userId: `${ACCOUNT}:x` })]),
  );
  expect(plan.proof).toMatchObject({ result: 'evicted' });
  const [freeze] = plan.phases[0]!.actions.filter(({ kind }) => kind === 'deny-by-scp');
  expect(JSON.stringify(freeze!.policy)).toContain(`arn:aws:sts::${ACCOUNT}:federated-user/*`);
  expect(freeze!.stops).toContain(TOKEN);
  expect(plan.phases[1]!.window).toEqual([]);
});

describe('tokens that expired after the records end', () => {
  const reader = roleArn('Reader');
  const snapshot = snapshotOf({
    roles: [
      role('Ops', trusting({ AWS: ci }), { policies: [policy('goes on', allow('sts:AssumeRole', reader))] }),
      role('Reader', trusting({ AWS: ops }), { policies: [policy('reads', allow('s3:GetObject'))] }),
    ],
    users: [user('ci')],
  });
  const lapsed = (arn: string): Held =>
    credential(TOKEN, sessionOf(arn, { sessionName: 's', issuedAt: AS_OF - 7200, mfa: false }), {
      expiresAt: AS_OF - 3600,
      hasLapsed: true,
    });

  test('may have minted others by then: those are cut off', async () => {
    const situation = holds(snapshot, [lapsed(ops)], { seenUntil: AS_OF - 6000 });
    const plan = await planFor(situation);
    expect(idsOf(plan, 1)).toEqual([`revoke-role-sessions:${reader}`]);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    const nothing = { ...plan, phases: plan.phases.map((phase) => ({ ...phase, actions: [] })) };
    const { proof } = await judgePlan(nothing, situation, createDecider);
    expect(proof).toMatchObject({ result: 'survives' });
    expect(proof!.remaining.map(({ credential: id }) => id)).toEqual([`new session of ${reader}`]);
  });

  test('are over themselves: where they can mint nothing, there is nothing to do', async () => {
    const plan = await planFor(holds(snapshot, [lapsed(reader)], { seenUntil: AS_OF - 6000 }));
    expect(plan.phases.flatMap(({ actions }) => actions)).toEqual([]);
    expect(plan.proof).toMatchObject({ result: 'evicted', remaining: [] });
  });

  test('one that still lives counts as itself beside one like it that does not', async () => {
    const live = credential(
      'ASIALIVEEXAMPLE00001',
      sessionOf(reader, { sessionName: 's', issuedAt: AS_OF - 7200, mfa: false }),
    );
    for (const held of [
      [lapsed(reader), live],
      [live, lapsed(reader)],
    ]) {
      const situation = holds(snapshot, held, { seenUntil: AS_OF - 6000 });
      const { proof } = await judgePlan(
        { ...(await makePlan(situation, createDecider)), phases: [] },
        situation,
        createDecider,
      );
      expect(proof).toMatchObject({ result: 'survives', remaining: [{ credential: live.id }] });
    }
  });
});

test('who minted is told where it is not known, and then nothing is proven', async () => {
  const snapshot = snapshotOf({ users: [user('ci')] });
  const session = credential(TOKEN, tokenOf(ci, { issuedAt: AS_OF - 60, mfa: false }));
  const minter = { name: `a key of ${ci}`, because: 'not known: the snapshot lists no access keys' };
  const plan = await planFor(holds(snapshot, [session], { unknownMinters: [minter] }));
  expect(plan.proof).toMatchObject({ result: 'not-proven' });
  expect(plan.proof!.remaining).toContainEqual({ credential: minter.name, can: [], because: minter.because });
});

test('what was not read is an assumption of its own', async () => {
  const snapshot = snapshotOf({ users: [user('ci')] });
  const unread = ['a.json.gz (gzip data is cut off)'];
  const plan = await planFor(holds(snapshot, [credential(KEY, keyOf(ci))], { unread }));
  expect(plan.proof!.assumptions[0]).toContain('a.json.gz (gzip data is cut off)');
  expect(plan.proof!.assumptions.join('\n')).toContain('as far as the logs that were read are');
});
