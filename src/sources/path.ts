import { byText } from '../lib/by-text.ts';
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
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
    yield stats === NOWHERE ? { kind: 'skipped', source: spec, reason: stats, ...wish(spec) } : unlisted(spec, stats);
    return;
  }
  if (!stats.isDirectory()) {
    yield fileItem(spec, resolve(spec), stats);
    return;
  }
  // Depth first without recursion; `entered` holds the real folders, so that a link loop ends.
  const entered = new Set<string>();
  const pending: Folder[] = [{ path: spec, real: null }];
  while (pending.length > 0) {
    options.signal.throwIfAborted();
    const { path: folder, real: known } = pending.pop()!;
    const real = known ?? (await realpath(folder).catch(() => resolve(folder)));
    if (entered.has(real)) continue;
    entered.add(real);
    const entries = await entriesOf(folder);
    if (typeof entries === 'string') {
      yield unlisted(folder, entries);
      continue;
    }
    const folders: Folder[] = [];
    for await (const items of contentOf({ path: folder, real }, entries, { options, folders })) yield* items;
    pending.push(...folders.reverse());
  }
}

/** The one source that is a word alone, without the colon that makes it none of files. */
const wish = (spec: string): { hint?: string } =>
  spec === 'cloudtrail' ? { hint: 'the event history is cloudtrail: with a colon' } : {};

interface Folder {
  /** As the user names it. */
  readonly path: string;
  /** Where it is; null where a link leads to it, and nobody has looked yet. */
  readonly real: string | null;
}

/** What lies in one folder. In lists, because handing on each file by itself takes longer than finding it. */
async function* contentOf(
  { path: folder, real }: Folder,
  entries: readonly Dirent[],
  { options, folders }: { readonly options: SourceOptions; readonly folders: Folder[] },
): AsyncGenerator<readonly SourceItem[]> {
  // Once a folder: for each of its files it would take longer than asking for the file's state.
  const [prefix, fullPrefix, realPrefix] = [folder, resolve(folder), real ?? folder].map(prefixOf);
  const wanted = entries
    .toSorted((a, b) => byText(a.name, b.name))
    .map((entry) => ({ entry, path: prefix + entry.name, full: fullPrefix + entry.name }))
    .filter((place) => !isLeftOut(place, options));
  for (let from = 0; from < wanted.length; from += STATS_AT_ONCE) {
    options.signal.throwIfAborted();
    const some = wanted.slice(from, from + STATS_AT_ONCE);
    const states = await statesOf(some);
    const items: SourceItem[] = [];
    for (let i = 0; i < some.length; i++) {
      const { path, full, entry } = some[i]!;
      const state = states[i]!;
      if (typeof state === 'string') items.push(unlisted(path, state));
      else if (state.isDirectory()) folders.push({ path, real: entry.isDirectory() ? realPrefix + entry.name : null });
      else if (state.isFile() && 'size' in state) items.push(fileItem(path, full, state));
      else items.push(unlisted(path, 'neither a file nor a folder'));
    }
    yield items;
    // Nobody else has had a turn since the last lot, where the disk answers at once.
    await turn();
  }
}

const unlisted = (source: string, reason: string): SourceItem => ({ kind: 'skipped', source, reason, unlisted: true });

const turn = promisify(setImmediate);

/** What a folder holds, or why that cannot be said. */
async function entriesOf(folder: string): Promise<Dirent[] | string> {
  try {
    if (isFar) return await readdir(folder, { withFileTypes: true });
    const start = performance.now();
    const entries = readdirSync(folder, { withFileTypes: true });
    noteTime(start, entries.length);
    return entries;
  } catch (cause) {
    return errnoInWords(cause);
  }
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
/** Below that a pause of the machine looks like a disk that is far away. */
const FEWEST = 32;
let isFar = false;

/**
 * The states of some files. Without waiting it takes a third of the time, as long as the disk answers at once; on one that
 * does not, many are asked for side by side.
 */
async function statesOf(places: readonly Place[]): Promise<(Dirent | Stats | string)[]> {
  if (isFar) return await Promise.all(places.map(stateOf));
  const start = performance.now();
  const states = places.map(({ entry, path }) => (entry.isDirectory() ? entry : stateNow(path)));
  noteTime(start, places.length);
  return states;
}

function noteTime(start: number, files: number): void {
  isFar = performance.now() - start > NEAR_MILLISECONDS * (files + FEWEST);
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

const NOWHERE = 'no such file or folder';

/** What the operating system said, in words that name no code. */
export function errnoInWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return NOWHERE;
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'a symbolic link that leads back to itself';
    case 'ENAMETOOLONG':
      return 'the path is too long';
    case 'EISDIR':
      return 'is a folder';
    case 'EIO':
      return 'the disk could not read it';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
