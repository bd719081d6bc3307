import { constants } from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StemmaError, UsageError, whyNotWritten } from '../lib/errors.ts';

/** What a command reads besides its sources: named, and never written over. */
interface Read {
  readonly case: string;
  readonly config?: string | undefined;
  readonly iam?: readonly string[];
  readonly publicKeys?: string | undefined;
}

/**
 * Refuses files that could not be written before anything is read (an hour later is too late), and those that would take the
 * place of what is read: evidence, the case, a snapshot, the configuration.
 */
export async function checkPlaces(
  files: readonly string[],
  read: Read,
  sources: readonly string[] = [],
): Promise<void> {
  if (files.length === 0) return;
  const inputs = [
    ...sources,
    read.case,
    `${read.case}.wal`,
    ...(read.iam ?? []),
    read.config ?? 'stemma.config.json',
    ...(read.publicKeys === undefined ? [] : [read.publicKeys]),
  ];
  const taken = new Set(await Promise.all(inputs.map(placeOf)));
  for (const file of files) {
    if (taken.has(await placeOf(file))) {
      throw new UsageError(
        `${file}: is what this command reads, and would be written over`,
        'name another file with -o',
      );
    }
    await checkPlace(file);
  }
}

async function checkPlace(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  try {
    if (found?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
    await access(dirname(file), constants.W_OK);
  } catch (cause) {
    throw notWritten(file, cause, 'name a file in a folder that is there, and that you may write to, with -o');
  }
  if (found?.isFile() === true && (await isLog(file))) {
    throw new UsageError(`${file}: holds CloudTrail records, and would be written over`, 'name another file with -o');
  }
}

/** One file has one place, by whatever way it is named, be it there yet or not. */
async function placeOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found !== null) return `${found.dev}:${found.ino}`;
  const whole = resolve(path);
  const folder = await realpath(dirname(whole)).catch(() => dirname(whole));
  return join(folder, basename(whole));
}

const BEGINNING = 4096;

/** Reports of before may be replaced, also beside the logs; logs may not. */
async function isLog(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return /"(?:Records|eventVersion|CloudTrailEvent)"\s*:/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

export const notWritten = (file: string, cause: unknown, hint: string): StemmaError =>
  new StemmaError(`${file}: the report could not be written: ${whyNotWritten(cause)}`, { exitCode: 2, hint, cause });
