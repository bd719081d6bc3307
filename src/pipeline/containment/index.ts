export { planJson, scripts, type ApplyEvent } from '../../containment/index.ts';
export {
  applyInCase,
  takeBackInCase,
  verifyInCase,
  type ApplyQuestion,
  type ApplyRequest,
  type Verification,
} from './apply.ts';
export { containCase, partOfPlan, planContainment, planJudged, type Containment } from './contain.ts';
export type { Judged } from '../review/judge.ts';
