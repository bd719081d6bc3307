export { openCase, type Case } from './case.ts';
export type { Range } from './ledger.ts';
