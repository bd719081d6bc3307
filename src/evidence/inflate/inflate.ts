// Hot, see `npm run bench` and docs/performance.md.
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { WINDOW_BYTES } from '../read-limits.ts';
import { inflatePlain } from './inflater.ts';

/** Bytes that came out of a gzip file, and what was wrong with it. */
export interface Inflated {
  /** A NUL follows them in the same buffer, for the scanner's loops to stop at. */
  readonly bytes: Buffer;
  /** One clause; null for a sound file. */
  readonly fault: string | null;
}

/** Deflate's best ratio is 1032 to 1: more cannot come out, whatever a trailer claims. */
const MOST_EXPANSION = 1032;
const LEAST_CHUNK = 65_536;
/** Small steps bound what a bomb can make of one of them: 16 KB give 16 MB at most. */
const STEP_BYTES = 16_384;

/** Whether bytes are gzip. The name of a file does not matter. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates all members of a gzip file in one call, into a buffer of the size that the trailer gives where that is
 * possible. Null where more than a window comes out: then it has to be streamed.
 */
export function inflate(file: Buffer): Inflated | null {
  const plain = inflatePlain(file);
  if (plain !== null) return { bytes: plain, fault: null };
  try {
    return { bytes: withSentinel(gunzipSync(file, options(file))), fault: null };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return null;
    return inflateDamaged(file, error);
  }
}

/** Inflates in pieces of bounded size. What comes before a damage is given first; then the fault is returned. */
export async function* inflateStream(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, string | null> {
  const gunzip = createGunzip({ chunkSize: LEAST_CHUNK });
  const inflated: Buffer[] = [];
  let failure: unknown = null;
  let wake = (): void => {};
  gunzip.on('data', (chunk: Buffer) => inflated.push(chunk));
  gunzip.on('error', (error) => {
    failure = error;
    wake();
  });
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start(resolve);
    });
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length && failure === null; at += STEP_BYTES) {
        await settled((done) => gunzip.write(piece.subarray(at, at + STEP_BYTES), done));
        yield* inflated.splice(0);
      }
      if (failure !== null) break;
    }
    if (failure === null) await settled((done) => gunzip.once('end', done).end());
    yield* inflated.splice(0);
  } finally {
    gunzip.destroy();
  }
  return failure === null ? null : faultOf(failure);
}

function options(file: Buffer): { chunkSize: number; maxOutputLength: number } {
  const claimed = file.length >= 18 ? file.readUInt32LE(file.length - 4) : 0;
  const possible = Math.min(claimed, file.length * MOST_EXPANSION, WINDOW_BYTES);
  // A spare byte lets zlib see the end without a second chunk, and holds the sentinel.
  return { chunkSize: Math.max(possible, LEAST_CHUNK) + 64, maxOutputLength: WINDOW_BYTES };
}

/** The bytes with a NUL behind them: in their own buffer where it has room, else in a copy. */
function withSentinel(bytes: Buffer): Buffer {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset === 0 && buffer.byteLength > length && buffer.byteLength >= LEAST_CHUNK) {
    new Uint8Array(buffer)[length] = 0;
    return bytes;
  }
  const copy = Buffer.alloc(length + 1);
  bytes.copy(copy);
  return copy.subarray(0, length);
}

/**
 * All that comes out before the damage. zlib gives nothing together with an error, so the longest beginning without one is
 * searched; a flush at its end brings out what it holds.
 */
function inflateDamaged(file: Buffer, error: unknown): Inflated | null {
  const fault = faultOf(error);
  let good = 0;
  let bad = codeOf(error) === 'Z_BUF_ERROR' ? file.length + 1 : file.length;
  let bytes = inflateBeginning(file, bad - 1);
  if (bytes === null) {
    while (bad - good > 1) {
      const middle = (good + bad) >>> 1;
      const tried = inflateBeginning(file, middle);
      if (tried === 'too-large') return null;
      if (tried === null) bad = middle;
      else [good, bytes] = [middle, tried];
    }
  }
  if (bytes === 'too-large') return null;
  return { bytes: bytes ?? withSentinel(Buffer.alloc(0)), fault };
}

function inflateBeginning(file: Buffer, length: number): Buffer | 'too-large' | null {
  try {
    const settings = { ...options(file), finishFlush: constants.Z_SYNC_FLUSH };
    return withSentinel(gunzipSync(file.subarray(0, length), settings));
  } catch (error) {
    return codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** zlib's message, as one clause for somebody who never read zlib. */
function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === 'Z_BUF_ERROR') return 'gzip data is cut off';
  if (message === 'incorrect data check') return 'gzip checksum does not match';
  if (message === 'incorrect length check') return 'gzip length does not match';
  if (message === 'incorrect header check' || message === 'unknown compression method') {
    return 'bytes after the gzip data are not gzip';
  }
  return 'gzip data is corrupt';
}
