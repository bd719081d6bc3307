import { readRows } from '../lib/tables.ts';
import { factColumns, type FactBatch, type FactKind, type FileOutcome } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { mergeBatches } from './gather.ts';
import { createRecordReader } from './read-records.ts';

/** For tests: bytes read as a file's, with the byte scanner or by JSON.parse alone. */
export interface ReadBytes {
  readonly batch: FactBatch;
  readonly outcome: Omit<FileOutcome, 'source' | 'identity'>;
  /** How many records the byte scanner took without parsing, and how many it parsed for what else they say. */
  readonly plain: number;
  readonly told: number;
}

/** Reads the bytes of one file; `windowBytes` cuts them as a huge file is cut. */
export function readBytes(file: string | Buffer, options: { scanner: boolean; windowBytes?: number }): ReadBytes {
  const bytes = Buffer.from(file);
  const batch = createBatch();
  let plain = 0;
  let told = 0;
  const reader = createRecordReader({
    take: (record) => batch.addRecord(record, 0),
    load: (window) => options.scanner && batch.load(window),
    scan(start, many) {
      const end = batch.scan(start, many, 0);
      told += batch.told;
      plain += batch.taken - batch.told;
      return end;
    },
    get counted() {
      return batch.counted;
    },
  });
  feed(reader, bytes, options.windowBytes ?? Math.max(1, bytes.length));
  return { batch: batch.finish(), outcome: reader.outcome(null), plain, told };
}

function feed(reader: ReturnType<typeof createRecordReader>, bytes: Buffer, windowBytes: number): void {
  let rest = Buffer.alloc(0);
  for (let at = 0; at < bytes.length || at === 0; at += windowBytes) {
    const last = at + windowBytes >= bytes.length;
    const window = Buffer.concat([rest, bytes.subarray(at, at + windowBytes), Buffer.alloc(1)]);
    const used = reader.feed(window, window.length - 1, last);
    rest = window.subarray(used, window.length - 1);
    if (reader.stopped) return;
  }
}

/** The rows of a batch, as plain objects. */
export function factsIn({ batch }: ReadBytes): unknown {
  const facts = mergeBatches([batch]);
  return (Object.keys(factColumns) as FactKind[]).map((kind) => readRows(factColumns[kind], facts[kind], facts.texts));
}

/** Outcome and facts of a file, as the byte scanner and as JSON.parse alone read it: to be equal. */
export function bothWays(file: string | Buffer): { scanned: unknown; parsed: unknown } {
  const [scanned, parsed] = [true, false].map((scanner) => {
    const read = readBytes(file, { scanner });
    return { outcome: read.outcome, facts: factsIn(read) };
  });
  return { scanned, parsed };
}
