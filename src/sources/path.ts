import { byText } from '../lib/by-text.ts';
import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { EpochSeconds } from '../model/lineage.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';

/** A file, or a folder with all that is below it, in the order of names. */
export const pathSource: Source = {
  form: 'a file or folder',
  matches: (spec) => !/^[a-z][a-z0-9+.-]+:/i.test(spec) || /^[a-z]:[\\/]/i.test(spec),
  open,
};

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  const stats = await stat(spec).catch((cause: unknown) => errnoInWords(cause));
  if (typeof stats === 'string') {
    yield { kind: 'skipped', source: spec, reason: stats };
    return;
  }
  if (!stats.isDirectory()) {
    yield fileItem(spec, resolve(spec), stats);
    return;
  }
  // Depth first without recursion; `entered` holds the real folders, so that a link loop ends.
  const entered = new Set<string>();
  const pending: string[] = [spec];
  while (pending.length > 0) {
    options.signal.throwIfAborted();
    const folder = pending.pop()!;
    const real = await realpath(folder).catch(() => resolve(folder));
    if (entered.has(real)) continue;
    entered.add(real);
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => errnoInWords(cause));
    if (typeof entries === 'string') {
      yield { kind: 'skipped', source: folder, reason: entries };
      continue;
    }
    const { items, folders } = await contentOf(folder, entries, options);
    for (const item of items) yield item;
    pending.push(...folders.reverse());
  }
}

/** What lies in one folder. In a list, because handing on each file by itself takes longer than finding it. */
async function contentOf(
  folder: string,
  entries: readonly Dirent[],
  options: SourceOptions,
): Promise<{ readonly items: readonly SourceItem[]; readonly folders: string[] }> {
  const items: SourceItem[] = [];
  const folders: string[] = [];
  // Once a folder: for each of its files it would take longer than asking for the file's state.
  const [prefix, fullPrefix] = [prefixOf(folder), prefixOf(resolve(folder))];
  const wanted = entries
    .toSorted((a, b) => byText(a.name, b.name))
    .map((entry) => ({ entry, path: prefix + entry.name, full: fullPrefix + entry.name }))
    .filter((place) => !isLeftOut(place, options));
  for (let from = 0; from < wanted.length; from += STATS_AT_ONCE) {
    const some = wanted.slice(from, from + STATS_AT_ONCE);
    const states = await statesOf(some);
    for (const [i, state] of states.entries()) {
      const { path, full } = some[i]!;
      if (typeof state === 'string') items.push({ kind: 'skipped', source: path, reason: state });
      else if (state.isDirectory()) folders.push(path);
      else if (state.isFile() && 'size' in state) items.push(fileItem(path, full, state));
      else items.push({ kind: 'skipped', source: path, reason: 'neither a file nor a folder' });
    }
  }
  return { items, folders };
}

/** What `join` puts before the name of an entry. */
const prefixOf = (folder: string): string => join(folder, 'x').slice(0, -1);

interface Place {
  readonly entry: Dirent;
  /** As the user names it. */
  readonly path: string;
  /** From the root on. */
  readonly full: string;
}

const STATS_AT_ONCE = 64;
/** What a file's state takes on a disk of this machine, and much less than on one that is far away. */
const NEAR_MILLISECONDS = 0.2;
let isFar = false;

/**
 * The states of some files. Without waiting it takes a third of the time, as long as the disk answers at once; on one that
 * does not, many are asked for side by side.
 */
async function statesOf(places: readonly Place[]): Promise<(Dirent | Stats | string)[]> {
  if (isFar) return await Promise.all(places.map(stateOf));
  const start = performance.now();
  const states = places.map(({ entry, path }) => (entry.isDirectory() ? entry : stateNow(path)));
  isFar = performance.now() - start > NEAR_MILLISECONDS * places.length;
  return states;
}

/** Of a folder its name tells all. */
async function stateOf({ path, entry }: Place): Promise<Dirent | Stats | string> {
  return entry.isDirectory() ? entry : await stat(path).catch((cause: unknown) => errnoInWords(cause));
}

function stateNow(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (cause) {
    return errnoInWords(cause);
  }
}

function isLeftOut({ path, full, entry }: Place, { exclude, since }: SourceOptions): boolean {
  if (isHidden(entry.name) || exclude.has(full) || isBefore(path, since)) return true;
  return entry.isDirectory() && isLeftAlone(entry.name);
}

/** Version control, editors and file managers leave these; CloudTrail delivers none. */
const isHidden = (name: string): boolean => name.startsWith('.');

/** Folders beside `CloudTrail` in a bucket that hold no event records (userguide/get-and-view-cloudtrail-log-files). */
const isLeftAlone = (name: string): boolean => /^CloudTrail-(Digest|Insight|Aggregated)$/.test(name);

/**
 * Whether a folder of a bucket's layout (…/REGION/YYYY/MM/DD/) holds only records from before a time: a record is never
 * delivered before it happens. After `until` nothing can be left out, since delivery may come thirty days late.
 */
function isBefore(path: string, since: EpochSeconds | null): boolean {
  if (since === null) return false;
  const date = /[\\/]CloudTrail(?:-NetworkActivity)?[\\/][a-z0-9-]+[\\/](\d{4})[\\/](\d\d)[\\/](\d\d)(?:[\\/]|$)/.exec(
    path,
  );
  if (date === null) return false;
  const dayEnds = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3]) + 1) / 1000;
  return dayEnds <= since;
}

function fileItem(source: string, path: string, stats: Stats): SourceItem {
  return {
    kind: 'file',
    source,
    path,
    size: stats.size,
    identity: `${stats.size}:${stats.mtimeMs}`,
  };
}

/** What the operating system said, in words that name no code. */
export function errnoInWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'a symbolic link that leads back to itself';
    case 'ENAMETOOLONG':
      return 'the path is too long';
    case 'EIO':
      return 'the disk could not read it';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
