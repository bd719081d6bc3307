import type { EpochSeconds } from '../../model/lineage.ts';
import type { Dialect } from './dialect.ts';
import type { AnswerRow } from './queried-row.ts';
import type { TableShape } from './table-shape.ts';

/** What is to be read. */
export interface Ahead {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** What an hour read at most until now, 0 before the first. */
  readonly bytesAnHour: number;
}

/** Where SQL is run. Failures are `StemmaError`s in the user's words; an abort cancels the query over there too. */
export interface Engine {
  describe(signal: AbortSignal): Promise<TableShape>;
  dialectOf(table: TableShape): Dialect;
  /** The rows of a statement that answers with these columns. */
  run(sql: string, columns: readonly string[], signal: AbortSignal): AsyncIterable<AnswerRow>;
  /** Characters that a statement may have; null for enough. */
  readonly longestStatement: number | null;
  /** Bytes of logs that all statements so far have read, as the engine says. */
  readonly scannedBytes: number;
  /** Whether `allow` knows what a statement reads only from those before it. */
  readonly learnsByReading: boolean;
  /** Says before the next statement what reading the rest of the time costs; throws where that is too much. */
  allow?(ahead: Ahead, signal: AbortSignal): Promise<void>;
}
