import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../lib/errors.ts';
import type { LogFile } from '../../synth/index.ts';
import { startThreads } from './threads.ts';

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

/** Writes log files below a folder, compressed, in bounded memory whatever their number. */
export async function writeTrail(files: Iterable<LogFile>, options: WriteTrailOptions): Promise<WrittenTrail> {
  const { folder, force, signal } = options;
  await refuseToMix(folder, force);
  let count = 0;
  await using threads = startThreads();
  for (const file of files) {
    signal.throwIfAborted();
    await threads.write(join(folder, file.path), file);
    count++;
  }
  return { files: count, bytes: await threads.done() };
}

/** Writes a text beside the trail, piece by piece: it may be longer than one string can be. */
export async function writeBeside(folder: string, name: string, pieces: Iterable<string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), inLots(pieces));
}

const LOT_CHARACTERS = 1 << 20;

/** A write takes as long for a line as for a thousand. */
function* inLots(pieces: Iterable<string>): Generator<string> {
  let lot = '';
  for (const piece of pieces) {
    lot += piece;
    if (lot.length < LOT_CHARACTERS) continue;
    yield lot;
    lot = '';
  }
  yield lot;
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
