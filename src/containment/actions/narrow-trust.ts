import type { PolicyDocument } from '../../model/containment.ts';
import { nameOfPrincipal } from '../principals.ts';
import { sizeOf, TRUST_LIMIT } from '../policies.ts';
import { roleOf } from '../prove/session-names.ts';
import { accountOf, harmless, iamCall, idOf, type ActionMaker } from './action-maker.ts';

export const narrowTrust: ActionMaker = {
  kind: 'narrow-trust',
  says: 'Keeps somebody out of a role by its trust policy, or puts the trust policy back that was there before.',
  target: 'role',
  make(order, { world }) {
    const { trust } = order;
    if (trust === null || sizeOf(trust) > TRUST_LIMIT) return null;
    const accountId = accountOf(order.target);
    const RoleName = nameOfPrincipal(order.target);
    const before = roleOf(world.snapshot, order.target)?.trust ?? null;
    return {
      ...harmless,
      id: idOf(order),
      kind: order.kind,
      accountId,
      target: order.target,
      before: [iamCall(accountId, 'GetRole', { RoleName })],
      calls: [iamCall(accountId, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust })],
      rollback:
        before === null
          ? []
          : [iamCall(accountId, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: before as PolicyDocument })],
      policy: trust,
      cutOff: null,
      doesNotStop: ['sessions that were issued already: trust is asked for when a role is assumed'],
      reason: order.reason,
      undo: 'put the trust policy of before back',
    };
  },
};
