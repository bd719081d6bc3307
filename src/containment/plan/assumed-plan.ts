import { UsageError } from '../../lib/errors.ts';
import { nearestWord } from '../../lib/did-you-mean.ts';
import { actionKinds, type ActionKind, type Plan, type PlanAction, type PlanPhase } from '../../model/containment.ts';
import { orderOf, type Scene } from '../actions/action-maker.ts';
import { actions } from '../actions/index.ts';
import { CUT_OFF_MARGIN_SECONDS, PROPAGATION_SECONDS } from '../policies.ts';
import type { Situation } from '../situation.ts';
import { targetOf } from './assumed-target.ts';
import { sceneAfter, sceneOf } from './scene.ts';

/** A plan that somebody else made, to be judged: `deactivate-access-key:AKIA…`, `revoke-role-sessions:arn:…`, one after another, each waited for. */
export function assumedPlan(situation: Situation, assumed: readonly string[]): Plan {
  const before: PlanAction[] = [];
  const scene = sceneAfter(sceneOf(situation), before);
  const phases = assumed.map((each, i): PlanPhase => {
    const cutOff = situation.asOf + CUT_OFF_MARGIN_SECONDS + i * (PROPAGATION_SECONDS + CUT_OFF_MARGIN_SECONDS);
    const action = assumedAction(each, cutOff, scene);
    before.push(action);
    return {
      name: 'revoke',
      actions: [action],
      waitSeconds: PROPAGATION_SECONDS,
      checks: [],
      window: null,
    };
  });
  const { asOf, targets, compromised } = situation;
  return { asOf, targets, compromised, phases, proof: null, residual: [] };
}

function assumedAction(text: string, cutOff: number, scene: Scene): PlanPhase['actions'][number] {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const kind = actionKinds.find((each) => each === name);
  if (kind === undefined || colon < 0) {
    const nearest = nearestWord(name, actionKinds);
    throw new UsageError(
      `--assume ${text}: not an action${nearest === null ? '' : `; did you mean ${nearest}?`}`,
      `write <kind>:<target>; kinds are ${actionKinds.join(', ')}`,
    );
  }
  const maker = actions.find((each) => each.kind === kind)!;
  const target = targetOf(text.slice(colon + 1), maker.target, scene.situation);
  const made = maker.make(orderFor(kind, target, cutOff, scene), scene);
  if (made === null) throw new UsageError(`--assume ${text}: cannot be done to that target`);
  return made;
}

function orderFor(kind: ActionKind, target: string, cutOff: number, { heldOf }: Scene): ReturnType<typeof orderOf> {
  const userIds = heldOf(target).flatMap(({ userId }) => (userId === null ? [] : [userId]));
  return orderOf({ kind, target, cutOff, reason: 'assumed', userIds: [...new Set(userIds)].toSorted() });
}
