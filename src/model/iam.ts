import type { EpochSeconds } from './lineage.ts';

/**
 * What is known of the IAM of one or more accounts, whichever way it was collected: read by posture, containment and
 * hardening. Documents are decoded JSON, never percent-encoded text. Unknown is null: never "none".
 */
export interface IamSnapshot {
  readonly accounts: readonly IamAccount[];
  /** What could not be read or understood, in words: its owner's questions are answered `depends`. */
  readonly problems: readonly IamProblem[];
}

export interface IamProblem {
  /** File, ARN or policy that the problem is in. */
  readonly source: string;
  readonly reason: string;
}

export interface IamAccount {
  readonly accountId: string;
  readonly aliases: readonly string[];
  /** When the snapshot was taken; null where the file does not say. */
  readonly takenAt: EpochSeconds | null;
  /** It names no time itself: `takenAt` is when its file was written last, which a copy of the file changes. */
  readonly isFileTime?: true | undefined;
  readonly users: readonly IamUser[];
  readonly roles: readonly IamRole[];
  /** SAML and OIDC providers; null where they were not collected. */
  readonly providers: readonly IamProvider[] | null;
  readonly accessKeys: readonly IamAccessKey[] | null;
  readonly instanceProfiles: readonly IamInstanceProfile[] | null;
  /** AWS Organizations, where collected; null: not known whether the account is in one. */
  readonly organization: IamOrganization | null;
}

/** A permissions policy as it is attached. */
export interface IamPolicy {
  /** ARN of a managed policy, else `<owner ARN>#<inline name>`. */
  readonly id: string;
  readonly name: string;
  readonly inline: boolean;
  /** The decoded document; null where the snapshot names the policy and lacks its text. */
  readonly document: unknown;
  /** ARN of the group that a user has it from, null where it is the principal's own. */
  readonly through: string | null;
}

export interface IamRole {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** `AROA…`. */
  readonly roleId: string;
  readonly accountId: string;
  /** The trust policy; null where it is missing or unreadable. */
  readonly trust: unknown;
  readonly policies: readonly IamPolicy[];
  readonly boundary: IamPolicy | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number | null;
  readonly createdAt: EpochSeconds | null;
  readonly lastUsedAt: EpochSeconds | null;
}

export interface IamUser {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** `AIDA…`. */
  readonly userId: string;
  readonly accountId: string;
  /** Its own and those of its groups. */
  readonly policies: readonly IamPolicy[];
  readonly groups: readonly string[];
  readonly boundary: IamPolicy | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: EpochSeconds | null;
  /** Whether it can sign in to the console; null where not collected. */
  readonly hasLoginProfile: boolean | null;
  readonly mfaDevices: readonly string[] | null;
}

export interface IamProvider {
  readonly arn: string;
  readonly kind: 'saml' | 'oidc';
}

export interface IamAccessKey {
  readonly accessKeyId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly createdAt: EpochSeconds | null;
}

export interface IamInstanceProfile {
  readonly arn: string;
  readonly name: string;
  readonly roleArns: readonly string[];
}

export interface IamOrganization {
  readonly organizationId: string;
  readonly managementAccountId: string | null;
  /** From the root down to the account itself; null where policies were not collected. None apply to the management account. */
  readonly scps: readonly IamPolicyLevel[] | null;
  readonly rcps: readonly IamPolicyLevel[] | null;
}

export interface IamPolicyLevel {
  /** `r-…`, `ou-…` or the account id. */
  readonly id: string;
  readonly policies: readonly IamPolicy[];
}

/** Who asks. What a kind of credential may call at all is decided by it, before any policy. */
export interface IamCaller {
  readonly kind:
    | 'user-key'
    | 'user-session'
    | 'federated-user'
    | 'role-session'
    | 'root'
    | 'service'
    | 'federated-provider'
    | 'account';
  readonly accountId: string | null;
  /** ARN of the user or role (with path), of the federated user or provider; the service's principal; the account's `:root`. */
  readonly arn: string;
  /** Name of the role session; null: whatever name its holder may choose. */
  readonly sessionName: string | null;
  /** Issue time of a temporary credential. */
  readonly issuedAt: EpochSeconds | null;
  readonly mfa: boolean | null;
  readonly sourceIdentity: string | null;
  /** Session policies, inline and managed, as documents; null where there may be one that was not logged. */
  readonly sessionPolicies: readonly unknown[] | null;
  /** Of a federated user: ARN of the user who called GetFederationToken, whose policies bound it. Unknown where left out. */
  readonly issuerArn?: string | null;
}

export interface IamQuestion {
  readonly caller: IamCaller;
  /** `sts:AssumeRole`, `iam:CreateAccessKey`, … */
  readonly action: string;
  /** ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Context that is known besides what the caller tells (`aws:SourceIp`, `sts:ExternalId`). */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * `allowed` and `denied` hold in every context that fits what is known; `depends` names what decides; `error` is
 * a document that could not be judged, and never counts as either.
 */
export interface IamDecision {
  readonly decision: 'allowed' | 'denied' | 'depends' | 'error';
  /** Condition keys, missing policies, unreadable documents: what would have to be known. */
  readonly unknown: readonly string[];
  /** In words: what must hold for an answer that depends, which statement decided one that does not. */
  readonly conditions: readonly string[];
}

/** A way to sessions of a role by having a service run something as it. */
export interface ServiceRun {
  readonly roleArn: string;
  /** The service's principal: `lambda.amazonaws.com`. */
  readonly service: string;
  /** The permissions that it takes: `iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction`. */
  readonly by: string;
  readonly decision: IamDecision;
}

/** Answers questions from one snapshot. A plan is judged by asking the decider of the snapshot as the plan leaves it. */
export interface IamDecider {
  decide(question: IamQuestion): Promise<IamDecision>;
  /** Whether an explicit deny of every action on every resource holds for the caller (GetCallerIdentity aside): `denied` if so. */
  isDead(caller: IamCaller): Promise<IamDecision>;
  /** ARNs of roles whose trust policy may let the caller in: a prefilter that leaves out only those that no context allows. */
  mayAssume(caller: IamCaller): readonly string[];
  /** Roles of its account that it can have a service run something as; the surest way for each, and none that is denied. */
  mayRunAs(caller: IamCaller): Promise<readonly ServiceRun[]>;
}

/** Documents are shared between the snapshots of a plan's phases: implementations keep what they compiled by document. */
export type DeciderOf = (snapshot: IamSnapshot) => IamDecider;
