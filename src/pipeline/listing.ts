import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { GrowingList } from '../lib/growing-list.ts';
import type { Gap, NotListed } from '../model/coverage.ts';
import { openSource, type SourceItem, type SourceOptions } from '../sources/index.ts';
import type { Case } from '../store/index.ts';
import { readParquet } from './open-case.ts';
import type { QueryItem } from './read-queries.ts';
import type { ScanRequest } from './scan-request.ts';
import { findUnverified } from './unverified.ts';

export type FileItem = Extract<SourceItem, { kind: 'file' }>;

export interface Listed {
  readonly files: readonly FileItem[];
  readonly queries: readonly QueryItem[];
  readonly skipped: readonly NotListed[];
  /** Where all was listed anew but for what was skipped. Tables are not among them: they are asked later. */
  readonly places: readonly string[];
  readonly gaps: readonly Gap[];
  /** Of the files, those of which nothing vouches for what they may hold: no log files by their names. */
  readonly strangers: readonly FileItem[];
}

/** What the sources of a scan offer, being listed. Who disposes of it ends the listing. */
export interface Listing extends AsyncDisposable {
  /** Files as they are listed. None comes before the last source could be opened: what is mistyped is told before anything is read. */
  readonly files: GrowingList<FileItem>;
  readonly whole: Promise<Listed>;
}

/** The time that a scan asks for. */
export const rangeOf = ({ since, until }: ScanRequest): { since: number | null; until: number | null } => ({
  since,
  until,
});

export function startListing(
  request: ScanRequest,
  opening: Promise<Case>,
  defer: (cleanUp: () => Promise<void>) => void,
): Listing {
  const files = new GrowingList<FileItem>();
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  // Every request on its way listens to it.
  setMaxListeners(0, signal);
  const whole = list({ ...request, signal }, optionsOf({ ...request, signal }, opening, defer), files);
  whole.then(
    () => files.end(),
    (error: unknown) => files.fail(error),
  );
  return {
    files,
    whole,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await whole.catch(() => undefined);
    },
  };
}

function optionsOf(
  request: ScanRequest,
  opening: Promise<Case>,
  defer: (cleanUp: () => Promise<void>) => void,
): SourceOptions {
  const { casePath, outputs, iam = [] } = request;
  return {
    ...request,
    tell: request.onNotice,
    readParquet,
    exclude: new Set([casePath, `${casePath}.wal`, ...outputs, ...iam].map((path) => resolve(path))),
    defer,
    unread: async (items) => (await opening).unread(items, rangeOf(request)),
    lookSeconds: request.lookSeconds ?? null,
    statesUnder: async (prefix, fate) => (await opening).statesUnder(prefix, fate),
  };
}

async function list(request: ScanRequest, options: SourceOptions, files: GrowingList<FileItem>): Promise<Listed> {
  // What is named twice is read once: standard input has nothing left the second time.
  const offered = [...new Set(request.sources)].map((spec) => ({ spec, files: [] as FileItem[] }));
  const held: FileItem[] = [];
  const found: Found = { queries: [], skipped: [], places: new Set(request.sources), gaps: [] };
  const { verify = null } = request;
  for (const source of offered) {
    for await (const item of openSource(source.spec, options)) {
      if (item.kind === 'file') {
        held.push(item);
        if (verify !== null) source.files.push(item);
      } else put(item, source.spec, found);
      if (source === offered.at(-1)) for (const file of held.splice(0)) files.add(file);
    }
  }
  for (const file of held) files.add(file);
  const listed = { ...found, files: files.items, places: [...found.places] };
  if (verify === null) return { ...listed, strangers: [] };
  const unverified = await findUnverified(offered, { ...request, ...verify });
  found.skipped.push(...unverified.skipped);
  found.gaps.push(...unverified.gaps);
  return { ...listed, strangers: unverified.strangers };
}

interface Found {
  readonly queries: QueryItem[];
  readonly skipped: NotListed[];
  readonly places: Set<string>;
  readonly gaps: Gap[];
}

/** Puts what is no file where it belongs. */
function put(item: Exclude<SourceItem, FileItem>, spec: string, { queries, skipped, places, gaps }: Found): void {
  switch (item.kind) {
    case 'query':
      queries.push(item);
      places.delete(spec);
      break;
    case 'listed':
      places.add(item.place);
      break;
    case 'gap':
      gaps.push(item.gap);
      break;
    case 'skipped':
      skipped.push(item);
  }
}
