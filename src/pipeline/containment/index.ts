export { planJson, scripts, type ApplyEvent } from '../../containment/index.ts';
export {
  applyInCase,
  takeBackInCase,
  verifyInCase,
  type ApplyQuestion,
  type ApplyRequest,
  type Verification,
} from './apply.ts';
export { containCase, planContainment, provePlan, type Containment } from './contain.ts';
