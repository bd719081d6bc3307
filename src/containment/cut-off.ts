import { formatTime } from '../lib/time.ts';
import type { PlanAction } from '../model/containment.ts';
import type { EpochSeconds } from '../model/lineage.ts';

/**
 * The action with another cut-off: a plan is carried out later than it is made, and a cut-off has to lie ahead of its call,
 * by `CUT_OFF_MARGIN_SECONDS` or more. Never an earlier one: what was proven stays proven. Actions without cut-off stay as they are.
 */
export function withCutOff(action: PlanAction, cutOff: EpochSeconds): PlanAction {
  if (action.cutOff === null || cutOff <= action.cutOff) return action;
  const [before, after] = [formatTime(action.cutOff), formatTime(cutOff)];
  const moved = <T>(value: T): T => {
    if (typeof value === 'string') return (value === before ? after : value) as T;
    if (Array.isArray(value)) return value.map(moved) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, moved(each)])) as T;
  };
  return { ...action, cutOff, policy: moved(action.policy), calls: moved(action.calls) };
}
