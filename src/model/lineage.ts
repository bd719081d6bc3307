import type { CaseFacts } from './facts.ts';

/** A moment inside the program: seconds since 1970, UTC. ISO text exists only at the edges. */
export type EpochSeconds = number;

export const originKinds = [
  'access-key',
  'root-user',
  'iam-user',
  'console',
  'ec2-instance',
  'lambda-function',
  'ecs-task',
  'eks-pod',
  'aws-service',
  'saml',
  'web-identity',
  'identity-center',
  'roles-anywhere',
  'cognito',
  'account',
  'unknown',
] as const;
export type OriginKind = (typeof originKinds)[number];

/** What a lineage goes back to. `inferred` where no issuance record says so, only the session context of its uses. */
export interface Origin {
  readonly kind: OriginKind;
  readonly id: string;
  readonly accountId: string | null;
  readonly userName: string | null;
}

/**
 * What the lineages of a case go back to, one element each, in the order of their first root's key. `kind` is a position in
 * `originKinds`; the others are codes into `facts.texts`, 0 for null.
 */
export interface OriginTable {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly id: Uint32Array;
  readonly accountId: Uint32Array;
  readonly userName: Uint32Array;
}

/** How a parent is known. Codes of `CredentialTable.parentBasis`. */
export const parentBases = [null, 'signed', 'shared-event', 'session'] as const;
export type ParentBasis = (typeof parentBases)[number];
export const BASIS_SIGNED = 1;
export const BASIS_SHARED_EVENT = 2;
/** The child is another key of the parent's session, not minted by a call of the parent's. */
export const BASIS_SESSION = 3;

/** Lists of rows by credential: those of `i` are `items` from `starts[i]` up to `starts[i + 1]`. */
export interface Adjacency {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

/**
 * All credentials of a case, one element each, in the order of their access key ids. Text columns hold codes into
 * `facts.texts`; times are epoch seconds with 0 for unknown; flags are `FLAG_…`; -1 is "none" in every index column.
 */
export interface CredentialTable {
  readonly length: number;
  readonly accessKeyId: Uint32Array;
  /** 1 for temporary, 0 for long-term. */
  readonly temporary: Uint8Array;
  /** Row in `facts.issuances` that the credential is described by (the caller's copy where there are two), -1 if none. */
  readonly issuance: Int32Array;
  readonly parent: Int32Array;
  readonly parentBasis: Uint8Array;
  readonly depth: Uint32Array;
  /** Position in `Lineage.origins`. */
  readonly origin: Uint32Array;
  /** 1 where the origin is inferred. */
  readonly originInferred: Uint8Array;
  readonly forwarded: Uint8Array;
  readonly issuedAt: Uint32Array;
  readonly expiresAt: Uint32Array;
  readonly live: Uint8Array;
  readonly mfa: Uint8Array;
  readonly accountId: Uint32Array;
  readonly principalId: Uint32Array;
  readonly principalArn: Uint32Array;
  readonly roleArn: Uint32Array;
  readonly sessionName: Uint32Array;
  readonly sourceIdentity: Uint32Array;
  readonly userName: Uint32Array;
  readonly firstUsed: Uint32Array;
  readonly lastUsed: Uint32Array;
  readonly uses: Uint32Array;
  readonly errors: Uint32Array;
  /** Row in `facts.controls` of the change that covers it, -1 if none. */
  readonly revokedBy: Int32Array;
}

/** The family tree of every token of a case, as of one moment. Built by `lineage/`, read by rules, reports and plans. */
export interface Lineage {
  readonly asOf: EpochSeconds;
  readonly facts: CaseFacts;
  readonly credentials: CredentialTable;
  readonly origins: OriginTable;
  readonly children: Adjacency;
  /** Rows of `facts.issuances` that mint each credential: two where a cross-account call is logged in both accounts. */
  readonly issuancesOf: Adjacency;
  /** Rows of `facts.uses`, by `first`. */
  readonly usesOf: Adjacency;
  readonly identitiesOf: Adjacency;
  /** Rows of `facts.controls` that each credential signed, by time. */
  readonly controlsBy: Adjacency;
  /** Every credential once, parents before children. */
  readonly topDown: Uint32Array;
  /** Position of an access key id, -1 if the case has it not. */
  find(accessKeyId: string): number;
}
