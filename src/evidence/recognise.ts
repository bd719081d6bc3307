/** What a JSON object in a file is. Decided from what it holds, never from the file's name. */
export type Kind = 'record' | 'insight' | 'aggregated' | 'digest' | 'records' | 'lookups' | 'lookup' | 'foreign';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a file is that holds none of our records, for its reason in the report. */
export const foreignReasons = {
  insight: 'CloudTrail Insights events',
  aggregated: 'CloudTrail aggregated events',
  digest: 'CloudTrail digest file',
  foreign: 'other JSON, not CloudTrail',
} as const;

/** Recognises a parsed object: a CloudTrail record, one of its containers, a sibling of CloudTrail's, or nothing of ours. */
export function recognise(value: JsonObject): Kind {
  if (Array.isArray(value['Records'])) return 'records';
  if (typeof value['CloudTrailEvent'] === 'string') return 'lookup';
  if (isLookupAnswer(value)) return 'lookups';
  if (isInsight(value)) return 'insight';
  if (value['eventCategory'] === 'Aggregated' || value['eventType'] === 'AwsAggregatedEvent') return 'aggregated';
  if (isDigest(value)) return 'digest';
  return isRecord(value) ? 'record' : 'foreign';
}

/** A value as an object with names, null for arrays and everything else. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** `aws cloudtrail lookup-events` answers `{"Events": [...], "NextToken": ...}`; other tools have an `Events` of their own. */
function isLookupAnswer(value: JsonObject): boolean {
  const events = value['Events'];
  if (!Array.isArray(events)) return false;
  return events.every((event) => typeof asObject(event)?.['CloudTrailEvent'] === 'string');
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html */
function isInsight(value: JsonObject): boolean {
  return (
    value['eventType'] === 'AwsCloudTrailInsight' ||
    value['eventCategory'] === 'Insight' ||
    asObject(value['insightDetails']) !== null
  );
}

function isDigest(value: JsonObject): boolean {
  return typeof value['digestS3Object'] === 'string' || ('digestEndTime' in value && Array.isArray(value['logFiles']));
}

/** Two of the fields that every record has: one alone occurs in other JSON too, and a damaged record may lack some. */
function isRecord(value: JsonObject): boolean {
  let found = 0;
  for (const name of ['eventTime', 'eventSource', 'eventName', 'userIdentity', 'eventID', 'awsRegion']) {
    if (value[name] !== undefined) found++;
  }
  return found >= 2;
}

const signatures: readonly (readonly [name: string, ...bytes: number[]])[] = [
  ['a zip archive; unpack it', 0x50, 0x4b, 0x03, 0x04],
  ['zstd-compressed; decompress it', 0x28, 0xb5, 0x2f, 0xfd],
  ['bzip2-compressed; decompress it', 0x42, 0x5a, 0x68],
  ['xz-compressed; decompress it', 0xfd, 0x37, 0x7a, 0x58],
  ['a Parquet file; ask it as a table (athena:, trino:)', 0x50, 0x41, 0x52, 0x31],
  ['UTF-16 text; convert it to UTF-8', 0xff, 0xfe],
  ['UTF-16 text; convert it to UTF-8', 0xfe, 0xff],
];

/** The reason for a file of readable text that does not begin like JSON. */
export const PLAIN_TEXT = 'not JSON';

/** Why bytes that do not begin like JSON are not read, in words: `a zip archive`, `binary`, `not JSON`. */
export function whyNotJson(bytes: Uint8Array): string {
  for (const [name, ...magic] of signatures) if (magic.every((byte, i) => bytes[i] === byte)) return name;
  const head = bytes.subarray(0, 512);
  if (isUtf16WithoutMark(head)) return 'UTF-16 text; convert it to UTF-8';
  if (latin1(bytes.subarray(TAR_MARK, TAR_MARK + 5)) === 'ustar') return 'a tar archive; unpack it';
  if (isTable(latin1(head))) return 'a table of CloudTrail as text; export the records as JSON';
  return head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20)) ? 'binary, not JSON' : PLAIN_TEXT;
}

/** Where the header of an archive's first file says what it is. */
const TAR_MARK = 257;

/** A line of names, and CloudTrail's among them or below: what consoles and `| outputcsv` write. Notes and queries have spaces. */
const isTable = (head: string): boolean =>
  /^[\w@."-]+(?:[,;\t][\w@."-]+)+\r?\n/.test(head) && /event_?(?:Source|JSON|Version)\b/i.test(head);

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** `{` or `[` as two bytes. */
function isUtf16WithoutMark(head: Uint8Array): boolean {
  const [a, b] = head;
  return (a === 0 && (b === 0x7b || b === 0x5b)) || (b === 0 && (a === 0x7b || a === 0x5b));
}
