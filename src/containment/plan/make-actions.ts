import type { PlanAction } from '../../model/containment.ts';
import { orderOf, type Order, type Scene } from '../actions/action-maker.ts';
import { actions } from '../actions/index.ts';
import type { PhasedOrder, Timing } from './orders.ts';
import { sceneAfter } from './scene.ts';

const makers = new Map(actions.map((maker) => [maker.kind, maker]));

interface Around {
  readonly scene: Scene;
  readonly timing: Timing;
  /** Grows: what could not be done, and why. */
  readonly residual: string[];
}

/** What is made so far. */
interface Begun {
  readonly phased: readonly [PlanAction[], PlanAction[], PlanAction[]];
  readonly made: PlanAction[];
  /** By the principal or account that they freeze. */
  readonly freezes: Map<string, PlanAction>;
  /** Those of which nothing can take the place. */
  readonly staying: Set<PlanAction>;
}

/** The actions of each phase, made in the order in which they are carried out: each finds the room that those before it leave. */
export function makeActions(orders: readonly PhasedOrder[], around: Around): readonly (readonly PlanAction[])[] {
  const begun: Begun = { phased: [[], [], []], made: [], freezes: new Map(), staying: new Set() };
  const scene = sceneAfter(around.scene, begun.made);
  for (const each of settled(orders, scene)) makeNext(each, begun, { ...around, scene });
  const [first, second, third] = begun.phased;
  const lifts = [...begun.freezes.values()].flatMap((freeze) => liftOf(freeze, begun, around) ?? []);
  return [first.map((each) => (begun.staying.has(each) ? keptForGood(each) : each)), second, [...third, ...lifts]];
}

function makeNext({ phase, order }: PhasedOrder, begun: Begun, { scene, residual }: Around): void {
  const { target, kind } = order;
  const { made, freezes, staying } = begun;
  if (made.some((each) => each.kind === 'delete-user' && each.target === target)) return;
  const freeze = replacements.has(kind) ? (freezes.get(target) ?? null) : null;
  if (freeze !== null && staying.has(freeze)) return;
  const action = makers.get(kind)!.make(order, scene) ?? insteadOf(order, scene, freeze);
  if (action !== null) {
    made.push(action);
    begun.phased[phase].push(action);
    if (order.isFreeze && action.kind === kind) freezes.set(target, action);
  } else if (freeze === null) residual.push(whyNothing(order));
  else {
    staying.add(freeze);
    residual.push(whyItStays(order, freeze));
  }
}

/** By phase. A list of names that fits nowhere gives way to the cut-off of its role: to that which is ordered anyway, if one is. */
function settled(orders: readonly PhasedOrder[], scene: Scene): PhasedOrder[] {
  const sorted = orders.toSorted((a, b) => a.phase - b.phase);
  const frozen = new Set(orders.flatMap(({ order }) => (order.isFreeze ? [order.target] : [])));
  const cutOff = new Set(orders.flatMap(({ order }) => (order.kind === 'revoke-role-sessions' ? [order.target] : [])));
  const given = new Set(
    orders.flatMap(({ order }) =>
      order.kind === 'deny-role-session' &&
      !frozen.has(order.target) &&
      cutOff.has(order.target) &&
      makers.get(order.kind)!.make(order, scene) === null
        ? [order.target]
        : [],
    ),
  );
  return sorted.flatMap((each) => {
    if (!given.has(each.order.target)) return [each];
    return each.order.kind === 'deny-role-session' ? [] : [{ ...each, order: { ...each.order, since: null } }];
  });
}

/** What takes the place of a freeze, or ends with it what it leaves out. */
const replacements: ReadonlySet<Order['kind']> = new Set([
  'deny-user-tokens',
  'revoke-role-sessions',
  'deny-role-session',
]);

/** What does the same where it cannot be done; a freeze that stays does it as well, and destroys nothing. */
function insteadOf(order: Order, scene: Scene, freeze: PlanAction | null): PlanAction | null {
  if (freeze !== null) return null;
  if (order.kind === 'deny-user' || order.kind === 'deny-user-tokens') {
    const reason = `${order.reason}; no policy fits on the user any more (${quotas(order)}), so only deleting it is left`;
    return makers.get('delete-user')!.make({ ...order, kind: 'delete-user', reason }, scene);
  }
  // A list of names that is too long gives way to the cut-off.
  if (order.kind !== 'deny-role-session') return null;
  return makers.get('revoke-role-sessions')!.make({ ...order, kind: 'revoke-role-sessions' }, scene);
}

const whyNothing = (order: Order): string =>
  `${order.target}: ${order.reason}; ${whyNot[order.kind] ?? 'the policy does not fit on it'}`;

const whyItStays = (order: Order, { undo }: PlanAction): string =>
  `${order.target}: nothing fits beside its freeze (${quotas(order)}), so that stays, and no session works, new ones neither. Make room and plan again; or, once the last of what is compromised has expired, ${undo}`;

const keptForGood = (freeze: PlanAction): PlanAction => ({
  ...freeze,
  reason: `${freeze.reason}; but there is no room for that, so this one stays`,
});

const quotas = ({ target }: Order): string =>
  `${target.includes(':role/') ? '10,240' : '2,048'} characters inline, 10 attached`;

const whyNot: Partial<Record<Order['kind'], string>> = {
  'deactivate-access-key':
    'only root can switch its own key off, in the console or by AssumeRoot; ask AWS Support if that is not possible',
  'deny-by-scp':
    'only a service control policy could, and the snapshot knows no organization in which this is a member account; its sessions live until they expire',
  'narrow-trust': 'the trust policy would be longer than 2,048 characters: shorten it by hand',
  'disable-identity-provider': 'not a provider that stemma knows how to close',
};

/** Only a freeze that no cut-off takes the place of has to be lifted, and only where one holds beside it. */
function liftOf(freeze: PlanAction, { made, staying }: Begun, { scene, timing }: Around): PlanAction | null {
  const cutOff = made.find((each) => each.target === freeze.target && each.cutOff !== null);
  const isReplaced = freeze.kind !== 'deny-by-scp' && (cutOff === undefined || isSamePolicy(freeze, cutOff));
  if (isReplaced || staying.has(freeze)) return null;
  const reason = "the cut-off holds: what is issued from now on is nobody's but its owner's";
  const [, , cutOffThen] = timing.cutOffs;
  const order = orderOf({ kind: 'lift-freeze', target: freeze.id, reason, cutOff: cutOffThen, lifts: freeze });
  return makers.get('lift-freeze')!.make(order, scene);
}

/** Whether the second put overwrites what the first did: one inline policy of one principal. */
function isSamePolicy({ calls: [first] }: PlanAction, { calls: [second] }: PlanAction): boolean {
  return (
    first?.operation === second?.operation &&
    /^Put(Role|User)Policy$/.test(first?.operation ?? '') &&
    first?.parameters['PolicyName'] === second?.parameters['PolicyName']
  );
}
