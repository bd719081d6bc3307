import { CONTAINMENT_POLICY, denyAll, denyTokens } from '../policies.ts';
import { type ActionMaker, basicsOf } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const denyUser: ActionMaker = {
  kind: 'deny-user',
  says: 'Denies a user everything; as a freeze only its sessions, whenever issued, so that its other keys go on.',
  target: 'user',
  make(order, scene) {
    const document = order.isFreeze ? denyTokens() : denyAll();
    const put = putDeny({ arn: order.target, policyName: CONTAINMENT_POLICY, document }, scene);
    if (put === null) return null;
    return {
      ...basicsOf(order),
      ...put,
      ...scene.coverage(({ isLongTerm }) => !order.isFreeze || !isLongTerm, [order.target]),
      doesNotStop: ['sessions of roles that it assumed', ...(order.isFreeze ? ['access keys of the user'] : [])],
      reason: order.reason,
    };
  },
};
