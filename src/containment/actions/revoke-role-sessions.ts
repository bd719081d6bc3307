import { CONTAINMENT_POLICY, denyIssued } from '../policies.ts';
import { type ActionMaker, basicsOf, issuedFor } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const revokeRoleSessions: ActionMaker = {
  kind: 'revoke-role-sessions',
  says: 'Denies the sessions of a role that were issued before a time, as the console does; new ones work.',
  target: 'role',
  make(order, scene) {
    const document = denyIssued(order.cutOff, order.since);
    const put = putDeny({ arn: order.target, policyName: CONTAINMENT_POLICY, document }, scene);
    if (put === null) return null;
    return {
      ...basicsOf(order),
      ...put,
      ...scene.coverage(issuedFor(order), [order.target]),
      cutOff: order.cutOff,
      doesNotStop: ['sessions that are issued after the cut-off', 'sessions of other roles that its sessions assumed'],
      reason: order.reason,
    };
  },
};
