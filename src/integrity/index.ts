export type { FileVerdict, Verdict } from './verdict.ts';
export { verifyTrail, type KeysOf } from './verify-trail.ts';
