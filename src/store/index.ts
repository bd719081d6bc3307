export { openCase, type Case } from './case.ts';
export { collectGarbage } from './collect-garbage.ts';
export type { Range } from './ledger.ts';
export type { Kept, KeptArray } from './kept.ts';
export { readParquet } from './parquet.ts';
