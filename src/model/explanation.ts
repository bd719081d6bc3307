import type { Finding, Severity } from './finding.ts';

/** Why a rule fired, or did not: the answer to `--explain`. */
export interface Explanation {
  readonly question: string;
  readonly asOf: string;
  readonly rule: ExplainedRule;
  /** The answer in short. */
  readonly answer: string;
  /** What the configuration does to the rule, a sentence each. */
  readonly configuration: readonly string[];
  /** Those that were asked for: all of the rule, the one, or those that name the credential. */
  readonly findings: readonly ExplainedFinding[];
  readonly credential: ExplainedCredential | null;
}

export interface ExplainedRule {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly canBeWrong: string;
  readonly severities: readonly Severity[];
  readonly attack: readonly string[];
  /** It asks which credentials findings of other rules make suspicious. */
  readonly needsSuspicion: boolean;
}

export interface ExplainedFinding {
  readonly finding: Finding;
  /** What its id is made of, besides the rule. */
  readonly subject: readonly string[];
  /** `off`: what the rule would say if it ran. */
  readonly state: 'reported' | 'suppressed' | 'off';
  /** What the configuration did to it, a sentence each. */
  readonly configuration: readonly string[];
}

export interface ExplainedCredential {
  readonly accessKeyId: string;
  readonly inCase: boolean;
  /** Null for a rule that does not ask. */
  readonly suspicious: boolean | null;
  /** What the rule asks of a credential, in order, up to the first that this one does not meet. */
  readonly checks: readonly Check[];
  /** What is known of it, to be held against what the rule asks for. */
  readonly facts: readonly Fact[];
}

export interface Check {
  readonly asks: string;
  readonly met: boolean;
  /** What the logs show of it. */
  readonly found: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}
