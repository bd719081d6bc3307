import type { FactBatch, FileOutcome } from '../model/facts.ts';
import type { FetchContent } from '../model/fetched.ts';
import { parseTime } from '../lib/time.ts';
import { type Batch, createBatch } from './batch.ts';
import { readBytes, readFile } from './read-file.ts';
import { createRecordReader } from './read-records.ts';
import { PLAIN_TEXT } from './recognise.ts';
import type { TimeRange } from './time-range.ts';

/** A file that a source offers. */
export interface EvidenceFile {
  /** As the user names it. */
  readonly source: string;
  /** Where its bytes are on this machine; empty where they are fetched. */
  readonly path: string;
  readonly size: number;
  readonly identity: string | null;
  /** Gets its content where that is not on this machine. */
  readonly fetch?: FetchContent | undefined;
  /** Long to come and not of a known size: a task by itself. */
  readonly alone?: boolean | undefined;
}

/** A file whose content is here, as it is sent to a thread. */
export interface StoredFile extends Omit<EvidenceFile, 'fetch' | 'alone'> {
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Why there is no content. */
  readonly reason?: string;
}

/** Reads files one after the other into one batch. Bad input is an outcome, never an exception. */
export async function readFiles(files: readonly StoredFile[], range: TimeRange): Promise<FactBatch>;
/** Null where the signal was given before all files were read. */
export async function readFiles(
  files: readonly StoredFile[],
  range: TimeRange & { readonly signal?: AbortSignal | undefined },
): Promise<FactBatch | null>;
export async function readFiles(
  files: readonly StoredFile[],
  range: TimeRange & { readonly signal?: AbortSignal | undefined },
): Promise<FactBatch | null> {
  const batch = createBatch(range);
  const outcomes: FileOutcome[] = [];
  for (const [position, file] of files.entries()) {
    if (range.signal?.aborted === true) return null;
    outcomes.push(await readOne(file, position, { batch, range }));
  }
  return batch.finish(outcomes);
}

async function readOne(
  file: StoredFile,
  position: number,
  { batch, range }: { batch: Batch; range: TimeRange },
): Promise<FileOutcome> {
  const { bytes } = file;
  if (file.reason !== undefined) return skipped(file, file.reason);
  const { since = 0, until = Infinity } = range;
  const reader = createRecordReader({
    take(record) {
      const time = parseTime(record['eventTime']);
      if (time !== null && (time < since || time >= until)) return null;
      return batch.addRecord(record, position);
    },
    load: (bytes) => batch.load(bytes),
    scan: (start, many) => batch.scan(start, many, position),
    get counted() {
      return batch.counted;
    },
  });
  try {
    const { fault } = await (bytes === undefined ? readFile(file.path, file.size, reader) : readBytes(bytes, reader));
    return leaveAlone(outcomeOf(file, reader.outcome(fault)));
  } catch (error) {
    return outcomeOf(file, reader.outcome(inWords(error)));
  }
}

/** Field by field, as wherever there is one a file: what stands behind a spread is defined one by one by the runtime. */
function outcomeOf(
  { source, identity }: StoredFile,
  { status, reason, events, unreadable }: Omit<FileOutcome, 'source' | 'identity'>,
): FileOutcome {
  return { source, identity, status, reason, events, unreadable };
}

/** A licence or a note beside the logs is nobody's loss; a log that turns out to be no JSON is. */
function leaveAlone(outcome: FileOutcome): FileOutcome {
  const isNote = outcome.reason === PLAIN_TEXT && !/\.(json|jsonl|ndjson|log|gz)$/i.test(outcome.source);
  return isNote && outcome.source !== '-' ? { ...outcome, status: 'foreign' } : outcome;
}

/** The outcome of a file of which nothing was read. */
export function skipped({ source, identity }: StoredFile, reason: string): FileOutcome {
  return { source, identity, status: 'skipped', reason, events: 0, unreadable: 0 };
}

const errnoReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a folder',
  ENOENT: 'no longer there',
  ENOTDIR: 'no longer there',
  EIO: 'the disk reports a read error',
  ELOOP: 'symbolic links that lead in a circle',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'not a file',
  ESTALE: 'the network folder is gone',
};

function inWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return errnoReasons[code] ?? `cannot be read (${code === '' ? String(error) : code})`;
}
