import { type FactBatch, type FileOutcome, fileStatuses } from '../model/facts.ts';
import type { StoredFile } from './read.ts';

/**
 * What goes between the program and its threads: columns, since an object a file takes several times as long to be copied as what
 * is in it. What the other side knows stays at home.
 */
export interface FilesMessage {
  readonly sources: readonly string[];
  /** Null where it is as the source. */
  readonly paths: readonly (string | null)[];
  /** Bytes, as listed. */
  readonly sizes: Float64Array;
  /** Of those that have them, by their position. */
  readonly contents: ReadonlyMap<number, Pick<StoredFile, 'bytes' | 'reason'>>;
}

export function packFiles(files: readonly StoredFile[]): FilesMessage {
  const contents = new Map<number, Pick<StoredFile, 'bytes' | 'reason'>>();
  for (let i = 0; i < files.length; i++) {
    const { bytes, reason } = files[i]!;
    if (bytes !== undefined) contents.set(i, { bytes });
    else if (reason !== undefined) contents.set(i, { reason });
  }
  return {
    sources: files.map(({ source }) => source),
    paths: files.map(({ source, path }) => (path === source ? null : path)),
    sizes: Float64Array.from(files, ({ size }) => size),
    contents,
  };
}

/** The files without their identities, which nobody asks a thread for. */
export function unpackFiles({ sources, paths, sizes, contents }: FilesMessage): StoredFile[] {
  return sources.map((source, i) => {
    const file = { source, path: paths[i] ?? source, size: sizes[i]!, identity: null };
    const content = contents.get(i);
    return content === undefined ? file : { ...file, ...content };
  });
}

export interface BatchMessage {
  readonly facts: Omit<FactBatch, 'files'>;
  /** In the order of the files: codes of `fileStatuses`. */
  readonly statuses: Uint8Array;
  readonly events: Float64Array;
  readonly unreadable: Float64Array;
  /** By position, where there is one. */
  readonly reasons: ReadonlyMap<number, string>;
}

export function packBatch({ files, ...facts }: FactBatch): BatchMessage {
  const reasons = new Map<number, string>();
  for (let i = 0; i < files.length; i++) {
    const { reason } = files[i]!;
    if (reason !== null) reasons.set(i, reason);
  }
  return {
    facts,
    statuses: Uint8Array.from(files, ({ status }) => fileStatuses.indexOf(status)),
    events: Float64Array.from(files, ({ events }) => events),
    unreadable: Float64Array.from(files, ({ unreadable }) => unreadable),
    reasons,
  };
}

/** `files` are those that the thread was given. */
export function unpackBatch(
  { facts, statuses, events, unreadable, reasons }: BatchMessage,
  files: readonly StoredFile[],
): FactBatch {
  const outcomes = files.map(({ source, identity }, i): FileOutcome => ({
    source,
    identity,
    status: fileStatuses[statuses[i]!]!,
    reason: reasons.get(i) ?? null,
    events: events[i]!,
    unreadable: unreadable[i]!,
  }));
  return { ...facts, files: outcomes };
}
