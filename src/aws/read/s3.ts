import { setTimeout as sleep } from 'node:timers/promises';
import type { _Object, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { byText } from '../../lib/by-text.ts';
import type { AwsConnection } from '../connection.ts';

export interface S3Object {
  readonly key: string;
  readonly size: number;
  /** Null where the server has none, as some that only speak like S3. */
  readonly etag: string | null;
  /** Seconds since 1970; null where the server does not say. */
  readonly modifiedAt: number | null;
}

export interface S3Page {
  readonly objects: readonly S3Object[];
  /** Prefixes up to the delimiter, where one was given. */
  readonly folders: readonly string[];
}

export interface ListRequest {
  readonly prefix: string;
  readonly delimiter?: '/';
  /** Keys up to this one are left out. */
  readonly startAfter?: string;
  readonly signal: AbortSignal;
}

/** A part of an object, as it was when it was listed. */
export interface ReadRequest {
  readonly key: string;
  readonly etag: string | null;
  /** First byte. */
  readonly start: number;
  /** One behind the last byte. */
  readonly end: number;
  readonly signal: AbortSignal;
}

/** A bucket, read-only. Errors are those of the SDK: `awsFailure` says what they mean. */
export interface Bucket {
  readonly name: string;
  list(request: ListRequest): AsyncGenerator<S3Page>;
  /** Fills the target with the bytes of a range; a connection that breaks off is taken up again where it broke. */
  read(request: ReadRequest, target: Uint8Array): Promise<void>;
  /** User metadata, names in lower case. */
  metadata(key: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
}

export async function openBucket(aws: AwsConnection, name: string): Promise<Bucket> {
  const { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    ...(await aws.clientConfig()),
    forcePathStyle: aws.options.endpointUrl !== null,
    followRegionRedirects: true,
    // gzip has its own checksum, and ETag says that it is the same object.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const payer = aws.options.requestPayer ? ({ RequestPayer: 'requester' } as const) : {};

  async function* list({ prefix, delimiter, startAfter, signal }: ListRequest): AsyncGenerator<S3Page> {
    const seen = new Set<string>();
    let position: Position = startAfter === undefined ? {} : { StartAfter: startAfter };
    for (;;) {
      const request = {
        Bucket: name,
        Prefix: prefix,
        ...(delimiter && { Delimiter: delimiter }),
        ...position,
        ...payer,
      };
      const page = await client.send(new ListObjectsV2Command(request), { abortSignal: signal });
      const objects = (page.Contents ?? []).flatMap(objectOf);
      const folders = (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []);
      yield { objects, folders };
      if (page.IsTruncated !== true) return;
      position = positionAfter(page.NextContinuationToken, [...objects.map(({ key }) => key), ...folders], seen);
    }
  }

  async function read(request: ReadRequest, target: Uint8Array): Promise<void> {
    const { key, etag, start, end, signal } = request;
    let length = 0;
    for (let breaks = 0; start + length < end;) {
      const from = start + length;
      const range = `bytes=${from}-${end - 1}`;
      const match = etag === null ? {} : { IfMatch: etag };
      const command = new GetObjectCommand({ Bucket: name, Key: key, ...match, Range: range, ...payer });
      const answer = await client.send(command, { abortSignal: signal });
      const before = length;
      const broken = await fill(answer, { from, signal, take: (chunk) => (length = put(chunk, target, length)) });
      // Whoever gets on is not given up.
      breaks = length > before ? 0 : breaks + 1;
      if (breaks >= MOST_BREAKS) throw broken ?? new Error('the server sends less than it has');
      if (breaks > 0) await sleep(100 * 2 ** breaks, undefined, { signal });
    }
  }

  async function metadata(key: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const answer = await client.send(new HeadObjectCommand({ Bucket: name, Key: key, ...payer }), {
      abortSignal: signal,
    });
    return answer.Metadata ?? {};
  }

  return { name, list, read, metadata };
}

interface Position {
  readonly ContinuationToken?: string;
  readonly StartAfter?: string;
}

/** Where the next page begins. A token that comes again leads in a circle: then the last key leads on. */
function positionAfter(token: string | undefined, keys: readonly string[], seen: Set<string>): Position {
  if (token !== undefined && !seen.has(token)) {
    seen.add(token);
    return { ContinuationToken: token };
  }
  const last = keys.toSorted(byText).at(-1);
  if (last === undefined || seen.has(`after:${last}`)) throw new Error('the listing leads in a circle');
  seen.add(`after:${last}`);
  return { StartAfter: last };
}

/** A body may break off as often as this without a single byte having come. */
const MOST_BREAKS = 5;

interface Filling {
  readonly from: number;
  readonly signal: AbortSignal;
  readonly take: (chunk: Uint8Array) => void;
}

/** Takes what comes of a body; returns what broke it off, null where it came to its end. */
async function fill(answer: GetObjectCommandOutput, { from, signal, take }: Filling): Promise<unknown> {
  if (from > 0 && answer.ContentRange === undefined)
    throw new Error('the server ignores the range that it is asked for');
  const body = (answer.Body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await body.next().catch((broken: unknown) => ({ broken }));
    signal.throwIfAborted();
    if ('broken' in next) return next.broken;
    if (next.done === true) return null;
    take(next.value);
  }
}

function put(chunk: Uint8Array, target: Uint8Array, at: number): number {
  if (at + chunk.length > target.length) throw new Error('it is longer than it was listed');
  target.set(chunk, at);
  return at + chunk.length;
}

function objectOf({ Key: key, Size: size, ETag: tag = '', LastModified: modified }: _Object): S3Object[] {
  if (key === undefined || size === undefined) return [];
  const etag = tag.replaceAll('"', '') === '' ? null : tag;
  return [{ key, size, etag, modifiedAt: modified === undefined ? null : Math.floor(modified.getTime() / 1000) }];
}
