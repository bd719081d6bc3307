import type { z } from 'zod';
import { formatTime } from '../lib/time.ts';
import type { Plan, PlanAction, planSchema } from '../model/containment.ts';

/** `stemma contain --format json`. */
export function planJson(plan: Plan): z.infer<typeof planSchema> {
  return {
    schemaVersion: 1,
    asOf: formatTime(plan.asOf),
    target: { ...plan.targets[0]! },
    targets: plan.targets.map((target) => ({ ...target })),
    compromised: [...plan.compromised],
    phases: plan.phases.map(({ name, actions, waitSeconds, checks, window }) => ({
      name,
      actions: actions.map(actionJson),
      waitSeconds,
      checks: [...checks],
      window: window === null ? null : window.map((each) => ({ ...each, can: [...each.can] })),
    })),
    proof:
      plan.proof === null
        ? null
        : {
            result: plan.proof.result,
            remaining: plan.proof.remaining.map((each) => ({ ...each, can: [...each.can] })),
            assumptions: [...plan.proof.assumptions],
          },
    residual: [...plan.residual],
  };
}

function actionJson(action: PlanAction): z.infer<typeof planSchema>['phases'][number]['actions'][number] {
  return {
    id: action.id,
    kind: action.kind,
    accountId: action.accountId,
    target: action.target,
    api: action.calls.map(({ service, operation }) => `${service}:${operation}`),
    policy:
      action.policy === null
        ? null
        : { Version: action.policy.Version, Statement: action.policy.Statement.map((each) => ({ ...each })) },
    stops: [...action.stops],
    doesNotStop: [...action.doesNotStop],
    collateral: { sessions: action.collateral.sessions, principals: [...action.collateral.principals] },
    reason: action.reason,
    rollback: action.undo,
  };
}
