import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { GrowingList } from '../lib/growing-list.ts';
import type { Gap, NotRead } from '../model/coverage.ts';
import { openSource, type SourceItem, type SourceOptions } from '../sources/index.ts';
import type { Case } from '../store/index.ts';
import { readParquet } from './open-case.ts';
import type { QueryItem } from './read-queries.ts';
import type { ScanRequest } from './scan-request.ts';
import { findUnverified } from './unverified.ts';

export type FileItem = Extract<SourceItem, { kind: 'file' }>;

/** `unlisted`: see `SourceItem`. */
export type NotListed = NotRead & { readonly unlisted?: true };

export interface Listed {
  readonly files: readonly FileItem[];
  readonly queries: readonly QueryItem[];
  readonly skipped: readonly NotListed[];
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
  const queries: QueryItem[] = [];
  const skipped: NotListed[] = [];
  const gaps: Gap[] = [];
  const { verify = null } = request;
  for (const source of offered) {
    for await (const item of openSource(source.spec, options)) {
      if (item.kind === 'file') {
        held.push(item);
        if (verify !== null) source.files.push(item);
      } else if (item.kind === 'query') queries.push(item);
      else if (item.kind === 'gap') gaps.push(item.gap);
      else skipped.push(item);
      if (source === offered.at(-1)) for (const file of held.splice(0)) files.add(file);
    }
  }
  for (const file of held) files.add(file);
  if (verify === null) return { files: files.items, queries, skipped, gaps, strangers: [] };
  const unverified = await findUnverified(offered, { ...request, ...verify });
  skipped.push(...unverified.skipped);
  gaps.push(...unverified.gaps);
  return { files: files.items, queries, skipped, gaps, strangers: unverified.strangers };
}
