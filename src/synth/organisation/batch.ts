/**
 * Records that one caller makes at one moment, as JSON with commas between. A tool that does one thing makes several calls
 * for it, and CloudTrail, which gives no order to a file, leaves such neighbours beside each other.
 */
export interface Batch {
  readonly bytes: Uint8Array;
  length: number;
  records: number;
}

/** More calls at once than this nobody makes. */
export const MOST_AT_ONCE = 8;

const RECORD_BYTES = 1 << 16;
const COMMA = 0x2c;

/** One for all callers: it is copied as soon as it is full. */
export function createBatch(): Batch {
  return { bytes: new Uint8Array(MOST_AT_ONCE * RECORD_BYTES), length: 0, records: 0 };
}

export function empty(batch: Batch): void {
  batch.length = 0;
  batch.records = 0;
}

/** Makes way for one more record: gives where it begins. */
export function next(batch: Batch): number {
  if (batch.records++ > 0) batch.bytes[batch.length++] = COMMA;
  return batch.length;
}
