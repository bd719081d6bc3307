import { byText } from '../../lib/by-text.ts';
import { actionKinds, type Plan, type PlanAction, type PlanPhase } from '../../model/containment.ts';
import type { DeciderOf } from '../../model/iam.ts';
import { idOf, type Order } from '../actions/action-maker.ts';
import { CUT_OFF_MARGIN_SECONDS, PROPAGATION_SECONDS } from '../policies.ts';
import type { Situation } from '../situation.ts';
import { ordersForDoors } from './door-orders.ts';
import { endedForGood, ordersFor, type PhasedOrder, type PhaseNumber, type Timing } from './orders.ts';
import { frozenFromAbove } from './freeze-from-above.ts';
import { keepUntil } from './keep-until.ts';
import { makeActions } from './make-actions.ts';
import { sceneOf } from './scene.ts';
import { surveyReach } from './survey.ts';

/**
 * The plan: what must stop at once because it mints or can take denies away, then cut-offs that nothing alive can outrun.
 * Without decisions of IAM it rests on what was seen.
 */
export async function makePlan(situation: Situation, deciderOf: DeciderOf | null): Promise<Plan> {
  const scene = sceneOf(situation);
  const timing = timingOf(situation);
  const horizon = { cutOff: timing.cutOffs[1], until: timing.cutOffs[2] };
  const reached = await surveyReach(situation, situation.snapshot === null ? null : deciderOf, horizon);
  const plight = { situation, timing, endedForGood: endedForGood(reached, situation) };
  const wanted = [ordersForDoors(reached, plight), ...reached.map((each) => ordersFor(each, plight))];
  const residual = [...wanted.flatMap((each) => each.residual), ...situation.made.toReview];
  const orders = frozenFromAbove(
    wanted.flatMap((each) => each.orders),
    reached,
    { plight, scene },
  );
  const phased = makeActions(inPhases(orders), { scene, timing, residual });
  return {
    asOf: situation.asOf,
    targets: situation.targets,
    compromised: situation.compromised,
    phases: phasesOf(phased, keepUntil(situation, reached, timing)),
    proof: null,
    residual: [...new Set(residual)],
  };
}

function timingOf({ asOf, seenUntil }: Situation): Timing {
  const first = asOf + CUT_OFF_MARGIN_SECONDS;
  const apart = PROPAGATION_SECONDS + CUT_OFF_MARGIN_SECONDS;
  return { cutOffs: [first, first + apart, first + 2 * apart], seenUntil };
}

/** What nobody has to wait for goes with the first phase; alone, it is revoking and nothing else. */
function inPhases(orders: readonly PhasedOrder[]): PhasedOrder[] {
  const isFreezing =
    orders.some(({ phase, atOnce }) => phase === 0 && atOnce === undefined) || orders.some(({ phase }) => phase === 1);
  const settled = orders.map((each) =>
    each.atOnce === true && !isFreezing ? { ...each, phase: 1 as PhaseNumber } : each,
  );
  const rank = ({ order }: PhasedOrder): number => firstThings.indexOf(order.kind) + 1 || 99;
  return merged(settled).toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      actionKinds.indexOf(a.order.kind) - actionKinds.indexOf(b.order.kind) ||
      byText(a.order.target, b.order.target),
  );
}

/** Seeing again comes first, then the keys that everything goes back to. */
const firstThings: readonly Order['kind'][] = [
  'restore-trail',
  'deactivate-access-key',
  'deny-by-scp',
  'deny-role',
  'deny-user',
];

/** One service control policy an account; nothing is ordered twice. */
function merged(orders: readonly PhasedOrder[]): PhasedOrder[] {
  const byId = new Map<string, PhasedOrder>();
  for (const each of orders) {
    const id = `${each.phase} ${idOf(each.order)}`;
    const known = byId.get(id);
    if (known === undefined) byId.set(id, each);
    else if (each.order.kind === 'deny-by-scp') {
      const arns = [...new Set([...known.order.arns, ...each.order.arns])];
      const userIds = [...new Set([...known.order.userIds, ...each.order.userIds])];
      const people = [...new Set([...known.order.people, ...each.order.people])];
      const reason =
        known.order.reason === each.order.reason ? known.order.reason : `${known.order.reason}; ${each.order.reason}`;
      byId.set(id, { ...known, order: { ...known.order, arns, userIds, people, reason } });
    }
  }
  return [...byId.values()];
}

function phasesOf([first, second, third]: readonly (readonly PlanAction[])[], keep: string | null): PlanPhase[] {
  const wait = (actions: readonly PlanAction[]): number => (actions.length === 0 ? 0 : PROPAGATION_SECONDS);
  const again = 'Scan again: no new token may hang below what is compromised.';
  return [
    {
      name: 'stop re-minting',
      actions: first!,
      waitSeconds: wait(first!),
      checks: first!.length === 0 ? [] : [again],
      window: null,
    },
    {
      name: 'revoke',
      actions: second!,
      waitSeconds: wait(second!),
      checks: second!.length === 0 ? [] : [again],
      window: null,
    },
    { name: 'clean up', actions: third!, waitSeconds: 0, checks: [], window: null },
    { name: 'verify', actions: [], waitSeconds: 0, checks: verification(keep), window: null },
  ];
}

const verification = (keep: string | null): string[] => [
  'Scan again after 15 minutes (CloudTrail delivers late), all regions: every call of these credentials must be denied, and none may mint.',
  'GetCallerIdentity answers a dead token too: it proves nothing.',
  ...(keep === null ? [] : [keep]),
];
