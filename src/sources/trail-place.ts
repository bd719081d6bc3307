import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { awsFailure, connectAws, openBucket } from '../aws/index.ts';
import { withoutPassword } from '../lib/without-password.ts';
import type { AwsOptions } from '../model/aws.ts';
import type { NotRead } from '../model/coverage.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { errnoInWords } from './path.ts';
import { findFolders } from './s3/find-folders.ts';
import { dayRange, placeOf } from './s3/layout.ts';

/** A file of a trail, where it is kept. */
export interface TrailFile {
  /** As the user names it: `s3://bucket/key`, or a path. */
  readonly source: string;
  /** `bucket/key` as a digest names it; null in a folder, which may be a copy of any bucket. */
  readonly location: string | null;
}

/** Seconds; null without bound, the end not included. */
export interface TimeRange {
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
}

/** A bucket or a folder that holds a trail with its digests. */
export interface TrailPlace {
  /**
   * The files below it; what cannot be listed is told. Of a bucket in CloudTrail's layout only the days that a time range
   * touches; elsewhere a name may lie outside of it.
   */
  list(range: TimeRange): AsyncGenerator<TrailFile | NotRead>;
  /** The uncompressed content; a reason where it cannot be read. */
  read(file: TrailFile): Promise<Uint8Array | NotRead>;
  /** The signature that is kept with a digest, hexadecimal; null where there is none, as in every folder. */
  signature(file: TrailFile): Promise<string | null>;
}

/** Opens `s3://bucket/prefix` or a folder. Nothing is asked yet. */
export async function openTrailPlace(
  spec: string,
  { aws, signal }: { aws: AwsOptions; signal: AbortSignal },
): Promise<TrailPlace> {
  const s3 = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(spec);
  return s3 === null
    ? folderPlace(spec, signal)
    : await bucketPlace({ name: s3[1]!, prefix: s3[2] ?? '', aws, signal });
}

function folderPlace(root: string, signal: AbortSignal): TrailPlace {
  async function* list(): AsyncGenerator<TrailFile | NotRead> {
    // Folder by folder: one that cannot be listed must not take the others with it.
    const waiting = [root];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      signal.throwIfAborted();
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => errnoInWords(error));
      if (typeof entries === 'string') {
        yield { source: withoutPassword(folder), reason: entries };
        continue;
      }
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) waiting.push(path);
        else if (entry.isFile()) yield { source: path, location: null };
      }
    }
  }
  return {
    list,
    read: async (file) => {
      signal.throwIfAborted();
      try {
        if ((await stat(file.source)).size > MOST_BYTES) return { source: file.source, reason: TOO_LARGE };
        return await unpack(await readFile(file.source));
      } catch (error) {
        return { source: file.source, reason: packingFault(error) ?? errnoInWords(error) };
      }
    },
    signature: async () => null,
  };
}

async function bucketPlace(where: {
  name: string;
  prefix: string;
  aws: AwsOptions;
  signal: AbortSignal;
}): Promise<TrailPlace> {
  const { name, prefix, aws, signal } = where;
  const bucket = await openBucket(connectAws(aws), name);
  const listed = new Map<string, { size: number; etag: string | null }>();
  const keyOf = ({ source }: TrailFile): string => source.slice(`s3://${name}/`.length);
  async function* list(range: TimeRange): AsyncGenerator<TrailFile | NotRead> {
    const isWhole = range.since === null && range.until === null;
    try {
      // `s3://bucket/AWSLogs` means the folder.
      const top = placeOf(`${prefix}/`, 'digests') === 'elsewhere' ? prefix : `${prefix}/`;
      const folders = isWhole ? [prefix] : await findFolders(bucket, top, { signal, wanted: 'digests' });
      for (const folder of folders) yield* listFolder(folder, range);
    } catch (error) {
      signal.throwIfAborted();
      const { reason, hint } = awsFailure(error, { action: 's3:ListBucket' });
      yield { source: `s3://${name}/${prefix}`, reason, ...(hint === null ? {} : { hint }) };
    }
  }
  async function* listFolder(folder: string, range: TimeRange): AsyncGenerator<TrailFile> {
    const hasDays = placeOf(folder, 'digests') === 'logs';
    const { startAfter, endBefore } = hasDays ? dayRange(folder, range) : { startAfter: null, endBefore: null };
    const from = startAfter === null ? {} : { startAfter };
    for await (const { objects } of bucket.list({ prefix: folder, signal, ...from })) {
      for (const { key, size, etag } of objects) {
        if (endBefore !== null && key >= endBefore) return;
        listed.set(key, { size, etag });
        yield { source: `s3://${name}/${key}`, location: `${name}/${key}` };
      }
    }
  }
  async function read(file: TrailFile): Promise<Uint8Array | NotRead> {
    const { size = 0, etag = null } = listed.get(keyOf(file)) ?? {};
    // Whoever may write into the bucket may give anything the name of a log file.
    if (size > MOST_BYTES) return { source: file.source, reason: TOO_LARGE };
    const bytes = new Uint8Array(size);
    try {
      await bucket.read({ key: keyOf(file), etag, start: 0, end: size, signal }, bytes);
      return await unpack(bytes);
    } catch (error) {
      signal.throwIfAborted();
      return {
        source: file.source,
        reason: packingFault(error) ?? awsFailure(error, { action: 's3:GetObject' }).reason,
      };
    }
  }
  return {
    list,
    read,
    signature: async (file) => (await bucket.metadata(keyOf(file), signal))['signature'] ?? null,
  };
}

/** CloudTrail's own quota is 50 MB before packing. */
const MOST_BYTES = 512 << 20;
const TOO_LARGE = 'larger than any file of CloudTrail';
const inflate = promisify(gunzip);

/** What is hashed is the content before it was packed; a copy may have been unpacked. */
async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isPacked ? await inflate(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
}

/** What is wrong with the content of a file that could be had; null for every other error. */
function packingFault(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return TOO_LARGE;
  return code.startsWith('Z_') ? 'it cannot be unpacked' : null;
}

/** The last part of a path or key: CloudTrail gives no two files the same. */
export const nameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep)) + 1);
