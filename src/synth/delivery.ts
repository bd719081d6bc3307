import type { EpochSeconds } from '../model/lineage.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import type { CloudTrailRecord } from './records/record.ts';
import { epoch, isoTime } from './times.ts';

export interface DeliveryOptions {
  readonly seed: number;
  /** Compresses a file; the same bytes must always give the same bytes. */
  readonly gzip: (bytes: Uint8Array) => Uint8Array;
  /** An organisation's trail has its id in every key. */
  readonly organizationId?: string;
  readonly prefix?: string;
  /** Seconds that one file covers. CloudTrail's own are 300. */
  readonly windowSeconds?: number;
  /** Share of the records that come hours late. */
  readonly late?: number;
  /** Share of the records that come in two files. */
  readonly duplicates?: number;
}

export interface DeliveredFile {
  /** The S3 key. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Lays records down as CloudTrail does: a file an account, region and window, in no order inside, some late, some twice. */
export function deliver(records: readonly CloudTrailRecord[], options: DeliveryOptions): DeliveredFile[] {
  const random = createRandom(options.seed);
  const windows = new Map<string, CloudTrailRecord[]>();
  for (const record of records) {
    for (const at of deliveryTimes(record, random, options)) {
      const path = folderAndStem(record, at, options);
      const together = windows.get(path);
      if (together) together.push(record);
      else windows.set(path, [record]);
    }
  }
  return [...windows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([stem, together]) => {
      const name = `${stem}_${random.hex(16)}.json.gz`;
      return { path: name, bytes: options.gzip(fileBytes(shuffled(together, random))) };
    });
}

/** The text of one log file: `{"Records":[…]}`. */
export function fileBytes(records: readonly CloudTrailRecord[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ Records: records }));
}

/** The same records in another order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

function deliveryTimes(record: CloudTrailRecord, random: Random, options: DeliveryOptions): EpochSeconds[] {
  const usual = epoch(record.eventTime) + 120 + random.below(240);
  const first = random.chance(options.late ?? 0) ? usual + 3600 + random.below(20_000) : usual;
  return random.chance(options.duplicates ?? 0) ? [first, first + 600 + random.below(3600)] : [first];
}

function folderAndStem(record: CloudTrailRecord, at: EpochSeconds, options: DeliveryOptions): string {
  const { windowSeconds = 300 } = options;
  const end = Math.ceil(at / windowSeconds) * windowSeconds;
  return logFileStem({ account: record.recipientAccountId, region: record.awsRegion, end }, options);
}

/** The S3 key of a log file that ends a window, up to its random part. */
export function logFileStem(
  file: { readonly account: string; readonly region: string; readonly end: EpochSeconds },
  { prefix = '', organizationId }: Pick<DeliveryOptions, 'prefix' | 'organizationId'>,
): string {
  const { account, region } = file;
  const end = isoTime(file.end);
  const organisation = organizationId === undefined ? '' : `${organizationId}/`;
  const day = end.slice(0, 10).replaceAll('-', '/');
  const minute = `${end.slice(0, 10)}T${end.slice(11, 16)}Z`.replaceAll(/[-:]/g, '');
  const folder = `${prefix}AWSLogs/${organisation}${account}/CloudTrail/${region}/${day}`;
  return `${folder}/${account}_CloudTrail_${region}_${minute}`;
}
