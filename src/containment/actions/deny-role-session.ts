import { denySessions, SESSIONS_POLICY } from '../policies.ts';
import { principalIn } from '../prove/world.ts';
import { statementsOf } from '../doors.ts';
import { type ActionMaker, basicsOf, type Scene } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const denyRoleSession: ActionMaker = {
  kind: 'deny-role-session',
  says: 'Denies single sessions of a role by their names, and spares all others.',
  target: 'role',
  make(order, scene) {
    if (order.userIds.length === 0) return null;
    const userIds = [...new Set([...deniedBefore(order.target, scene), ...order.userIds])].toSorted();
    const put = putDeny({ arn: order.target, policyName: SESSIONS_POLICY, document: denySessions(userIds) }, scene);
    if (put === null) return null;
    const denied = new Set(userIds);
    return {
      ...basicsOf(order),
      ...put,
      ...scene.coverage(({ userId }) => userId !== null && denied.has(userId), [order.target]),
      doesNotStop: ['sessions of the role under any other name', 'sessions of other roles that these assumed'],
      reason: order.reason,
    };
  },
};

/** Sessions that an earlier plan denied: one statement lists them all. */
function deniedBefore(roleArn: string, { world }: Scene): string[] {
  const policy = principalIn(world.snapshot, roleArn)?.policies.find(
    ({ inline, name }) => inline && name === SESSIONS_POLICY,
  );
  return statementsOf(policy?.document).flatMap(({ Condition }) => {
    const condition = Condition as { StringEquals?: Record<string, unknown> } | undefined;
    const listed = condition?.StringEquals?.['aws:userid'] ?? [];
    return (Array.isArray(listed) ? listed : [listed]).map(String);
  });
}
