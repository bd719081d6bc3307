import type { Readable } from 'node:stream';
import type { Threads } from '../evidence/index.ts';
import type { AwsOptions } from '../model/aws.ts';
import type { Config } from '../model/config.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { Question } from './explain.ts';
import type { Judged } from './review/judge.ts';
import type { Detail } from './review/recall.ts';
import type { VerifyOptions } from './unverified.ts';

export interface ScanRequest {
  readonly sources: readonly string[];
  readonly casePath: string;
  readonly config: Config;
  readonly asOf: EpochSeconds | 'last';
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
  /** Worker threads; 0 reads in this thread. */
  readonly workers: number;
  /** Those that were started for this scan, of a case that is not there yet (`ahead/`). The caller ends them. */
  readonly threads?: Threads | null;
  readonly version: string;
  readonly aws: AwsOptions;
  /** IAM snapshots to keep with the case, in place of what it has; none: as it is. */
  readonly iam?: readonly string[];
  /** Only calls that mint credentials, where a source can be asked for them. */
  readonly issuancesOnly: boolean;
  /** With it, for how long calls are asked for; null: until all are there. */
  readonly lookSeconds?: number | null;
  /** Given, log files are held against their digests; what is not verified is read, and marked. */
  readonly verify?: VerifyOptions | null;
  /** What the view must show where nothing is new; all if left out. */
  readonly detail?: Detail;
  /** A rule or finding to explain; null for none. */
  readonly explain: Question | null;
  /** Given, takes what was judged while the case is open: for plans, which need more of it than a view shows. */
  readonly onJudged?: ((judged: Judged) => Promise<void>) | undefined;
  readonly stdin: Readable;
  /** Where passwords and tokens of servers are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => EpochSeconds;
  /** Bytes of logs that queries which cost by them may read; null for no limit. */
  readonly maxScanBytes: number | null;
  /** Takes what the user should know though nothing is wrong. */
  readonly onNotice: (notice: string) => void;
  /** Files that are never input: the reports that will be written. */
  readonly outputs: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly files: number;
  readonly bytes: number;
  readonly events: number;
  /** Of what is new to the case; grows while folders are still being listed. */
  readonly totalFiles: number;
  readonly totalBytes: number;
}
