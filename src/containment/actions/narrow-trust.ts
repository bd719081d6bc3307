import { accountOfArn } from '../../lib/arn.ts';
import type { PolicyDocument } from '../../model/containment.ts';
import { nameOfPrincipal } from '../principals.ts';
import { sizeOf, TRUST_LIMIT } from '../policies.ts';
import { roleOf } from '../prove/session-names.ts';
import { type ActionMaker, basicsOf, iamCall } from './action-maker.ts';

export const narrowTrust: ActionMaker = {
  kind: 'narrow-trust',
  says: 'Keeps somebody out of a role by its trust policy, or puts the trust policy back that was there before.',
  target: 'role',
  make(order, { world }) {
    const { trust } = order;
    if (trust === null || sizeOf(trust) > TRUST_LIMIT) return null;
    const accountId = accountOfArn(order.target);
    const RoleName = nameOfPrincipal(order.target);
    const before = roleOf(world.snapshot, order.target)?.trust ?? null;
    return {
      ...basicsOf(order, accountId),
      before: [iamCall(accountId, 'GetRole', { RoleName })],
      calls: [iamCall(accountId, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust })],
      rollback:
        before === null
          ? []
          : [iamCall(accountId, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: before as PolicyDocument })],
      policy: trust,
      doesNotStop: ['sessions that were issued already: trust is asked for when a role is assumed'],
      undo: 'put the trust policy of before back',
    };
  },
};
