import { CONTAINMENT_POLICY, denyIssued } from '../policies.ts';
import { accountOf, idOf, type ActionMaker } from './action-maker.ts';
import { putDeny } from './put-deny.ts';

export const denyUserTokens: ActionMaker = {
  kind: 'deny-user-tokens',
  says: 'Denies the sessions of a user that were issued before a time: GetSessionToken, GetFederationToken, console.',
  target: 'user',
  make(order, scene) {
    const document = denyIssued(order.cutOff, order.since);
    const put = putDeny({ arn: order.target, policyName: CONTAINMENT_POLICY, document }, scene);
    if (put === null) return null;
    const isCovered = ({ issuedAt, isLongTerm }: { issuedAt: number | null; isLongTerm: boolean }): boolean =>
      !isLongTerm && (issuedAt === null || (issuedAt < order.cutOff && issuedAt >= (order.since ?? 0)));
    return {
      ...put,
      ...scene.coverage(isCovered, [order.target]),
      id: idOf(order),
      kind: order.kind,
      accountId: accountOf(order.target),
      target: order.target,
      cutOff: order.cutOff,
      doesNotStop: ['access keys of the user: their calls carry no issue time', 'sessions of roles that these assumed'],
      reason: order.reason,
    };
  },
};
