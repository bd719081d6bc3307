import type { z } from 'zod';
import type { ControlKind } from './facts.ts';
import type { Finding } from './finding.ts';
import type { AssumeEdge } from './posture.ts';
import type {
  coverageSchema,
  credentialSchema,
  originSchema,
  reportSchema,
  roleSchema,
  summarySchema,
} from './report.ts';

export type Report = z.infer<typeof reportSchema>;
export type ReportCredential = z.infer<typeof credentialSchema>;
/** What a list says of a credential. */
export type CredentialInBrief = Pick<
  ReportCredential,
  | 'accessKeyId'
  | 'kind'
  | 'issuedBy'
  | 'parent'
  | 'accountId'
  | 'principalArn'
  | 'roleArn'
  | 'sessionName'
  | 'userName'
  | 'issuedAt'
  | 'expiresAt'
  | 'forwarded'
  | 'live'
  | 'revoked'
  | 'suspicious'
  | 'findings'
> & { readonly origin: Pick<ReportCredential['origin'], 'kind' | 'id'> };
export type ReportOrigin = z.infer<typeof originSchema>;
export type ReportRole = z.infer<typeof roleSchema>;
export type ReportCoverage = z.infer<typeof coverageSchema>;
export type ReportSummary = z.infer<typeof summarySchema>;

/**
 * The one read model of every report and of the explorer. A case may hold a million tokens: rows are made when they are
 * asked for, and a report that lists all of them walks `credentials()` once.
 */
export interface ReportView {
  readonly version: string;
  readonly asOf: string;
  readonly coverage: ReportCoverage;
  readonly summary: ReportSummary;
  /**
   * Those first by which somebody can act: by a suspicious token, by an active key behind such tokens, maybe by one whose end is not known.
   * Then the most suspicious, the most alive, by id. Made when it is asked for.
   */
  readonly origins: readonly ReportOrigin[];
  /** The origin of one credential, without making the list of all. */
  originOf(accessKeyId: string): ReportOrigin | null;
  /** Access key ids of all credentials, and ids of all origins. */
  knownIds(): Iterable<string>;
  /** ARNs of roles that credentials of the case are of. */
  rolesSeen(): readonly string[];
  readonly roles: readonly ReportRole[] | null;
  /** Every way to a session of a role that the snapshot allows; null without one. */
  readonly ways: readonly AssumeEdge[] | null;
  /** The IAM snapshot that `roles` and privileges rest on; null without one. */
  readonly iam: ReportIam | null;
  /** Worst first, then by `firstSeen`, then by id. */
  readonly findings: readonly Finding[];
  /** Temporary credentials that services hold to act for a principal. */
  readonly forwarded: number;
  /** Long-term keys among the suspicious credentials that the summary counts; the others are tokens. */
  readonly suspiciousKeys: number;
  readonly standing: ReportStanding;
  /** Whether a token is suspicious, lives, and is not held back: see `ReportStanding`. */
  acts(accessKeyId: string): boolean;
  /**
   * All credentials, or some, in the order of origin, then top down by issue time: a tree can be printed as it comes. A row
   * that is not asked for is not made.
   */
  credentials(only?: CredentialChoice): Iterable<ReportCredential>;
  /** The same credentials in the same order, for lists: whole rows take longer to make. */
  inBrief(only?: CredentialChoice): Iterable<CredentialInBrief>;
  credential(accessKeyId: string): ReportCredential | null;
  /** Access key ids of those that it minted, by issue time. */
  children(accessKeyId: string): readonly string[];
  /** Details of the issuance that the report's JSON does not carry, for the XLSX and the explorer; null if not logged. */
  issuance(accessKeyId: string): ReportIssuance | null;
  /** What a credential did, by time: one row an hour, client, service and activity. */
  uses(accessKeyId: string): readonly ReportUse[];
  /** Changes of credentials, trust, permissions and the trail, by time. */
  controls(): Iterable<ReportControl>;
}

/** Who is still in. Suspicious tokens are counted, each in one of the first three. */
export interface ReportStanding {
  /** Live, and nothing that was logged holds them back. */
  readonly acting: number;
  /** Live, but revoked: a logged change covers them, has had the time to hold, and they signed nothing since. */
  readonly heldBack: number;
  /** May be good yet, though no record says so: the logs do not tell when they end. */
  readonly unended: number;
  /** Access keys that are active, and that are suspicious or have minted what is. */
  readonly activeKeys: number;
  /** How many acted when the newest record was written; null where the moment is not after it. What came since was not read. */
  readonly atLogEnd: number | null;
}

export interface ReportUse {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly errors: number;
  readonly sourceIPAddress: string | null;
  readonly userAgent: string | null;
  readonly eventSource: string | null;
  readonly awsRegion: string | null;
  readonly invokedBy: string | null;
  /** The name of the first call. */
  readonly eventName: string | null;
  readonly firstEventID: string | null;
  readonly lastEventID: string | null;
}

export interface ReportControl {
  readonly at: string;
  readonly kind: ControlKind;
  readonly eventName: string;
  readonly eventID: string;
  readonly accountId: string | null;
  readonly actorAccessKeyId: string | null;
  /** ARN of the principal, else the service. */
  readonly actor: string | null;
  readonly sourceIPAddress: string | null;
  readonly targetAccessKeyId: string | null;
  readonly targetUserName: string | null;
  readonly targetRoleName: string | null;
  readonly target: string | null;
  readonly policyName: string | null;
}

/** Which credentials are asked for: those of which all that is given is so. */
export interface CredentialChoice {
  readonly origin?: { readonly kind: string; readonly id: string } | undefined;
  /** The id of an origin of whatever kind. */
  readonly originId?: string | undefined;
  readonly roleArn?: string | undefined;
  /** Temporary and live, or not. */
  readonly liveToken?: boolean | undefined;
  readonly suspicious?: boolean | undefined;
}

export interface ReportIam {
  /** Null where the snapshot does not say. */
  readonly takenAt: string | null;
  /** The snapshot names no time itself: it is that of its file. */
  readonly isFileTime?: true | undefined;
  /** It was taken before the newest record that was read: later changes do not show. */
  readonly isOlder: boolean;
  readonly problems: readonly { readonly source: string; readonly reason: string }[];
}

export interface ReportIssuance {
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly awsRegion: string | null;
  readonly requestID: string | null;
  readonly eventID: string;
  readonly externalId: string | null;
  readonly sessionPolicy: string | null;
}
