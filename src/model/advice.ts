import type { Severity } from './finding.ts';

/** What could be locked down, and the document that does it: one row of `harden --format json`. */
export interface Advice {
  /** Id of the check: its page is `docs/checks/<id>.md`. */
  readonly check: string;
  readonly severity: Severity;
  readonly accountId: string | null;
  /** ARN, access key id or instance id of what should change; the account id where it is the account. */
  readonly target: string;
  /** Names the facts, in a few sentences. Foreign text in it is raw: reports neutralise. */
  readonly reason: string;
  /** The document that mends it: a trust, permissions or service control policy, or a CloudFormation template; null where none can. */
  readonly policy: object | null;
  /** What to do with the document, or instead of one. */
  readonly how: string;
  /** Where AWS says so. */
  readonly reference: string;
}

/** One line a check, for those who render advice. */
export interface CheckTitle {
  readonly id: string;
  readonly title: string;
}
