import type { AwsRanges } from '../lib/aws-ranges.ts';
import type { Config } from '../model/config.ts';
import type { Severity } from '../model/finding.ts';
import type { Lineage } from '../model/lineage.ts';
import type { Posture, PrivilegeLevel } from '../model/posture.ts';
import type { Wording } from './liveness.ts';

/** What every rule is given. Rules are pure: what is not in here does not exist for them. */
export interface DetectionContext {
  readonly lineage: Lineage;
  readonly config: Config;
  readonly awsRanges: AwsRanges;
  /**
   * 1 for each credential that a finding of severity medium or more names, or whose ancestor one names. All zero while
   * the rules run that do not ask for it.
   */
  readonly suspicious: Uint8Array;
  /** What an IAM snapshot says, where there is one. */
  readonly iam?: DetectionIam | null;
}

export interface DetectionIam {
  readonly posture: Posture;
  /** Of a position in `lineage.credentials`; null where the snapshot does not have its principal. */
  privilegesOf(credential: number): { readonly level: PrivilegeLevel; readonly why: readonly string[] } | null;
}

/** What a rule says about some credentials. `detections/index.ts` makes the finding of it: id, accounts, times, texts. */
export interface Detection {
  readonly severity: Severity;
  /** What the finding is about, in texts that later records do not change: the id is a hash of it. */
  readonly subject: readonly string[];
  readonly reason: Wording;
  /** Position in `lineage.credentials`, or null where the finding is about an origin or an account. */
  readonly credential: number | null;
  /** All that it names: they become suspicious, with all their descendants, from severity medium up. */
  readonly credentials: readonly number[];
  /** `eventID`s. */
  readonly evidence: readonly string[];
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly next: string;
  /** Where the rule's own are not right for this case. */
  readonly attack?: readonly string[];
  readonly title?: string;
  readonly accountId?: string | null;
  readonly roleArn?: string | null;
}

/** A number of a rule that people may want to set: `rules.<id>.thresholds.<name>` of the configuration; see `thresholdOf`. */
export interface Threshold {
  readonly name: string;
  readonly default: number;
  /** What is counted or measured: `refreshes`, `minutes`, `share of the life`. */
  readonly unit: string;
  /** What it decides, in one sentence. */
  readonly says: string;
  /** The smallest value that means something. */
  readonly least: number;
  readonly most?: number;
  readonly whole?: true;
}

/** One file in `rules/`, one line in the table of `index.ts`, one page in `docs/rules/`. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What it looks for, in one sentence. */
  readonly says: string;
  /** When it can be wrong, in one sentence. */
  readonly canBeWrong: string;
  readonly severities: readonly Severity[];
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly thresholds?: readonly Threshold[];
  /** Finds something because tokens live, and names them. Other rules find the same at any moment that is not before the newest record. */
  readonly asksWhoLives?: true;
  /** Runs after the others, with `context.suspicious` of what they found. */
  readonly needsSuspicion?: true;
  detect(context: DetectionContext): Iterable<Detection>;
}
