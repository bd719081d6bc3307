import { CONTAINMENT_POLICY, denyIssued } from '../policies.ts';
import { accountOf, idOf, type ActionMaker } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const revokeRoleSessions: ActionMaker = {
  kind: 'revoke-role-sessions',
  says: 'Denies the sessions of a role that were issued before a time, as the console does; new ones work.',
  target: 'role',
  make(order, scene) {
    const document = denyIssued(order.cutOff, order.since);
    const put = putDeny({ arn: order.target, policyName: CONTAINMENT_POLICY, document }, scene);
    if (put === null) return null;
    const isCovered = ({ issuedAt }: { issuedAt: number | null }): boolean =>
      issuedAt === null || (issuedAt < order.cutOff && issuedAt >= (order.since ?? 0));
    return {
      ...put,
      ...scene.coverage(isCovered, [order.target]),
      id: idOf(order),
      kind: order.kind,
      accountId: accountOf(order.target),
      target: order.target,
      cutOff: order.cutOff,
      doesNotStop: ['sessions that are issued after the cut-off', 'sessions of other roles that its sessions assumed'],
      reason: order.reason,
    };
  },
};
