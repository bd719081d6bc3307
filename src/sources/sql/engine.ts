import type { Dialect } from './dialect.ts';
import type { AnswerRow } from './queried-row.ts';
import type { TableShape } from './table-shape.ts';

/** Where SQL is run. Failures are `StemmaError`s in the user's words; an abort cancels the query over there too. */
export interface Engine {
  describe(signal: AbortSignal): Promise<TableShape>;
  dialectOf(table: TableShape): Dialect;
  /** The rows of a statement that answers with these columns. */
  run(sql: string, columns: readonly string[], signal: AbortSignal): AsyncIterable<AnswerRow>;
  /** Bytes of logs that all statements so far have read, as the engine says. */
  readonly scannedBytes: number;
  /** Checks what a window may cost before it is run; throws where it is too much. */
  allow?(window: { readonly table: TableShape; readonly from: number; readonly to: number }): Promise<void>;
}
