import fc from 'fast-check';
import type { ApiCall, Plan, PlanAction } from '../../src/model/containment.ts';

/** Plans of a few calls, and names as an attacker would choose them. */
export const ACCOUNT = '111122223333';

export function call(
  operation: string,
  parameters: ApiCall['parameters'],
  service: ApiCall['service'] = 'iam',
): ApiCall {
  return { service, operation, parameters, accountId: ACCOUNT, region: null };
}

export function action(more: Partial<PlanAction> & Pick<PlanAction, 'calls'>): PlanAction {
  return {
    id: 'deny-role:arn:aws:iam::111122223333:role/Deploy',
    kind: 'deny-role',
    accountId: ACCOUNT,
    target: `arn:aws:iam::${ACCOUNT}:role/Deploy`,
    before: [],
    rollback: [],
    policy: null,
    cutOff: null,
    stops: [],
    doesNotStop: [],
    collateral: { sessions: 0, principals: [] },
    reason: 'it is held',
    undo: 'delete it',
    ...more,
  };
}

export const planOf = (...actions: PlanAction[]): Plan => ({
  asOf: 1_790_000_000,
  targets: [{ kind: 'credential', id: 'AKIAEXAMPLE' }],
  compromised: [],
  phases: [{ name: 'revoke', actions, waitSeconds: 300, checks: ['look'], window: null }],
  proof: null,
  residual: [],
});

const nasty = fc.oneof(
  fc.constantFrom(
    "'; touch pwned; '",
    '$(touch pwned)',
    '`touch pwned`',
    '"$HOME"',
    '-rf',
    '--profile',
    '\\',
    'a\'b"c',
    'x\ny',
    '${var.x}',
    '%{ if true }',
    '!!',
    'file:///etc/passwd',
    '~root',
    '*',
    '\u202e',
  ),
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((text) => !/[\0[{]/.test(text)),
);

export const hostilePlan = fc
  .record({ name: nasty, policy: nasty, value: nasty, reason: nasty })
  .map(({ name, policy, value, reason }) => {
    const owner = { RoleName: name, PolicyName: policy };
    const document = { Version: '2012-10-17' as const, Statement: [{ Sid: value, Effect: 'Deny' }] };
    return planOf(
      action({
        reason,
        id: `deny-role:${name}`,
        undo: reason,
        before: [call('GetRolePolicy', owner)],
        calls: [call('PutRolePolicy', { ...owner, PolicyDocument: document })],
        rollback: [call('DeleteRolePolicy', owner)],
      }),
      action({ calls: [call('UpdateAccessKey', { UserName: value, AccessKeyId: name, Status: 'Inactive' })] }),
    );
  });

export const owner = { RoleName: 'Deploy', PolicyName: 'StemmaContainment' };
export const denyRole = action({
  before: [call('GetRolePolicy', owner)],
  calls: [call('PutRolePolicy', { ...owner, PolicyDocument: { Version: '2012-10-17', Statement: [] } })],
  rollback: [call('DeleteRolePolicy', owner)],
});
const key = { UserName: 'ci', AccessKeyId: 'AKIAEXAMPLE' };
export const deactivate = action({
  id: 'deactivate-access-key:AKIAEXAMPLE',
  kind: 'deactivate-access-key',
  target: 'AKIAEXAMPLE',
  before: [call('ListAccessKeys', { UserName: 'ci' })],
  calls: [call('UpdateAccessKey', { ...key, Status: 'Inactive' })],
  rollback: [call('UpdateAccessKey', { ...key, Status: 'Active' })],
});

const PolicyId = { ref: { action: null, from: 'calls', call: 0, path: 'Policy.PolicySummary.Id' } } as const;
/** Needs the id that an earlier call answers. */
export const scp = action({
  id: 'deny-by-scp:111122223333',
  kind: 'deny-by-scp',
  target: ACCOUNT,
  calls: [
    call('CreatePolicy', { Name: 'freeze', Content: { Version: '2012-10-17', Statement: [] } }, 'organizations'),
    call('AttachPolicy', { PolicyId, TargetId: ACCOUNT }, 'organizations'),
  ],
  rollback: [call('DetachPolicy', { PolicyId, TargetId: ACCOUNT }, 'organizations')],
});

/** Once for each group that the user is in. */
export const leave = action({
  id: 'delete-user:ci',
  kind: 'delete-user',
  target: `arn:aws:iam::${ACCOUNT}:user/ci`,
  calls: [
    {
      ...call('RemoveUserFromGroup', {
        UserName: 'ci',
        GroupName: { ref: { action: null, from: 'each', call: 0, path: 'Groups.*.GroupName' } },
      }),
      each: call('ListGroupsForUser', { UserName: 'ci' }),
    },
  ],
});
