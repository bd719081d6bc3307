import { CONTAINMENT_POLICY, denyIssued } from '../policies.ts';
import { type ActionMaker, basicsOf, issuedFor } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const denyUserTokens: ActionMaker = {
  kind: 'deny-user-tokens',
  says: 'Denies the sessions of a user that were issued before a time: GetSessionToken, GetFederationToken, console.',
  target: 'user',
  make(order, scene) {
    const document = denyIssued(order.cutOff, order.since);
    const put = putDeny({ arn: order.target, policyName: CONTAINMENT_POLICY, document }, scene);
    if (put === null) return null;
    const isOfTime = issuedFor(order);
    return {
      ...basicsOf(order),
      ...put,
      ...scene.coverage((signed) => !signed.isLongTerm && isOfTime(signed), [order.target]),
      cutOff: order.cutOff,
      doesNotStop: ['access keys of the user: their calls carry no issue time', 'sessions of roles that these assumed'],
      reason: order.reason,
    };
  },
};
