// Hot, see `npm run bench` and docs/performance.md.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflate, inflateStream, isGzip, type Inflated } from './inflate/inflate.ts';
import { roomToRead } from './inflate/inflater.ts';
import { WINDOW_BYTES, isBomb } from './read-limits.ts';

/** Takes a file's bytes in windows behind which a NUL stands; gives the position of what it wants to see again. */
export interface WindowReader {
  feed(bytes: Buffer, end: number, last: boolean): number;
  readonly stopped: boolean;
}

/** How the bytes of a file were had. */
export interface FileBytes {
  /** Read from the disk, before inflating. */
  readonly bytes: number;
  /** One clause; null where all was well. */
  readonly fault: string | null;
}

/**
 * Reads a file, inflates it where it is gzip, and feeds it to a reader. `listed` is how many bytes it had when it was listed, 0 where
 * that is not known. Throws only where it cannot be opened or read at all.
 */
export async function readFile(path: string, listed: number, reader: WindowReader): Promise<FileBytes> {
  const file = openSync(path, 'r');
  try {
    // What was listed with a size is a file: asking for its state again is a twentieth of a small one's time.
    const size = listed > 0 ? listed : sizeOf(file);
    if (size === null || size > WINDOW_BYTES) return await readPieces(file, reader);
    const whole = roomFor(path, size + 1);
    // One byte more is asked for: a file that grew since it was listed is streamed.
    const length = fill(file, whole, 0);
    if (length > size) return await readPieces(file, reader, whole);
    return await readWhole(whole.subarray(0, length), reader);
  } finally {
    closeSync(file);
  }
}

/** Null for what is no file and has no size. */
function sizeOf(file: number): number | null {
  const stat = fstatSync(file);
  if (stat.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  return stat.isFile() ? stat.size : null;
}

/** Fresh memory costs a fault a page, and a copy to be inflated: a file whose name says that it is gzip goes where it is inflated. */
function roomFor(path: string, bytes: number): Buffer {
  return (path.endsWith('.gz') ? roomToRead(bytes) : null) ?? Buffer.allocUnsafeSlow(bytes);
}

/** The same for bytes that are here already. */
export async function readBytes(bytes: Uint8Array, reader: WindowReader): Promise<FileBytes> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isGzip(buffer) && buffer.length <= WINDOW_BYTES) return await readWhole(buffer, reader);
  if (isGzip(buffer)) return await readInflated(once(buffer), reader);
  await feedPieces(reader, once(buffer));
  return { bytes: buffer.length, fault: null };
}

async function readWhole(bytes: Buffer, reader: WindowReader): Promise<FileBytes> {
  if (!isGzip(bytes)) {
    feedWhole(reader, { bytes, fault: null });
    return { bytes: bytes.length, fault: null };
  }
  const inflated = inflate(bytes);
  if (inflated === null) return await readInflated(once(bytes), reader);
  feedWhole(reader, inflated);
  return { bytes: bytes.length, fault: inflated.fault };
}

function feedWhole(reader: WindowReader, { bytes }: Inflated): void {
  const { buffer, byteOffset, length } = bytes;
  const withSentinel = Buffer.from(buffer, byteOffset, length + 1);
  withSentinel[length] = 0;
  const start = markLength(withSentinel);
  reader.feed(withSentinel.subarray(start), length - start, true);
}

async function readPieces(file: number, reader: WindowReader, first?: Buffer): Promise<FileBytes> {
  const pieces = piecesOf(file, first);
  const opening = await pieces.next();
  const head = opening.done === true ? Buffer.alloc(0) : opening.value;
  if (isGzip(head)) return await readInflated(chain(head, pieces), reader);
  let bytes = 0;
  await feedPieces(
    reader,
    counted(chain(head, pieces), (length) => (bytes += length)),
  );
  return { bytes, fault: null };
}

async function readInflated(pieces: AsyncIterable<Buffer>, reader: WindowReader): Promise<FileBytes> {
  let bytes = 0;
  let inflatedBytes = 0;
  let fault: string | null = null;
  async function* inflated(): AsyncGenerator<Buffer> {
    const stream = inflateStream(counted(pieces, (length) => (bytes += length)));
    for (;;) {
      const next = await stream.next();
      if (next.done === true) {
        fault = next.value;
        return;
      }
      inflatedBytes += next.value.length;
      yield next.value;
      if (isBomb(bytes, inflatedBytes)) {
        fault = 'inflates to more than any log holds';
        await stream.return(null);
        return;
      }
    }
  }
  await feedPieces(reader, inflated());
  return { bytes, fault };
}

/** Gathers pieces into windows; what a reader leaves of one begins the next. */
async function feedPieces(reader: WindowReader, pieces: AsyncIterable<Buffer>): Promise<void> {
  const window = Buffer.allocUnsafeSlow(WINDOW_BYTES + 1);
  let length = 0;
  let first = true;
  const flush = (last: boolean): void => {
    const start = first ? markLength(window.subarray(0, length)) : 0;
    first = false;
    window[length] = 0;
    const used = start + reader.feed(window.subarray(start), length - start, last);
    window.copyWithin(0, used, length);
    length -= used;
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const copied = piece.copy(window, length, at, Math.min(piece.length, at + WINDOW_BYTES - length));
      at += copied;
      length += copied;
      if (length === WINDOW_BYTES) flush(false);
    }
    if (reader.stopped) return;
  }
  flush(true);
}

/** Length of the byte order mark of UTF-8, where there is one. */
function markLength(bytes: Buffer): number {
  return bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

const PIECE_BYTES = 1 << 20;

async function* piecesOf(file: number, first?: Buffer): AsyncGenerator<Buffer> {
  if (first !== undefined) yield first;
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const length = fill(file, piece, 0);
    if (length > 0) yield piece.subarray(0, length);
    if (length < piece.length) return;
  }
}

function fill(file: number, bytes: Buffer, from: number): number {
  let length = from;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* chain(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

async function* counted(pieces: AsyncIterable<Buffer>, count: (length: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    count(piece.length);
    yield piece;
  }
}
