import { accountOfArn } from '../../lib/arn.ts';
import type { ApiCall, PlanAction, PolicyDocument } from '../../model/containment.ts';
import { nameOfPrincipal } from '../principals.ts';
import { sizeOf, TRUST_LIMIT } from '../policies.ts';
import { roleOf } from '../prove/session-names.ts';
import { type ActionMaker, basicsOf, iamCall } from './action-maker.ts';

export const narrowTrust: ActionMaker = {
  kind: 'narrow-trust',
  says: 'Keeps somebody out of a role by its trust policy, or puts the trust policy back that was there before.',
  target: 'role',
  make(order, { world }) {
    const { trust, trustWithoutHis } = order;
    if (trust === null || sizeOf(trust) > TRUST_LIMIT) return null;
    const accountId = accountOfArn(order.target);
    const RoleName = nameOfPrincipal(order.target);
    const before = roleOf(world.snapshot, order.target)?.trust ?? null;
    const call = (PolicyDocument: PolicyDocument): ApiCall =>
      iamCall(accountId, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
    return {
      ...basicsOf(order, accountId),
      before: [iamCall(accountId, 'GetRole', { RoleName })],
      calls: [call(trust)],
      rollback: before === null ? [] : [call(before as PolicyDocument)],
      policy: trust,
      doesNotStop: ['sessions that were issued already: trust is asked for when a role is assumed'],
      undo: 'put the trust policy of before back',
      ...(trustWithoutHis === null ? {} : keepingOut(trust, trustWithoutHis, call)),
    };
  },
};

/** What is read before lets in whom the attacker wants: put back, it would do so again. */
const keepingOut = (
  trust: PolicyDocument,
  withoutHis: PolicyDocument,
  call: (document: PolicyDocument) => ApiCall,
): Pick<PlanAction, 'rollback' | 'isBeforeHis' | 'undo'> => ({
  isBeforeHis: true,
  ...(JSON.stringify(trust) === JSON.stringify(withoutHis)
    ? { rollback: [], undo: "it stays as it is put: the trust policy that was read before is the attacker's" }
    : {
        rollback: [call(withoutHis)],
        undo: 'let in again who is kept out, but for whom the attacker let in: the trust policy that was read before is his, and is not put back',
      }),
});
