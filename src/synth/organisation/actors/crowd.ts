import type { EpochSeconds } from '../../../model/lineage.ts';

/** How many act, from when on, and how long they keep a token. */
export interface Crowd {
  readonly start: EpochSeconds;
  /** 1 for a small organisation. */
  readonly size: number;
  /** Calls with one token, on average. */
  readonly uses: number;
}
