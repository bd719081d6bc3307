import type { Bucket } from '../../aws/index.ts';
import { leadsToLogs, placeOf, type Wanted } from './layout.ts';

/** A bucket's root may hold the prefixes of several trails; deeper than this nobody puts them. */
const DEEPEST = 3;
const MOST_FOLDERS = 200;

export interface Finding {
  readonly signal: AbortSignal;
  readonly wanted?: Wanted;
  /** Takes where trails may be that nobody looked for. */
  readonly tell?: ((notice: string) => void) | undefined;
}

/**
 * The folders below a prefix that hold days of logs, found by asking for folders alone. Where no AWSLogs is found, the
 * prefix itself: it is read whole, whatever its layout.
 */
export async function findFolders(
  bucket: Bucket,
  prefix: string,
  { signal, wanted = 'records', tell }: Finding,
): Promise<string[]> {
  const place = (folder: string) => placeOf(folder, wanted);
  if (place(prefix) === 'logs') return [prefix];
  const roots = place(prefix) === 'step' ? [prefix] : await awsLogsBelow(bucket, prefix, { signal, tell });
  const folders: string[] = [];
  let level = roots;
  while (level.length > 0) {
    const below = await foldersOf(bucket, level, signal);
    const next: string[] = [];
    for (const folder of below.flat().filter((name) => leadsToLogs(name, wanted))) {
      if (place(folder) === 'logs') folders.push(folder);
      else if (place(folder) === 'step') next.push(folder);
    }
    level = next;
  }
  return folders.length === 0 ? [prefix] : folders.sort();
}

async function awsLogsBelow(bucket: Bucket, prefix: string, { signal, tell }: Finding): Promise<string[]> {
  if (prefix !== '' && !prefix.endsWith('/')) return [];
  const found: string[] = [];
  let level = [prefix];
  for (let depth = 0; depth < DEEPEST && level.length > 0 && level.length <= MOST_FOLDERS; depth++) {
    const below = (await foldersOf(bucket, level, signal)).flat();
    found.push(...below.filter((folder) => placeOf(folder) === 'step'));
    level = below.filter((folder) => placeOf(folder) === 'elsewhere');
  }
  // Where none is found, all is read: nothing is missed then.
  if (found.length > 0 && level.length > MOST_FOLDERS) {
    const where = `s3://${bucket.name}/${prefix}`;
    tell?.(
      `${where}: trails were not looked for in ${level.length} folders beside ${found.slice(0, 3).join(', ')}: name those that hold one`,
    );
  }
  return found;
}

const ASKED_AT_ONCE = 16;

async function foldersOf(bucket: Bucket, folders: readonly string[], signal: AbortSignal): Promise<string[][]> {
  const found: string[][] = [];
  for (let at = 0; at < folders.length; at += ASKED_AT_ONCE) {
    const some = folders.slice(at, at + ASKED_AT_ONCE);
    found.push(...(await Promise.all(some.map((folder) => foldersIn(bucket, folder, signal)))));
  }
  return found;
}

async function foldersIn(bucket: Bucket, prefix: string, signal: AbortSignal): Promise<string[]> {
  const folders: string[] = [];
  for await (const page of bucket.list({ prefix, delimiter: '/', signal })) folders.push(...page.folders);
  return folders;
}
