import type { Coverage } from '../../model/coverage.ts';
import type { Finding } from '../../model/finding.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { Posture } from '../../model/posture.ts';
import type { PrivilegesOf } from './token-privileges.ts';

/** All that is known of a case at one moment. */
export interface Judgement {
  readonly lineage: Lineage;
  readonly findings: readonly Finding[];
  /** 1 for each suspicious credential. */
  readonly suspicious: Uint8Array;
  readonly coverage: Coverage;
  readonly version: string;
  /** What is known of the accounts' IAM; null without a snapshot. */
  readonly iam?: JudgedIam | null;
}

export interface JudgedIam {
  readonly posture: Posture;
  readonly privilegesOf: PrivilegesOf;
}
