import type { z } from 'zod';
import type { planSchema, Proof } from './containment.ts';
import type { Finding } from './finding.ts';
import type { EpochSeconds, OriginKind } from './lineage.ts';
import type {
  ReportControl,
  ReportCoverage,
  ReportCredential,
  ReportIssuance,
  ReportRole,
  ReportStanding,
  ReportSummary,
  ReportUse,
} from './report-view.ts';

/**
 * What the explorer's page is given, served or inside a report. Lists of tokens go as one array a column: a case may hold
 * a hundred thousand, and objects for each would cost a browser more than all else. Every text is neutral already
 * (`lib/neutralise.ts`): what cannot be seen is shown by its code. Times are epoch seconds, 0 for unknown.
 */
export interface ExplorerCase {
  readonly version: string;
  readonly asOf: EpochSeconds;
  /** Changes whenever the case does. */
  readonly revision: string;
  readonly coverage: ReportCoverage;
  readonly summary: ReportSummary;
  readonly standing: ReportStanding;
  /** The same in sentences, as every report has them. */
  readonly whoCanAct: string;
  /** In the order of danger: suspicious first, then by live tokens. */
  readonly origins: readonly ExplorerOrigin[];
  readonly findings: readonly ExplorerFinding[];
  /** What a snapshot says of roles, null without one. */
  readonly roles: readonly ReportRole[] | null;
  /** How old that snapshot is and what of it is not known, in sentences; none without one. */
  readonly snapshotNotes: readonly string[];
  readonly controls: readonly ExplorerControl[];
  /** What commands that ask the same case have to name, each option after a blank; null where the case is not kept. */
  readonly askWith: string | null;
}

export interface ExplorerOrigin {
  readonly kind: OriginKind;
  readonly id: string;
  readonly accountId: string | null;
  readonly userName: string | null;
  /** With its long-term keys, which are credentials and no tokens. */
  readonly credentials: number;
  readonly tokens: number;
  /** Tokens. */
  readonly live: number;
  /** Credentials. */
  readonly suspicious: number;
  readonly suspiciousTokens: number;
  /** Of suspicious tokens, as in `ReportStanding`. */
  readonly acting: number;
  readonly heldBack: number;
  readonly unended: number;
  /** Access keys of it that are active, and that are suspicious or have minted what is. */
  readonly activeKeys: number;
  readonly depth: number;
  /** First issuance or use that the case knows, and the last. */
  readonly first: EpochSeconds;
  readonly last: EpochSeconds;
  /** Positions in `findings` of those about it, and of those that name a credential of it: worst first. */
  readonly findings: readonly number[];
}

/** Tokens are named by their position in `ExplorerTokens`. */
export interface ExplorerFinding extends Omit<Finding, 'credentials' | 'firstSeen' | 'lastSeen'> {
  readonly tokens: readonly number[];
  /** Position in `ExplorerCase.origins`, -1 for none. */
  readonly lineage: number;
  readonly firstSeen: EpochSeconds;
  readonly lastSeen: EpochSeconds;
}

export interface ExplorerControl extends Omit<ReportControl, 'at'> {
  readonly at: EpochSeconds;
}

export const TOKEN_TEMPORARY = 1;
export const TOKEN_LIVE = 2;
export const TOKEN_SUSPICIOUS = 4;
export const TOKEN_FORWARDED = 8;
export const TOKEN_INFERRED = 16;
export const TOKEN_MFA = 32;
export const TOKEN_NO_MFA = 64;
/** Another key of its parent's session: no call of the parent's minted it. */
export const TOKEN_SAME_SESSION = 128;

/**
 * All credentials, by origin in the order of `ExplorerCase.origins`, parents before children. Text columns hold codes into
 * `texts`, 0 for null.
 */
export interface ExplorerTokens {
  readonly texts: readonly string[];
  readonly accessKeyId: readonly string[];
  /** Position of the parent, -1 for none. */
  readonly parent: readonly number[];
  /** Position in `ExplorerCase.origins`. */
  readonly origin: readonly number[];
  /** Bits of `TOKEN_…`. */
  readonly flags: readonly number[];
  readonly role: readonly number[];
  readonly session: readonly number[];
  readonly user: readonly number[];
  readonly account: readonly number[];
  readonly issuedBy: readonly number[];
  readonly issuedFrom: readonly number[];
  readonly issuedAt: readonly number[];
  readonly expiresAt: readonly number[];
  readonly firstUsed: readonly number[];
  readonly lastUsed: readonly number[];
  readonly uses: readonly number[];
  readonly errors: readonly number[];
  /** Position in `revocations` plus 1. */
  readonly revoked: readonly number[];
  readonly revocations: readonly { readonly at: EpochSeconds; readonly by: string | null; readonly how: string }[];
  /** Addresses that it was used from: those of token `i` are `addresses` up to `addressEnds[i]`. */
  readonly addressEnds: readonly number[];
  readonly addresses: readonly number[];
}

/** Who can assume which role by the snapshot, one array a column; text columns are codes into `texts`, 0 for null. */
export interface ExplorerWays {
  readonly texts: readonly string[];
  /** ARN of a role or user, a service's principal, a provider's ARN, `arn:aws:iam::<account>:root`, or `*`. */
  readonly from: readonly number[];
  /** ARN of a role. */
  readonly to: readonly number[];
  /** 1 where it depends on `conditions`. */
  readonly depends: readonly number[];
  readonly conditions: readonly number[];
  /** What grants it, in words. */
  readonly basis: readonly number[];
  /** Ways that a small file had no room for. */
  readonly leftOut: number;
}

/** Uses of the tokens from `start` on, those of the `i`th up to `ends[i]`. One row an hour, client and service. */
export interface ExplorerUses {
  readonly start: number;
  readonly ends: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly count: readonly number[];
  readonly errors: readonly number[];
}

/** All that is known of one credential. */
export interface ExplorerToken {
  readonly row: ReportCredential;
  readonly issuance: ReportIssuance | null;
  readonly uses: readonly ReportUse[];
}

/**
 * What a report that is one file carries besides case and tokens, so that every page of it opens: one element a token, in
 * the order of `ExplorerTokens`; text columns are codes into `texts`, 0 for null.
 */
export interface ExplorerDetails {
  readonly texts: readonly string[];
  readonly principal: readonly number[];
  readonly sourceIdentity: readonly number[];
  /** Position in `parentBases`. */
  readonly basis: readonly number[];
  readonly agent: readonly number[];
  readonly privileges: readonly number[];
  readonly whyPrivileged: readonly number[];
  /** Event ids of the issuance, joined by blanks. */
  readonly evidence: readonly string[];
  readonly requestID: readonly string[];
  readonly source: readonly number[];
  readonly region: readonly number[];
  readonly externalId: readonly number[];
  readonly sessionPolicy: readonly number[];
  /** Those of token `i` are the rows up to `useEnds[i]`; times are told from the row before, the first of a token from its issue. */
  readonly useEnds: readonly number[];
  readonly uses: {
    readonly [
      Column in 'first' | 'span' | 'count' | 'errors' | 'address' | 'agent' | 'source' | 'region' | 'name'
    ]: readonly number[];
  };
  /** Tokens whose uses were left out to keep the file small: the last ones, which are the least suspicious. */
  readonly withoutUses: number;
}

/** A containment plan as `stemma contain --format json` writes it. */
export type ExplorerPlan = z.infer<typeof planSchema>;

export const scriptForms = ['aws-cli', 'rollback', 'terraform', 'json', 'runbook'] as const;

/** A plan in a form that people take along: what calls it, what takes it back, what reads it. */
export interface ExplorerScript {
  readonly form: (typeof scriptForms)[number];
  /** What it is saved as: `contain.sh`. */
  readonly file: string;
  readonly text: string;
}

/** A plan in a report that is one file, with the answers that there is no prover for. */
export interface ExplorerKeptPlan {
  /** Id of a credential, origin or finding, as it is shown. */
  readonly target: string;
  readonly plan: ExplorerPlan;
  /** Of the whole plan. */
  readonly scripts: readonly ExplorerScript[];
  /** What is left to the attacker without these actions (ids): without each by itself, and without all. */
  readonly without: readonly { readonly off: readonly string[]; readonly proof: Proof }[];
}
