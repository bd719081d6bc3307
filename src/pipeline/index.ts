// What scan and the commands that look at a case need. Jobs of a single command with rooms of their own have doors beside this
// one (containment/, hardening/, review/, snapshot/, synth/): nobody else waits until they are loaded.
export { makeAthenaTable, printedQuery, tableStatement, usualRegions } from './athena.ts';
export { loadConfig } from './config.ts';
export { checkConfig } from './config-check.ts';
export { initConfig } from './config-init.ts';
export { parseQuestion } from './explain.ts';
export { expiredSuppressions, type SuppressionState } from './suppressions.ts';
export { roles } from './roles.ts';
export { scan } from './scan.ts';
export type { ScanRequest } from './scan-request.ts';
export { watch, type Look } from './watch.ts';
export { findTrails, type TrailReport, type TrailsResult } from './trails.ts';
export { grantFor, grantNames, grantNotes, policyDocument } from './permissions.ts';
export { verify, type Verdict } from './verify.ts';
