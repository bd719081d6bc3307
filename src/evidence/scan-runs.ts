/**
 * Runs of members that come again byte for byte: source, name and region of a call; address and agent of a client; all that
 * follows `eventID`. A run that was read once is recognised by one comparison and its values are put back. Hot.
 */
export const NO_RUN = 0;
/** After `eventTime`, up to `awsRegion`. */
export const CALL_RUN = 1;
/** After `awsRegion`, up to `userAgent`. */
export const CLIENT_RUN = 2;
/** After `eventID`, or after `resources`, which comes behind it and names what never comes again; up to the end of the record. */
export const TAIL_RUN = 3;

/** A run that was read before. */
export interface Run {
  readonly bytes: Buffer;
  /** Bits of the fields in it. */
  readonly fields: number;
  /** What it left in the slots: pairs of slot and value. */
  readonly values: Uint32Array;
}

/** Runs by a number that is likely to tell them apart. */
export interface Runs {
  /** The run that stands at a position, null if it was not met lately. */
  find(key: number, bytes: Buffer, at: number): Run | null;
  learn(key: number, run: Run): void;
}

const BUCKETS = 2048;
const MOST_IN_BUCKET = 4;
/** Longer ones are those of data events, which hold what never comes again. */
const LONGEST = 640;

/** An empty memory. It holds a bounded number of runs, the latest. */
export function createRuns(): Runs {
  const buckets: (Run[] | null)[] = Array.from({ length: BUCKETS }, () => null);
  return {
    find(key, bytes, at) {
      const bucket = buckets[key & (BUCKETS - 1)]!;
      if (bucket === null) return null;
      for (let i = 0; i < bucket.length; i++) if (standsAt(bucket[i]!, bytes, at)) return bucket[i]!;
      return null;
    },
    learn(key, run) {
      if (run.bytes.length > LONGEST) return;
      const bucket = (buckets[key & (BUCKETS - 1)] ??= []);
      if (bucket.length === MOST_IN_BUCKET) bucket.pop();
      bucket.unshift({ ...run, bytes: Buffer.from(run.bytes) });
    },
  };
}

/** The last bytes are looked at first: runs mostly begin alike, and a call to compare costs as much as reading a hundred bytes. */
function standsAt({ bytes: own }: Run, bytes: Buffer, at: number): boolean {
  const length = own.length;
  const end = at + length;
  if (end > bytes.length) return false;
  for (let i = 2; i <= 8 && i < length; i++) if (own[length - i] !== bytes[end - i]) return false;
  const middle = length >>> 1;
  if (own[middle] !== bytes[at + middle]) return false;
  return bytes.compare(own, 0, length, at, end) === 0;
}

const CALL_HASH_FROM = 14;
const CALL_HASH_TO = 62;

/** Of `"eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":…`, the part that differs. */
export function callKey(bytes: Buffer, at: number): number {
  if (at + CALL_HASH_TO > bytes.length) return 0;
  let hash = 0;
  for (let i = at + CALL_HASH_FROM; i < at + CALL_HASH_TO; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  return hash ^ (hash >>> 11) ^ (hash >>> 22);
}
