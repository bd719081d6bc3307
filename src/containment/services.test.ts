import { describe, expect, test } from 'vitest';
import {
  allow,
  keyOf,
  policy,
  role,
  roleArn,
  sessionOf,
  snapshotOf,
  trusting,
  user,
  userArn,
} from '../../test/support/iam.ts';
import { AS_OF, credentialHeld as credential, holding, ids, planFor } from '../../test/support/held.ts';
import type { Plan } from '../model/containment.ts';
import type { IamOrganization, IamRole } from '../model/iam.ts';
import { createDecider } from '../posture/index.ts';
import { judgePlan } from './index.ts';
import type { Situation } from './situation.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const worker = roleArn('Worker');

const without = (plan: Plan, gone: string): Plan => ({
  ...plan,
  phases: plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => id !== gone) })),
});

describe('what a service runs as a role', () => {
  const world = (service: string, statements: readonly unknown[]): Situation =>
    holding(
      snapshotOf({
        roles: [role('Worker', trusting({ Service: service }), { policies: [policy('reads', allow('s3:GetObject'))] })],
        users: [user('ci', { policies: [policy('starts', ...statements)] })],
      }),
      credential(KEY, keyOf(userArn('ci'))),
    );

  test.each([
    ['ec2.amazonaws.com', ['ec2:RunInstances']],
    ['lambda.amazonaws.com', ['lambda:CreateFunction', 'lambda:InvokeFunction']],
    ['ecs-tasks.amazonaws.com', ['ecs:RegisterTaskDefinition', 'ecs:RunTask']],
    ['glue.amazonaws.com', ['glue:CreateJob', 'glue:StartJobRun']],
    ['cloudformation.amazonaws.com', ['cloudformation:CreateStack']],
    ['sagemaker.amazonaws.com', ['sagemaker:CreateTrainingJob']],
    ['ssm.amazonaws.com', ['ssm:StartAutomationExecution']],
    ['ssm.amazonaws.com', ['ssm:CreateActivation']],
    ['lambda.amazonaws.com', ['lambda:UpdateFunctionConfiguration']],
    ['ecs-tasks.amazonaws.com', ['ecs:RunTask']],
    ['pods.eks.amazonaws.com', ['eks:CreatePodIdentityAssociation']],
    ['codebuild.amazonaws.com', ['codebuild:CreateProject', 'codebuild:StartBuild']],
    ['states.amazonaws.com', ['states:CreateStateMachine', 'states:StartExecution']],
    ['ec2.amazonaws.com', ['iam:AddRoleToInstanceProfile']],
    ['ec2.amazonaws.com', ['ec2:CreateFleet']],
    ['ec2.amazonaws.com', ['ec2:RequestSpotInstances']],
    ['ec2.amazonaws.com', ['ec2:CreateLaunchTemplate', 'autoscaling:CreateAutoScalingGroup']],
    ['credentials.iot.amazonaws.com', ['iot:CreateRoleAlias']],
    ['credentials.iot.amazonaws.com', ['iot:UpdateRoleAlias']],
    ['tasks.apprunner.amazonaws.com', ['apprunner:CreateService']],
    ['codebuild.amazonaws.com', ['codebuild:StartBuild']],
    ['ecs-tasks.amazonaws.com', ['ecs:StartTask']],
    ['cloudformation.amazonaws.com', ['cloudformation:UpdateStack']],
    ['sagemaker.amazonaws.com', ['sagemaker:CreateUserProfile', 'sagemaker:CreatePresignedDomainUrl']],
    ['glue.amazonaws.com', ['glue:CreateSession', 'glue:RunStatement']],
    ['emr-serverless.amazonaws.com', ['emr-serverless:StartJobRun']],
    ['events.amazonaws.com', ['events:PutTargets']],
  ])('%s gives new sessions of a role that may be passed to it, and the plan ends them', async (service, calls) => {
    const situation = world(service, [allow('iam:PassRole', worker), allow(calls)]);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toContain(`deny-role:${worker}`);
    const { proof } = await judgePlan(without(plan, `deny-role:${worker}`), situation, createDecider);
    expect(proof).toMatchObject({ result: 'survives' });
    expect(proof!.remaining[0]!.because).toContain(`what ${service} was made to run as ${worker}`);
  });

  test('the roles of an identity pool are sessions for whoever comes to the pool', async () => {
    const trust = trusting(
      { Federated: 'cognito-identity.amazonaws.com' },
      {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:pool' } },
      },
    );
    const situation = holding(
      snapshotOf({
        roles: [role('Worker', trust, { policies: [policy('reads', allow('s3:GetObject'))] })],
        users: [
          user('ci', {
            policies: [policy('sets', allow('iam:PassRole', worker), allow('cognito-identity:SetIdentityPoolRoles'))],
          }),
        ],
      }),
      credential(KEY, keyOf(userArn('ci'))),
    );
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toContain(`deny-role:${worker}`);
    const { proof } = await judgePlan(without(plan, `deny-role:${worker}`), situation, createDecider);
    expect(proof).toMatchObject({ result: 'survives' });
  });

  test('a role is not reached without the right to pass it, to that service, or without all that makes it run', async () => {
    const service = 'lambda.amazonaws.com';
    const run = allow(['lambda:CreateFunction', 'lambda:InvokeFunction']);
    const toEc2 = { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } };
    for (const statements of [
      [run],
      [allow('iam:PassRole', roleArn('Other')), run],
      [allow('iam:PassRole', '*', toEc2), run],
      [allow('iam:PassRole', '*'), allow('lambda:CreateFunction')],
    ]) {
      const plan = await planFor(world(service, statements));
      expect(plan.proof).toMatchObject({ result: 'evicted' });
      expect(ids(plan)).not.toContain(`deny-role:${worker}`);
    }
  });

  test('what runs already may be made to do something else: whether any has the role is named as not known', async () => {
    const situation = world('lambda.amazonaws.com', [allow('lambda:UpdateFunctionCode')]);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    const { proof } = await judgePlan(without(plan, `deny-role:${worker}`), situation, createDecider);
    expect(proof).toMatchObject({ result: 'not-proven' });
    expect(proof!.remaining[0]!.because).toContain(`whether lambda.amazonaws.com runs something as ${worker}`);
  });
});

describe('a freeze from above', () => {
  const organization = (managementAccountId: string): IamOrganization => ({
    organizationId: 'o-example',
    managementAccountId,
    scps: [],
    rcps: [],
  });
  const inTurns = (name: string, next: string, ...statements: readonly unknown[]): IamRole =>
    role(name, trusting({ AWS: roleArn(next) }), {
      policies: [policy('turns', allow('sts:AssumeRole', roleArn(name)), ...statements)],
    });
  const situation = (roles: readonly IamRole[], of: IamOrganization | null): Situation => {
    const snapshot = snapshotOf({ roles });
    const accounts = snapshot.accounts.map((account) => ({ ...account, organization: of }));
    const caller = { ...sessionOf(roles[0]!.arn), sessionName: 's', issuedAt: AS_OF - 60 };
    return holding(
      { ...snapshot, accounts },
      credential('ASIAIOSFODNN7EXAMPLE', caller, { userId: `${roles[0]!.roleId}:s` }),
    );
  };
  const many = [inTurns('A', 'C'), inTurns('B', 'A'), inTurns('C', 'B')];
  const freeze = 'deny-by-scp:111122223333#freeze';

  test('stops roles that take turns all at once, is lifted when cut-offs hold, and is proven', async () => {
    const plan = await planFor(situation(many, organization('999900001111')));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    const [first, second, third] = plan.phases.map(({ actions }) => actions.map(({ id }) => id));
    expect(first).toEqual([freeze]);
    expect(second).toEqual(many.map(({ arn }) => `revoke-role-sessions:${arn}`));
    expect(third).toEqual([`lift-freeze:${freeze}`]);
  });

  test('takes the place of one deny where its sessions could delete that', async () => {
    const [alone, changer] = [[inTurns('A', 'A')], [inTurns('A', 'A', allow('iam:DeleteRolePolicy'))]];
    expect(ids(await planFor(situation(alone, organization('999900001111'))))).toContain(`deny-role:${roleArn('A')}`);
    const plan = await planFor(situation(changer, organization('999900001111')));
    expect(ids(plan)).toContain(freeze);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });

  test('is not used where nothing binds the account, or no organization is known', async () => {
    for (const of of [organization('111122223333'), null]) {
      const plan = await planFor(situation(many, of));
      expect(ids(plan)).not.toContain(freeze);
      expect(plan.proof).toMatchObject({ result: 'evicted' });
    }
  });

  test('is not used where the attacker governs the policies of the organization', async () => {
    const management = '999900001111';
    const governor = role('Governor', trusting({ AWS: 'arn:aws:iam::111122223333:role/A' }), {
      accountId: management,
      arn: roleArn('Governor', management),
      policies: [policy('governs', allow('organizations:*'))],
    });
    const first = inTurns('A', 'C', allow('sts:AssumeRole', governor.arn));
    const base = situation([first, ...many.slice(1)], organization(management));
    const [account] = base.snapshot!.accounts;
    const accounts = [account!, { ...account!, accountId: management, roles: [governor], users: [] }];
    const plan = await planFor({
      ...base,
      ownAccounts: new Set(['111122223333', management]),
      snapshot: { accounts, problems: [] },
    });
    expect(ids(plan)).toContain(`deny-role:${governor.arn}`);
    expect(ids(plan)).not.toContain(freeze);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });
});
