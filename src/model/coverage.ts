import type { EpochSeconds } from './lineage.ts';

/** What was read, and what was not. Half a result is never reported as a whole one. */
export interface Coverage {
  readonly from: EpochSeconds | null;
  readonly to: EpochSeconds | null;
  readonly files: number;
  readonly events: number;
  readonly duplicates: number;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly gaps: readonly Gap[];
}

export interface Skipped {
  readonly source: string;
  readonly reason: string;
}

/** The same with what to do about it, where that is known. */
export interface NotRead extends Skipped {
  readonly hint?: string;
}

/** The same of a place that a source could not list, or ask. */
export interface NotListed extends NotRead {
  /** There is something, of which nobody knows how much: the case keeps that it lacks it. Not so where a name is mistyped. */
  readonly unlisted?: true;
}

export interface Gap {
  readonly account: string | null;
  readonly region: string | null;
  readonly from: EpochSeconds | null;
  readonly to: EpochSeconds | null;
  readonly reason: string;
}

/** An account whose logs lie under the id of an organization. */
export interface OrganizationAccount {
  readonly organizationId: string;
  readonly accountId: string;
}
