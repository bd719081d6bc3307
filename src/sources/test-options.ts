import type { SourceOptions } from './source.ts';

/** For tests: what sources ask for that are queried. */
export const queryOptions: Pick<
  SourceOptions,
  'now' | 'env' | 'tell' | 'maxScanBytes' | 'readParquet' | 'lookSeconds' | 'statesUnder'
> = {
  now: () => 1_800_000_000,
  env: {},
  tell: () => undefined,
  maxScanBytes: null,
  lookSeconds: null,
  statesUnder: async () => new Map(),
  readParquet: () => (async function* () {})(),
};
