export { openCase, type Added, type Case } from './case.ts';
export type { OpenOptions } from './database.ts';
export type { Range } from './ledger.ts';
