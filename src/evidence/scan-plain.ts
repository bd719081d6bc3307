import type { Batch } from './batch.ts';
import type { TimeRange } from './time-range.ts';
import { UNUSUAL, createRecordScan, scanRecord } from './scan-record.ts';
import { SLOT } from './slots.ts';

/** Reads the records of which nothing is to be known but that they were: most of them. */
export interface PlainReader {
  /** The position behind the record, 0 where it has to be parsed. */
  read(bytes: Buffer, start: number, file: number): number;
  /** Whether the record read last was counted: it lay inside the time range. */
  readonly counted: boolean;
}

/** A reader into a batch. What it counts is what `addRecord` would have counted for the same bytes. */
export function createPlainReader(batch: Batch, { since = 0, until = Infinity }: TimeRange): PlainReader {
  const { slots } = batch;
  const scan = createRecordScan(batch);
  let counted = false;
  return {
    read(bytes, start, file) {
      const end = scanRecord(scan, bytes, start);
      const time = slots[SLOT.eventTime]!;
      counted = end !== UNUSUAL && time >= since && time < until;
      if (counted) batch.addEvent(file);
      return end;
    },
    get counted() {
      return counted;
    },
  };
}
