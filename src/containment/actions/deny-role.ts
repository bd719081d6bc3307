import { CONTAINMENT_POLICY, denyAll } from '../policies.ts';
import { type ActionMaker, basicsOf } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const denyRole: ActionMaker = {
  kind: 'deny-role',
  says: 'Denies every session of a role everything, whenever it was or will be issued.',
  target: 'role',
  make(order, scene) {
    const put = putDeny({ arn: order.target, policyName: CONTAINMENT_POLICY, document: denyAll() }, scene);
    if (put === null) return null;
    return {
      ...basicsOf(order),
      ...put,
      ...scene.coverage(() => true, [order.target]),
      doesNotStop: ['sessions of other roles that its sessions assumed'],
      reason: order.reason,
    };
  },
};
