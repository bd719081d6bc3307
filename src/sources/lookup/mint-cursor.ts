import { appendFile, rm } from 'node:fs/promises';
import type { EventHistory } from '../../aws/index.ts';
import { parseTime } from '../../lib/time.ts';
import type { Fetched } from '../../model/fetched.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Spool } from '../spool.ts';
import { linesOf } from './fetch-window.ts';
import type { Stretch } from './stretches.ts';

/** A stretch of which every call of one name was had. */
export interface Covered {
  readonly stretch: Stretch;
  readonly content: Fetched;
}

/** A stretch to be asked for; `again`: it was, when events could still come into it. */
export interface Asked extends Stretch {
  readonly again: boolean;
}

/** Calls of one name in one region, asked for page by page from the newest back. */
export interface MintCursor {
  readonly call: string;
  /** The higher, the sooner it should go on: the newest of what was never asked for; -Infinity when nothing is left. */
  readonly rank: number;
  /** Asks for one more page. Throws what the SDK throws. */
  advance(): Promise<void>;
  /** What is had; the last page may have broken off within a second, which is then left out. */
  settle(): Promise<Covered[]>;
  /** What was not reached, newest first. */
  left(): Asked[];
}

export interface CursorRequest {
  readonly history: EventHistory;
  readonly call: string;
  /** In the order of asking; each is asked for from its end back. */
  readonly todo: readonly Asked[];
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

export function createMintCursor({ history, call, todo, spool, signal }: CursorRequest): MintCursor {
  const covered: Covered[] = [];
  let at = 0;
  /** Down to here, everything of the stretch is had. */
  let frontier = todo[0]?.to ?? -Infinity;
  let pages: AsyncGenerator<string[]> | null = null;
  let pile = createPile(spool);

  /** Down to `from`, all that there is. */
  async function cover(from: EpochSeconds): Promise<void> {
    const { to } = todo[at]!;
    if (from < to) covered.push({ stretch: { from, to }, content: await pile.take(from) });
    pile = createPile(spool);
  }

  return {
    call,
    get rank() {
      // Whatever was asked for before comes after all that was not.
      return todo[at]?.again === true ? frontier - Number.MAX_SAFE_INTEGER : frontier;
    },
    async advance() {
      const stretch = todo[at]!;
      pages ??= history.lookup({ ...stretch, eventName: call, signal });
      const page = await pages.next();
      if (page.done === true) {
        await cover(stretch.from);
        pages = null;
        frontier = todo[++at]?.to ?? -Infinity;
        return;
      }
      const oldest = await pile.add(page.value);
      // Of the oldest second there may be more on the next page.
      frontier = Math.max(stretch.from, Math.min(frontier, oldest + 1));
    },
    async settle() {
      if (at < todo.length) {
        await pages?.return(undefined);
        await cover(frontier);
      }
      return covered;
    },
    left() {
      const stretch = todo[at];
      if (stretch === undefined) return [];
      return [{ ...stretch, to: frontier }, ...todo.slice(at + 1)];
    },
  };
}

/** What a pile may hold in memory; there are six for each region. */
const IN_MEMORY_BYTES = 256 << 10;

/** Records of a stretch as they come, newest first: those of the oldest second are kept apart until an older one comes. */
function createPile(spool: Spool) {
  let lines: Buffer[] = [];
  let size = 0;
  let path: string | null = null;
  let lastSecond: string[] = [];
  let oldest = Infinity;

  async function put(records: readonly string[]): Promise<void> {
    lines.push(linesOf(records));
    size += lines.at(-1)!.length;
    if (size <= IN_MEMORY_BYTES) return;
    path ??= await spool.newPath();
    await appendFile(path, Buffer.concat(lines), { mode: 0o600 });
    lines = [];
    size = 0;
  }

  return {
    /** Gives the time of the oldest record so far. */
    async add(records: readonly string[]): Promise<number> {
      const times = records.map(timeOf);
      const before = oldest;
      oldest = Math.min(oldest, ...times);
      if (oldest < before) {
        const done = lastSecond;
        lastSecond = [];
        await put(done);
      }
      await put(records.filter((_, i) => times[i]! > oldest));
      lastSecond.push(...records.filter((_, i) => times[i]! <= oldest));
      return oldest;
    },
    /** The records from a time on. */
    async take(from: EpochSeconds): Promise<Fetched> {
      if (oldest >= from) await put(lastSecond);
      if (path === null) return { bytes: new Uint8Array(Buffer.concat(lines)) };
      const file = path;
      if (lines.length > 0) await appendFile(file, Buffer.concat(lines));
      return { path: file, dispose: () => rm(file, { force: true }) };
    },
  };
}

/** One whose time cannot be read is as new as any. */
function timeOf(record: string): number {
  try {
    return parseTime((JSON.parse(record) as { eventTime?: unknown }).eventTime) ?? Infinity;
  } catch {
    return Infinity;
  }
}
