import { awsFailure, type Bucket, connectAws, openBucket, type S3Object } from '../aws/index.ts';
import { UsageError } from '../lib/errors.ts';
import { createLimit } from '../lib/limit.ts';
import { formatTime } from '../lib/time.ts';
import type { Fetched } from '../model/fetched.ts';
import { fetchObject, whyNot } from './s3/fetch-object.ts';
import { findFolders } from './s3/find-folders.ts';
import { dayRange, isRecordKey, lastDelivery, placeOf } from './s3/layout.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';
import { createSpool } from './spool.ts';

/** Objects of a bucket: a trail's layout, listed by day where a time range is asked for, or any other prefix, whole. */
export const s3Source: Source = {
  form: 's3://bucket/prefix',
  matches: (spec) => /^s3:/i.test(spec),
  open,
};

const LISTED_AT_ONCE = 8;
const READ_AT_ONCE = 32;

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  const { name, prefix } = parseSpec(spec);
  const bucket = await openBucket(connectAws(options.aws), name);
  const fetchOf = fetcher(bucket, options);
  try {
    const folders = await findFolders(bucket, await prefixOf(bucket, prefix, options.signal), options);
    const isCut = folders.some((folder) => placeOf(folder) === 'logs');
    if (isCut) yield* lateFiles(options);
    for (let at = 0; at < folders.length; at += LISTED_AT_ONCE) {
      const some = folders.slice(at, at + LISTED_AT_ONCE);
      const lists = await Promise.all(some.map((folder) => listFolder(bucket, folder, options)));
      for (const { objects, skipped } of lists) {
        for (const object of objects) yield itemOf(name, object, fetchOf(object));
        if (skipped !== null) yield skipped;
      }
    }
  } catch (error) {
    options.signal.throwIfAborted();
    yield notListed(spec, error);
  }
}

function parseSpec(spec: string): { name: string; prefix: string } {
  const parts = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(spec);
  if (parts === null) throw new UsageError(`${spec}: names no bucket`, 's3://bucket or s3://bucket/prefix');
  return { name: parts[1]!, prefix: parts[2] ?? '' };
}

/** `s3://bucket/AWSLogs` means the folder; what is no folder is the beginning of keys. */
async function prefixOf(bucket: Bucket, prefix: string, signal: AbortSignal): Promise<string> {
  if (prefix === '' || prefix.endsWith('/')) return prefix;
  // A page may be empty and others follow: what was deleted in a bucket with versions is passed over there.
  for await (const { objects } of bucket.list({ prefix: `${prefix}/`, signal })) {
    if (objects.length > 0) return `${prefix}/`;
  }
  return prefix;
}

interface FolderList {
  readonly objects: readonly S3Object[];
  readonly skipped: SourceItem | null;
}

/** One folder's objects. Where the listing breaks off, what was listed is kept and the rest is told. */
async function listFolder(bucket: Bucket, folder: string, options: SourceOptions): Promise<FolderList> {
  const { since, signal } = options;
  const isLogs = placeOf(folder) === 'logs';
  const { startAfter, endBefore } = isLogs ? dayRange(folder, options) : { startAfter: null, endBefore: null };
  const objects: S3Object[] = [];
  try {
    for await (const page of bucket.list({ prefix: folder, signal, ...(startAfter === null ? {} : { startAfter }) })) {
      for (const object of page.objects) {
        if (endBefore !== null && object.key >= endBefore) return { objects, skipped: null };
        // A record is never delivered before it happens.
        const isBefore = since !== null && object.modifiedAt !== null && object.modifiedAt < since;
        if (!isBefore && isRecordKey(object.key)) objects.push(object);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    return { objects, skipped: notListed(`s3://${bucket.name}/${folder}`, error) };
  }
  return { objects, skipped: null };
}

function notListed(source: string, error: unknown): SourceItem {
  const { kind, reason, hint } = awsFailure(error, { action: 's3:ListBucket' });
  const grants = 'grant s3:ListBucket and s3:GetObject (stemma permissions s3), or pass another --profile';
  const more = kind === 'denied' ? grants : kind === 'missing' ? 'check the name of the bucket' : hint;
  const isMistyped = kind === 'missing';
  return {
    kind: 'skipped',
    source,
    reason,
    ...(more === null ? {} : { hint: more }),
    ...(isMistyped ? {} : { unlisted: true }),
  };
}

function* lateFiles({ since, until }: SourceOptions): Generator<SourceItem> {
  if (until === null || lastDelivery(until) * 1000 >= Date.now()) return;
  const reason = `files delivered after ${formatTime(lastDelivery(until))} were not looked for: CloudTrail may deliver up to 30 days late`;
  yield { kind: 'gap', gap: { account: null, region: null, from: since, to: until, reason } };
}

function itemOf(
  bucket: string,
  { key, size, etag, modifiedAt }: S3Object,
  fetch: (signal: AbortSignal) => Promise<Fetched>,
): SourceItem {
  const state = etag === null ? `modified ${modifiedAt ?? 'at no known time'}` : etag.replaceAll('"', '');
  const identity = `${state}:${size}`;
  return { kind: 'file', source: `s3://${bucket}/${key}`, path: '', size, identity, fetch };
}

/** Reads objects, some at once. When credentials fail for one they fail for all: the others are not even asked for. */
function fetcher(bucket: Bucket, { defer }: SourceOptions) {
  const spool = createSpool(defer);
  const limit = createLimit(READ_AT_ONCE);
  let failure: string | null = null;
  return (object: S3Object) =>
    (signal: AbortSignal): Promise<Fetched> =>
      limit(async () => {
        if (failure !== null) return { reason: failure };
        try {
          signal.throwIfAborted();
          return await fetchObject(object, { bucket, spool, signal });
        } catch (error) {
          const { reason, forAll } = whyNot(error);
          if (forAll) failure = reason;
          return { reason };
        }
      });
}
