import type { NotRead } from '../model/coverage.ts';
import type { EpochSeconds } from '../model/lineage.ts';

/**
 * `valid`: as CloudTrail delivered it. `modified`: its content is not what its digest says. `missing`: a digest names it, and
 * it is not there. `forged`: a digest whose signature is not CloudTrail's. `unsigned`: nothing vouches for it.
 */
export type FileState = 'valid' | 'modified' | 'missing' | 'forged' | 'unsigned';

export interface FileVerdict {
  readonly kind: 'log' | 'digest';
  /** As the user names it; a missing file by the place that its digest names. */
  readonly source: string;
  readonly state: FileState;
  /** One clause; null where it is valid. */
  readonly reason: string | null;
  /** Nothing vouches for it because it is at an end of the chain, where that is usual. */
  readonly atEdge: boolean;
}

/** The digests of one trail in one region, that vouch for each other. */
export interface ChainVerdict {
  readonly accountId: string;
  readonly region: string;
  readonly trail: string;
  readonly backfill: boolean;
  readonly digests: number;
  readonly from: EpochSeconds | null;
  readonly to: EpochSeconds | null;
  /** What limits the answer: where the chain begins, what could not be asked. */
  readonly notes: readonly string[];
}

export interface Verdict {
  readonly files: readonly FileVerdict[];
  readonly chains: readonly ChainVerdict[];
  /** What could not be listed or read. */
  readonly unread: readonly NotRead[];
}
