import { accountOfArn } from '../../lib/arn.ts';
import { nameOfPrincipal } from '../principals.ts';
import { type ActionMaker, basicsOf, iamCall } from './action-maker.ts';

export const disableLogin: ActionMaker = {
  kind: 'disable-login',
  says: 'Takes the console password of a user away; access keys are not touched.',
  target: 'user',
  make(order, { heldOf }) {
    const accountId = accountOfArn(order.target);
    const UserName = nameOfPrincipal(order.target);
    return {
      ...basicsOf(order, accountId),
      before: [iamCall(accountId, 'GetLoginProfile', { UserName })],
      calls: [iamCall(accountId, 'DeleteLoginProfile', { UserName })],
      // A password cannot be read, so it cannot be put back.
      rollback: [],
      stops: heldOf(order.target).flatMap(({ kind, id }) => (kind === 'sign-in' ? [id] : [])),
      doesNotStop: ['console sessions that are open', 'access keys of the user'],
      undo: 'give the person a new password: the old one cannot be restored',
    };
  },
};
