export { planJson, scripts, type ApplyEvent } from '../containment/index.ts';
export {
  applyInCase,
  takeBackInCase,
  verifyInCase,
  type ApplyQuestion,
  type ApplyRequest,
  type Verification,
} from './apply.ts';
export { containCase, planContainment, provePlan, type Containment } from './contain.ts';
export { makeAthenaTable, printedQuery, tableStatement, usualRegions } from './athena.ts';
export { loadConfig } from './config.ts';
export { checkConfig } from './config-check.ts';
export { initConfig } from './config-init.ts';
export { checkTitles, harden } from './harden.ts';
export { parseQuestion } from './explain.ts';
export { expiredSuppressions, type SuppressionState } from './suppressions.ts';
export { review } from './review.ts';
export { roles } from './roles.ts';
export { scan } from './scan.ts';
export { writeBeside, writeTrail } from './synth.ts';
export { watch, type Look } from './watch.ts';
export { snapshotText, takeSnapshot } from './snapshot.ts';
export { findTrails, type TrailReport, type TrailsResult } from './trails.ts';
export { grantFor, grantNames, grantNotes, policyDocument } from './permissions.ts';
export { verify, type Verdict } from './verify.ts';
