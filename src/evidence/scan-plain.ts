import type { Batch } from './batch.ts';
import type { JsonObject } from './extract-fields.ts';
import type { TimeRange } from './time-range.ts';
import { UNUSUAL, createRecordScan, scanRecord } from './scan-record.ts';
import { SLOT } from './slots.ts';

/**
 * Reads records without parsing them, where nothing is to be known but that they were: most. Of the few that say more, it
 * reads what all records have in common, and has the rest parsed.
 */
export interface PlainReader {
  /** The position behind the record, 0 where it is unusual and all of it has to be parsed. */
  read(bytes: Buffer, start: number, file: number): number;
  /** Whether the record read last was parsed for what else it says. */
  readonly told: boolean;
  /** Whether the record read last was counted: it lay inside the time range. */
  readonly counted: boolean;
}

/** A reader into a batch. What it counts is what `addRecord` would have counted for the same bytes. */
export function createPlainReader(batch: Batch, { since = 0, until = Infinity }: TimeRange): PlainReader {
  const { slots } = batch;
  const scan = createRecordScan(batch);
  let counted = false;
  let told = false;
  return {
    read(bytes, start, file) {
      const at = scanRecord(scan, bytes, start);
      const time = slots[SLOT.eventTime]!;
      counted = at !== UNUSUAL && time >= since && time < until;
      told = counted && at < 0;
      const end = at < 0 ? ~at : at;
      if (told) batch.addTold(JSON.parse(bytes.toString('utf8', start, end)) as JsonObject, file, scan.identity);
      else if (counted) batch.addEvent(file, scan.identity);
      return end;
    },
    get told() {
      return told;
    },
    get counted() {
      return counted;
    },
  };
}
