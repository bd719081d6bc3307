import { describe, expect, test } from 'vitest';
import { holding, ids, judgedWithout, planFor, subjectHeld, tokenHeld, workloadHeld } from '../../test/support/held.ts';
import { account, ACCOUNT, allow, deny, policy, role, snapshotOf, trusting } from '../../test/support/iam.ts';
import { createDecider } from '../posture/index.ts';
import type { IamOrganization, IamRole } from '../model/iam.ts';
import { judgePlan } from './index.ts';
import type { Situation } from './situation.ts';

const TOKEN = 'ASIAIOSFODNN7EXAMPLE';
const work = role('Work', trusting({ Service: 'any.amazonaws.com' }), {
  policies: [policy('reads', allow('s3:GetObject'))],
});

describe('what runs as a role', () => {
  test.each([
    ['ec2-instance', 'i-0123456789abcdef0', 'i-0123456789abcdef0'],
    ['lambda-function', 'arn:aws:lambda:us-east-1:111122223333:function:resize', 'resize'],
  ])('%s always has one name: no other session of the role is denied', async (originKind, id, name) => {
    const held = [tokenHeld(TOKEN, work, name), workloadHeld({ id, originKind }, work, name)];
    const situation = holding(snapshotOf({ roles: [work] }), ...held);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toEqual([`deny-role-session:${work.arn}`]);
    expect(plan.residual.join()).toContain('the attacker may still be in it');
  });

  test.each([
    ['ecs-task', '8d0c2bd4e5e94e4f9a1b2c3d4e5f6a7b', '8d0c2bd4e5e94e4f9a1b2c3d4e5f6a7b'],
    ['eks-pod', 'eks-prod-web-6d4b-1f0e5c1a', 'eks-prod-web-6d4b-1f0e5c1a'],
    ['aws-service', 'codebuild.amazonaws.com', 'AWSCodeBuild-0f6c7a1e-1111-4222-8333-123456789abc'],
    ['aws-service', 'glue.amazonaws.com', 'GlueJobRunnerSession'],
  ])('%s %s has another name each time it starts: the role is denied', async (originKind, id, name) => {
    const held = [tokenHeld(TOKEN, work, name), workloadHeld({ id, originKind }, work, name)];
    const situation = holding(snapshotOf({ roles: [work] }), ...held);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toEqual([`deny-role:${work.arn}`]);
    expect(plan.residual.join()).toContain(`the attacker may still be in ${id}`);
    expect((await judgedWithout(plan, `deny-role:${work.arn}`, situation)).proof).toMatchObject({ result: 'survives' });
  });

  test('the name and the cut-off of one task do not end it, so nobody is told that they do', async () => {
    const held = workloadHeld({ id: 'task', originKind: 'ecs-task' }, work, 'task');
    const plan = await planFor(holding(snapshotOf({ roles: [work] }), tokenHeld(TOKEN, work, 'task')));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    const situation = holding(snapshotOf({ roles: [work] }), tokenHeld(TOKEN, work, 'task'), held);
    const { proof } = await judgePlan(plan, situation, createDecider);
    expect(proof!.result).not.toBe('evicted');
    expect(proof!.remaining[0]!.because).toContain('is given them by its service');
  });

  test('an instance without a living token is given the next one: it is denied by name before that', async () => {
    const id = 'i-0123456789abcdef0';
    const plan = await planFor(
      holding(snapshotOf({ roles: [work] }), workloadHeld({ id, originKind: 'ec2-instance' }, work, id)),
    );
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toEqual([`deny-role-session:${work.arn}`]);
  });

  test('what is denied already is not denied again, and the attacker may still be in it', async () => {
    const id = 'i-0123456789abcdef0';
    const denied = { ...work, policies: [policy('stop', deny('*'))] };
    const plan = await planFor(
      holding(snapshotOf({ roles: [denied] }), workloadHeld({ id, originKind: 'ec2-instance' }, denied, id)),
    );
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toEqual([]);
    expect(plan.residual.join()).toContain(`${id}: the attacker may still be in it`);
  });
});

describe('the access portal of Identity Center', () => {
  const SECOND = '222233334444';
  const set = (name: string, accountId: string, ...actions: string[]): IamRole => {
    const resource = `aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_0123456789abcdef`;
    return role(resource, trusting({ Federated: `arn:aws:iam::${accountId}:saml-provider/AWSSSO_DO_NOT_DELETE` }), {
      accountId,
      policies: [policy(name, allow(actions))],
    });
  };
  const [reader, admin, other] = [
    set('ReadOnly', ACCOUNT, 's3:List*'),
    set('AdministratorAccess', ACCOUNT, '*'),
    set('Billing', SECOND, 's3:List*'),
  ] as const;
  const inOrganization = (management: string | null): Situation => {
    const organization: IamOrganization | null =
      management === null ? null : { organizationId: 'o-example', managementAccountId: management, scps: [], rcps: [] };
    const accounts = [
      account(ACCOUNT, { roles: [reader, admin], organization }),
      account(SECOND, { roles: [other], organization }),
    ];
    const held = [
      tokenHeld(TOKEN, reader, 'alice@example.com'),
      subjectHeld('identity-center', 'alice@example.com', 'alice@example.com', [reader.arn]),
    ];
    return holding({ accounts, problems: [] }, ...held);
  };

  test('gives any permission set in any account: all sessions of the person are denied, and nobody else’s', async () => {
    const situation = inOrganization('999900001111');
    const bob = tokenHeld('ASIABOBEXAMPLE', reader, 'bob@example.com');
    const plan = await planFor({
      ...situation,
      bystanders: [
        { ...bob, principalArn: reader.arn, sessionName: 'bob@example.com', issuedAt: null, longTerm: false },
        {
          ...bob,
          id: 'ASIAALICEEXAMPLE',
          principalArn: admin.arn,
          sessionName: 'alice@example.com',
          userId: `${admin.roleId}:alice@example.com`,
          issuedAt: null,
          longTerm: false,
        },
      ],
    });
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toEqual([`deny-by-scp:${ACCOUNT}`, `deny-by-scp:${SECOND}`]);
    const [first] = plan.phases.flatMap(({ actions }) => actions);
    expect(first!.stops).toEqual([TOKEN]);
    expect(first!.collateral.principals).toEqual([`${admin.arn} (alice@example.com)`]);
    expect(plan.residual.join()).toContain('remove the assignments, end the portal');
    expect(plan.proof!.assumptions.join()).toContain('alice@example.com is assigned nothing in accounts');
  });

  test('is not shut by a deny of the one set that was seen', async () => {
    const situation = inOrganization('999900001111');
    const plan = await planFor(situation);
    const { proof } = await judgedWithout(plan, `deny-by-scp:${SECOND}`, situation);
    expect(proof).toMatchObject({ result: 'not-proven' });
    expect(proof!.remaining[0]!.because).toContain(`whether alice@example.com is assigned ${other.arn}`);
    const narrow = JSON.parse(
      JSON.stringify(plan).replaceAll('*:alice@example.com', `${reader.roleId}:alice@example.com`),
    ) as typeof plan;
    expect((await judgePlan(narrow, situation, createDecider)).proof).toMatchObject({ result: 'not-proven' });
  });

  test.each([
    ['no organization is known', null],
    ['the account manages the organization', ACCOUNT],
  ])('is said to be open where %s', async (_, management) => {
    const plan = await planFor(inOrganization(management));
    expect(plan.proof!.result).not.toBe('evicted');
    expect(plan.residual.join()).toContain('remove the assignments, end the portal');
  });
});
