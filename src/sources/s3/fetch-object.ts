import { awsFailure, type Bucket, type S3Object } from '../../aws/index.ts';
import type { Fetched } from '../../model/fetched.ts';
import { spoolFile, type Spool } from '../spool.ts';

/** What is larger is asked for in parts, several at once. */
export const PART_BYTES = 8 << 20;
/** What is larger goes through a temporary file: CloudTrail writes nothing near it. */
const IN_MEMORY_BYTES = 64 << 20;
const PARTS_AT_ONCE = 4;

export interface Fetching {
  readonly bucket: Bucket;
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

/** The content of an object, as it was listed. Throws what the SDK throws. */
export async function fetchObject(object: S3Object, { bucket, spool, signal }: Fetching): Promise<Fetched> {
  const { key, etag, size } = object;
  const part = async (start: number, target: Uint8Array): Promise<void> =>
    await bucket.read({ key, etag, start, end: start + target.length, signal }, target);
  if (size <= IN_MEMORY_BYTES) {
    const bytes = new Uint8Array(size);
    await eachPart(size, (start, end) => part(start, bytes.subarray(start, end)));
    return { bytes };
  }
  return await spoolFile(spool, async (file) => {
    await eachPart(size, async (start, end) => {
      const bytes = new Uint8Array(end - start);
      await part(start, bytes);
      await file.write(bytes, 0, bytes.length, start);
    });
  });
}

async function eachPart(size: number, take: (start: number, end: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < size) {
      const start = next;
      next = Math.min(size, start + PART_BYTES);
      await take(start, next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARTS_AT_ONCE, Math.ceil(size / PART_BYTES)) }, one));
}

/** Why an object could not be read, and whether every other will fail alike. */
export function whyNot(error: unknown): { readonly reason: string; readonly forAll: boolean } {
  const { kind, reason } = awsFailure(error, { action: 's3:GetObject' });
  if (kind === 'missing') return { reason: 'deleted since it was listed', forAll: false };
  if (error instanceof Error && error.name === 'PreconditionFailed') {
    return { reason: 'changed since it was listed: scan again to read it', forAll: false };
  }
  return { reason, forAll: kind === 'expired' || kind === 'no-credentials' || kind === 'bad-credentials' };
}
