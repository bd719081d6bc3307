import { nameOfPrincipal } from '../principals.ts';
import { accountOf, harmless, iamCall, idOf, type ActionMaker } from './action-maker.ts';

export const disableLogin: ActionMaker = {
  kind: 'disable-login',
  says: 'Takes the console password of a user away; access keys are not touched.',
  target: 'user',
  make(order, { heldOf }) {
    const accountId = accountOf(order.target);
    const UserName = nameOfPrincipal(order.target);
    return {
      ...harmless,
      id: idOf(order),
      kind: order.kind,
      accountId,
      target: order.target,
      before: [iamCall(accountId, 'GetLoginProfile', { UserName })],
      calls: [iamCall(accountId, 'DeleteLoginProfile', { UserName })],
      // A password cannot be read, so it cannot be put back.
      rollback: [],
      policy: null,
      cutOff: null,
      stops: heldOf(order.target).flatMap(({ kind, id }) => (kind === 'sign-in' ? [id] : [])),
      doesNotStop: ['console sessions that are open', 'access keys of the user'],
      reason: order.reason,
      undo: 'give the person a new password: the old one cannot be restored',
    };
  },
};
