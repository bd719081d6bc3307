export type { FileVerdict, Verdict } from './verdict.ts';
export { deliveredAt, NO_SUCH_NAME, verifyTrail, type KeysOf } from './verify-trail.ts';
