import type { privilegeLevels } from './report.ts';

export type PrivilegeLevel = (typeof privilegeLevels)[number];

/** One way to get a session of a role. */
export interface AssumeEdge {
  /** ARN of a role or user, a service's principal, a provider's ARN, `arn:aws:iam::<account>:root` of an account without snapshot, or `*`. */
  readonly from: string;
  /** ARN of a role. */
  readonly to: string;
  /** `depends`: the conditions say on what. */
  readonly decision: 'allowed' | 'depends';
  /** In words: `with MFA`, `with the external id "x"`, `from 203.0.113.0/24`. */
  readonly conditions: readonly string[];
  /** What grants it: `trust policy`, `trust policy and identity policy`, … */
  readonly basis: string;
}

export interface PrincipalPosture {
  readonly arn: string;
  readonly accountId: string;
  readonly kind: 'role' | 'user';
  readonly level: PrivilegeLevel;
  /** A sentence each. */
  readonly why: readonly string[];
  /** A session of it can obtain another session of it, directly or through others. */
  readonly exploitable: boolean;
  /** One shortest way round, from the role back to itself; null where there is none. */
  readonly cycle: readonly string[] | null;
  readonly cycleConditions: readonly string[];
  /** Anyone, or any principal of another account, can assume it without a condition; null for users. */
  readonly open: 'anyone' | 'account' | null;
  /** The foreign account where `open` is `account`. */
  readonly openTo: readonly string[];
  readonly maxSessionSeconds: number | null;
  /** Its sessions can assume every other role of its account that trusts any role or user there, of two or more; false for users. */
  readonly assumesAll: boolean;
  /** ARNs, or patterns of ARNs, of roles in other accounts that its sessions can, or may try to, assume. */
  readonly breaksOutTo: readonly string[];
}

/** What a snapshot says about who can assume and do what. */
export interface Posture {
  readonly takenAt: number | null;
  /** See `IamAccount`. */
  readonly isFileTime?: true | undefined;
  readonly principals: readonly PrincipalPosture[];
  readonly edges: readonly AssumeEdge[];
  /** Reported per policy, treated as unknown. */
  readonly problems: readonly { readonly source: string; readonly reason: string }[];
}
