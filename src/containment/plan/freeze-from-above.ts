import { accountOfArn, partitionOfArn } from '../../lib/arn.ts';
import { groupBy } from '../../lib/add-to.ts';
import { orderOf, type Order, type Scene } from '../actions/action-maker.ts';
import { denyByScp } from '../actions/deny-by-scp.ts';
import type { PhasedOrder, Plight } from './orders.ts';
import type { Reached } from './survey.ts';

/** From so many on, one policy that holds for all at once beats one each: roles that take turns have to stop together. */
const MANY = 3;

/** More ARNs than this do not fit into 5,120 characters. */
const MOST_NAMES = 100;

interface Around {
  readonly plight: Plight;
  readonly scene: Scene;
}

/**
 * One service control policy an account in place of its freezes, where that is better: many principals take turns, or one of
 * them could take a deny on a role away while it is put. Not where somebody within reach governs the organization's policies.
 */
export function frozenFromAbove(
  orders: readonly PhasedOrder[],
  reached: readonly Reached[],
  around: Around,
): readonly PhasedOrder[] {
  const changers = new Set(reached.flatMap(({ arn, changesIam }) => (changesIam ? [arn] : [])));
  const federating = new Set(reached.flatMap(({ arn, federates }) => (federates ? [arn] : [])));
  const freezes = groupBy(
    orders.filter(({ phase, order }) => phase === 0 && order.isFreeze),
    ({ order }) => accountOfArn(order.target) ?? '',
  );
  const replaced = new Set<PhasedOrder>();
  const policies: PhasedOrder[] = [];
  for (const [accountId, ofAccount] of freezes) {
    if (!isBetter(ofAccount, changers) || isGoverned(accountId, changers, around)) continue;
    const byWeight = ofAccount.toSorted(
      (a, b) => Number(changers.has(b.order.target)) - Number(changers.has(a.order.target)),
    );
    // As many as the policy has room for; the others are frozen one by one.
    for (let fitting = Math.min(byWeight.length, MOST_NAMES); fitting > 0; fitting--) {
      const taken = byWeight.slice(0, fitting);
      const policy = policyFor(accountId, taken, federating);
      if (denyByScp.make(policy, around.scene) === null) continue;
      for (const each of taken) replaced.add(each);
      policies.push({ phase: 0, order: policy });
      break;
    }
  }
  return [...orders.filter((each) => !replaced.has(each)), ...policies];
}

const isBetter = (freezes: readonly PhasedOrder[], changers: ReadonlySet<string>): boolean =>
  freezes.length >= MANY || freezes.some(({ order }) => changers.has(order.target));

/** Whether somebody within reach could take the policy away again. */
function isGoverned(accountId: string, changers: ReadonlySet<string>, { plight: { situation } }: Around): boolean {
  const organization = situation.snapshot?.accounts.find((each) => each.accountId === accountId)?.organization;
  const management = organization?.managementAccountId ?? null;
  return management === null || [...changers].some((arn) => accountOfArn(arn) === management);
}

function policyFor(accountId: string, freezes: readonly PhasedOrder[], federating: ReadonlySet<string>): Order {
  const orders = freezes.map(({ order }) => order);
  const targets = (kind: Order['kind']): string[] =>
    orders.flatMap((order) => (order.kind === kind ? [order.target] : [])).toSorted();
  const names = orders.length === 1 ? 'one principal' : `${orders.length} principals at once`;
  return orderOf({
    kind: 'deny-by-scp',
    target: accountId,
    reason: `${names}, whenever issued, until cut-offs take this one's place: from above, where nobody in the account takes it away (${orders[0]!.reason})`,
    cutOff: orders[0]!.cutOff,
    arns: [...targets('deny-role'), ...federationOf(targets('deny-user').filter((arn) => federating.has(arn)))],
    sessionsOf: targets('deny-user'),
    isFreeze: true,
  });
}

/** `aws:PrincipalArn` of a federation token is its own, under any name that the caller chose, and nothing in it tells the user. */
const federationOf = (userArns: readonly string[]): string[] => [
  ...new Set(userArns.map((arn) => `arn:${partitionOfArn(arn)}:sts::${accountOfArn(arn)}:federated-user/*`)),
];
