import type { ApiCall } from '../../model/containment.ts';
import { type ActionMaker, basicsOf, iamCall } from './action-maker.ts';
import { nameOfPrincipal } from '../principals.ts';

export const deactivateAccessKey: ActionMaker = {
  kind: 'deactivate-access-key',
  says: 'Sets a long-term key to inactive; it can be activated again.',
  target: 'access-key',
  make(order, { situation }) {
    const held = situation.held.find(({ id }) => id === order.target);
    const owner = held?.caller ?? null;
    // Only root can change a key of root, and then without a user name.
    if (owner?.kind === 'root') return null;
    const accountId = owner?.accountId ?? null;
    const name = owner === null ? {} : { UserName: nameOfPrincipal(owner.arn) };
    const set = (Status: string): ApiCall =>
      iamCall(accountId, 'UpdateAccessKey', { ...name, AccessKeyId: order.target, Status });
    return {
      ...basicsOf(order, accountId),
      before: [iamCall(accountId, 'ListAccessKeys', name)],
      calls: [set('Inactive')],
      rollback: [set('Active')],
      stops: [order.target],
      doesNotStop: ['sessions that were minted with it: they live on, and mint'],
      undo: 'set the key to active again',
    };
  },
};
