import type { EpochSeconds } from './lineage.ts';

/**
 * One row of the answer to a query that makes facts where the logs are. `record` is a CloudTrail record as far as the
 * query gave its fields.
 */
export type QueriedRow =
  /** One event by itself: a call that mints, changes or places something, or one of an hour that may still grow. */
  | { readonly kind: 'event'; readonly record: Readonly<Record<string, unknown>> }
  /** Events that differ in nothing that a use row tells apart, all failed or all not. `record` is the first of them. */
  | {
      readonly kind: 'group';
      readonly record: Readonly<Record<string, unknown>>;
      /** See `Activity`. */
      readonly activity: string;
      readonly last: EpochSeconds;
      readonly lastEventID: string;
      readonly count: number;
    };

/** A clock hour of a query source: what the case's ledger holds instead of a file. */
export interface QueriedHour {
  /** As the ledger names it: the source and the hour. */
  readonly source: string;
  readonly from: EpochSeconds;
  readonly state: HourState;
}

/**
 * How an hour was read, kept as the identity of its entry in the ledger. Counts of groups cannot be told apart again, so an
 * hour is read in groups once and never again, and an hour that was read event by event stays so.
 */
export type HourState =
  /** Whole, in groups. */
  | 'groups'
  /** Whole, event by event. */
  | 'events'
  /** Event by event, in part or while records could still arrive: to be read again. */
  | 'events, open';

/** Hours that one query reads, and its rows. */
export interface QueriedWindow {
  readonly hours: readonly QueriedHour[];
  /** Throws where the query fails: then nothing of the window counts. */
  readonly rows: AsyncIterable<QueriedRow>;
}
