import { describe, expect, test } from 'vitest';
import {
  KEY,
  attacker,
  responder,
  account,
  planAgainst,
  needOf,
  needed,
} from '../../../test/support/attacker-of-ci.ts';
import { policy, allow, role, roleArn, trusting } from '../../../test/support/iam.ts';
import { assume, record, service, type Json } from '../../../test/support/raw-records.ts';

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
    expect(await needOf(`deny-role-session:${arn}`, told)).toEqual(needed);
    expect(told.plan.residual.join('\n')).toContain(`(${INSTANCE}) may still run; stop it`);
  });

  test('a token that it has been given is the attacker’s', async () => {
    const told = await planAgainst([run, delivered('10:02:00')], world);
    expect(told.situation.compromised).toContain('ASIAINSTANCEEXAMPLE');
    expect(await needOf(`deny-role-session:${arn}`, told)).toEqual(needed);
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
    expect(await needOf(`deny-role-session:${roleArn('Other')}`, await planAgainst([run], snapshot))).toEqual(needed);
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
    expect(await needOf(`deny-role:${arn}`, await planAgainst([call(source, name, request, response)], world))).toEqual(
      needed,
    );
  });

  test('a command on an instance that was there before takes its tokens, old ones too', async () => {
    const command = call('ssm.amazonaws.com', 'SendCommand', { instanceIds: [INSTANCE] });
    const told = await planAgainst([delivered('09:30:00'), command], world);
    expect(told.situation.compromised).toContain('ASIAINSTANCEEXAMPLE');
    expect(await needOf(`deny-role-session:${arn}`, told)).toEqual(needed);
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
