/** The page over a case: served on this machine, or as the shell of a report. */
export { reportPage } from './server/assets.ts';
export { keepPlans } from './server/keep-plans.ts';
export type { Planned } from './server/plans.ts';
export { serve } from './server/serve.ts';
