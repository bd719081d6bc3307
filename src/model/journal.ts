import type { Plan } from './containment.ts';
import type { EpochSeconds } from './lineage.ts';

/** What became of a plan that was carried out: kept with the case, written before and after every change. */
export interface Journal {
  readonly id: string;
  readonly plan: Plan;
  readonly startedAt: EpochSeconds;
  /** When the last action was done; null while some are not. */
  readonly finishedAt: EpochSeconds | null;
  /** When the last of it was taken back; null where that was not asked for, or not whole. */
  readonly takenBackAt: EpochSeconds | null;
  /** In the order of the plan. */
  readonly entries: readonly JournalEntry[];
}

/** `started`: its before-images are kept, and some of its calls may have been made. */
export type EntryState = 'planned' | 'started' | 'done' | 'taken-back';

export interface JournalEntry {
  readonly actionId: string;
  readonly state: EntryState;
  /** Of the last change of state; null while planned. */
  readonly at: EpochSeconds | null;
  /** Answers of the reads before it, in their order; null where nothing was there. */
  readonly before: readonly unknown[];
  /** Answers of the calls that were made, in their order. */
  readonly answers: readonly unknown[];
  /** Whether everything was as the action wants it, so that no call was needed. */
  readonly wasSo: boolean;
  /** Every call that changes something, with who made it. */
  readonly log: readonly JournalCall[];
}

export interface JournalCall {
  readonly at: EpochSeconds;
  readonly by: string;
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null where it succeeded. */
  readonly error: string | null;
}
