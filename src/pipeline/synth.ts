import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { UsageError } from '../lib/errors.ts';

export interface WriteTrailOptions {
  readonly folder: string;
  /** Writes into a folder that has something in it. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

export interface WrittenTrail {
  readonly files: number;
  /** Compressed. */
  readonly bytes: number;
}

interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

// One is compressed on each of the threads that Node has for it, while the next ones are made.
const AT_ONCE = 6;
const compress = promisify(gzip);

/** Writes log files below a folder, compressed, in bounded memory whatever their number. */
export async function writeTrail(files: Iterable<LogFile>, options: WriteTrailOptions): Promise<WrittenTrail> {
  const { folder, force, signal } = options;
  await refuseToMix(folder, force);
  const written = { files: 0, bytes: 0 };
  const known = new Set<string>();
  const underWay = new Set<Promise<void>>();
  for (const file of files) {
    signal.throwIfAborted();
    const work = writeOne(folder, file, known).then((bytes) => {
      underWay.delete(work);
      written.files++;
      written.bytes += bytes;
    });
    underWay.add(work);
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  return written;
}

/** Writes a text beside the trail, piece by piece: it may be longer than one string can be. */
export async function writeBeside(folder: string, name: string, pieces: Iterable<string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), pieces);
}

async function writeOne(folder: string, { path, bytes }: LogFile, known: Set<string>): Promise<number> {
  const file = join(folder, path);
  const parent = dirname(file);
  if (!known.has(parent)) await mkdir(parent, { recursive: true });
  known.add(parent);
  const compressed = await compress(bytes);
  await writeFile(file, compressed);
  return compressed.length;
}

/** A trail among other files is no longer the trail that its truth tells of. */
async function refuseToMix(folder: string, force: boolean): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError(`${folder}: not a folder that can be written to (${error.code ?? error.message})`);
  });
  if (there.length > 0 && !force) {
    throw new UsageError(`${folder}: not empty`, 'name a new folder, or add --force to write into this one');
  }
}
