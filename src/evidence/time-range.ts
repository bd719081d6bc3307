import type { EpochSeconds } from '../model/lineage.ts';

/** Records of `since` and after, before `until`, are read; the others are as if they were not there. */
export interface TimeRange {
  readonly since?: EpochSeconds | undefined;
  readonly until?: EpochSeconds | undefined;
}
