import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fetched } from '../model/fetched.ts';

/** A folder for content that is too large for memory: readable by nobody else, since records carry session tokens. */
export interface Spool {
  /** A path that nothing is at. */
  readonly newPath: () => Promise<string>;
}

/** The folder is made when it is first needed, and removed when all has been read. */
export function createSpool(defer: (cleanUp: () => Promise<void>) => void): Spool {
  let folder: Promise<string> | null = null;
  let count = 0;
  const made = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'stemma-fetched-'));
    defer(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  return { newPath: async () => join(await (folder ??= made()), String(++count)) };
}

/** Content by way of a file. What was written of it before an error is removed. */
export async function spoolFile(spool: Spool, write: (file: FileHandle) => Promise<void>): Promise<Fetched> {
  const path = await spool.newPath();
  const dispose = async (): Promise<void> => await rm(path, { force: true }).catch(() => undefined);
  const file = await open(path, 'wx', 0o600);
  try {
    await write(file);
  } catch (error) {
    await dispose();
    throw error;
  } finally {
    await file.close();
  }
  return { path, dispose };
}
