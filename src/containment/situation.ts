import type { IamCaller, IamSnapshot } from '../model/iam.ts';
import type { PlanTarget } from '../model/containment.ts';
import type { EpochSeconds } from '../model/lineage.ts';

/**
 * What the attacker holds, what others hold, and what is known of the accounts: all that planner and prover are given.
 * Made from a case by `describeSituation`, or by hand.
 */
export interface Situation {
  readonly asOf: EpochSeconds;
  /** Tokens issued before this moment are in the case if they are anywhere: the newest record, less what CloudTrail delivers late. */
  readonly seenUntil: EpochSeconds;
  readonly targets: readonly PlanTarget[];
  /** Access key ids of the whole lineage, dead ones too. */
  readonly compromised: readonly string[];
  readonly held: readonly Held[];
  /** Live credentials of everybody else. */
  readonly bystanders: readonly Bystander[];
  /** Which roles sessions of a principal were seen to mint: ARN to ARNs. Stands in for policies where there is no snapshot. */
  readonly mintsSeen: ReadonlyMap<string, ReadonlySet<string>>;
  readonly made: MadeThings;
  /** Who may mint again though nothing is known of him that a plan could act on. */
  readonly unknownMinters: readonly UnknownMinter[];
  /** What of the evidence was not read, each a clause; empty where all was. */
  readonly unread: readonly string[];
  /** Accounts whose logs or IAM are known: those that a plan can change. */
  readonly ownAccounts: ReadonlySet<string>;
  readonly snapshot: IamSnapshot | null;
}

export interface UnknownMinter {
  /** In words: `whoever minted ASIA…`. */
  readonly name: string;
  /** Why he is not known, and what would tell. */
  readonly because: string;
}

/** A credential that the attacker can sign with, or a door through which he gets one. */
export interface Held {
  /** Access key id of a key or token; in words for a door: `console sign-in of arn:…`. */
  readonly id: string;
  /**
   * `sign-in`: a password; `workload`: an instance, function, task, or the builds and jobs of a service, that is given sessions of
   * `caller` as long as it runs; `subject`: a person or pipeline that an identity provider or the portal of Identity Center vouches
   * for; `account`: principals of an account that is not ours; `service-credential`: a user's for single services, an SSH key or a
   * certificate, which mints nothing and has no issue time; `trust`: a role, that of `caller`, whose trust policy the attacker
   * wrote: whom it lets in is his choice.
   */
  readonly kind:
    'access-key' | 'token' | 'sign-in' | 'workload' | 'subject' | 'account' | 'trust' | 'service-credential';
  /** Who signs with it; of a door, who its sessions are (`sign-in`, `workload`) or who asks for them. */
  readonly caller: IamCaller;
  /** `aws:userid` of its calls: `AROA…:session`, `AIDA…`; null where it is not known. */
  readonly userId: string | null;
  readonly expiresAt: EpochSeconds | null;
  /** A token that has expired by now, and lived when the newest record was written: what it minted since, no record shows. */
  readonly hasLapsed?: boolean;
  /** Made by a compromised credential, so nobody else needs it. */
  readonly madeByAttacker: boolean;
  /** Workloads and subjects: what is needed to shut the door. Of a token, the door that may give it, where that is not known. */
  readonly door: Door | null;
}

/** Whether it has expired: it only minted, and what came of that is looked at itself. */
export const isOver = ({ hasLapsed }: Pick<Held, 'hasLapsed'>): boolean => hasLapsed === true;

export interface Door {
  /** `i-…`, ARN of a function or task, principal of a service; ARN or name of the provider, person of Identity Center; account id. */
  readonly id: string;
  readonly originKind: string;
  readonly subject: string | null;
  /** Where an instance runs; null where that is not known. */
  readonly region: string | null;
  /** Roles that it was seen to get sessions of. */
  readonly roleArns: readonly string[];
  /** Of a trust policy: the statements that are none of the attacker's. */
  readonly vetted?: readonly unknown[];
}

export interface Bystander {
  readonly id: string;
  /** Role ARN or user ARN. */
  readonly principalArn: string;
  readonly sessionName: string | null;
  readonly userId: string | null;
  readonly issuedAt: EpochSeconds | null;
  /** Long-term keys have no issue time and pass every deny that asks for one. */
  readonly longTerm: boolean;
}

/** What compromised credentials made or changed, besides tokens. */
export interface MadeThings {
  readonly roleArns: readonly string[];
  readonly userArns: readonly string[];
  /** Only those that are still in force. */
  readonly trustChanges: readonly TrustChange[];
  /** Identity providers that he made, or that vouch for whomever he wants since he changed them. */
  readonly providerArns: readonly string[];
  readonly stoppedTrails: readonly StoppedTrail[];
  /** With any of it nothing is proven. */
  readonly notKnown: readonly Unplayed[];
  /** Changes that a person has to look at, a sentence each. */
  readonly toReview: readonly string[];
}

/** What the attacker may have by what he did, of which too little is known to be played. */
export interface Unplayed {
  readonly credential: string;
  readonly because: string;
}

export interface TrustChange {
  readonly roleArn: string;
  /** The trust policy before the attacker's changes, as somebody else wrote it; null if not known. */
  readonly before: unknown;
  /** The trust policy as it is; null if not known. */
  readonly now: unknown;
}

export interface StoppedTrail {
  readonly name: string;
  readonly accountId: string | null;
  readonly region: string;
  readonly how: 'trail-stopped' | 'trail-deleted' | 'trail-narrowed';
}

export const nothingMade: MadeThings = {
  roleArns: [],
  userArns: [],
  trustChanges: [],
  providerArns: [],
  stoppedTrails: [],
  notKnown: [],
  toReview: [],
};
