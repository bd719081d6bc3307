import type { AwsRanges } from '../lib/aws-ranges.ts';
import type { Advice } from '../model/advice.ts';
import type { Config } from '../model/config.ts';
import type { Coverage } from '../model/coverage.ts';
import type { Severity } from '../model/finding.ts';
import type { IamSnapshot } from '../model/iam.ts';
import type { Lineage } from '../model/lineage.ts';
import type { Posture } from '../model/posture.ts';
import type { RoleUse } from './role-use.ts';
import type { KnownTrust } from './trusts.ts';

/** What is known of the accounts. Checks work on the case alone where they can, and better with the snapshot. */
export interface HardenRequest {
  readonly lineage: Lineage;
  readonly config: Config;
  /** 1 for each suspicious credential: what it did is nobody's reason to allow it. */
  readonly suspicious: Uint8Array;
  readonly awsRanges: AwsRanges;
  readonly coverage: Coverage;
  readonly iam: IamSnapshot | null;
  readonly posture: Posture | null;
}

/** What every check is given. Checks are pure: what is not in here does not exist for them. */
export interface CheckContext extends HardenRequest {
  /** Who assumed which role. */
  readonly roleUse: RoleUse;
  /** Trust policies that the snapshot or the logs tell. */
  readonly trusts: readonly KnownTrust[];
}

/** What a check says; `hardening/index.ts` adds which check it was. */
export type Found = Omit<Advice, 'check'>;

/** One file in `checks/`, one line in the table of `index.ts`, one page in `docs/checks/`. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** What it looks for, in one sentence. */
  readonly says: string;
  readonly severities: readonly Severity[];
  /** What kinds of document its advice may carry. */
  readonly documents: readonly ('trust' | 'identity' | 'scp' | 'template')[];
  advise(context: CheckContext): Iterable<Found>;
}
