/** From what an attacker holds to the plan that ends it, and the proof that it does. */
export { applyPlan, identify, newJournal, takeBack, type ApplyEvent, type ApplyOptions } from './apply.ts';
export { actions } from './actions/index.ts';
export { describeSituation } from './closure/describe-situation.ts';
export { withCutOff } from './cut-off.ts';
export { judgePlan } from './judge-plan.ts';
export { assumedPlan } from './plan/assumed-plan.ts';
export { makePlan } from './plan/make-plan.ts';
export { planJson } from './plan-json.ts';
export type { Situation } from './situation.ts';
export { scripts } from './scripts/index.ts';
export { stillActing, type StillActing } from './verify.ts';
