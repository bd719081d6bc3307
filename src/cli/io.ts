import type { Readable, Writable } from 'node:stream';
import { gathered } from '../lib/gathered.ts';
import { forJson } from '../lib/neutralise.ts';

/** All that a command may touch of its process, so that tests can call it. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Seconds since 1970: the moment of `--as-of now`. */
  readonly now: () => number;
  /** Aborted by Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
}

/** Writes pieces in order, waiting where the reader is slower. */
export async function writeAll(
  stream: Writable,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  for await (const piece of gathered(pieces)) {
    if (stream.destroyed) return;
    if (!stream.write(piece)) await new Promise<void>((resolve) => drained(stream, resolve));
  }
}

function drained(stream: Writable, resolve: () => void): void {
  const done = (): void => {
    for (const event of ['drain', 'close', 'error']) stream.off(event, done);
    resolve();
  };
  for (const event of ['drain', 'close', 'error']) stream.once(event, done);
}

/** Colour and progress are for people: never where output is piped, nor with NO_COLOR (no-color.org). */
export const wantsColor = (stream: { readonly isTTY?: boolean }, env: Io['env']): boolean =>
  stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

/** Lines as they are shown: each ended. */
export function* ended(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** One JSON array, a row a line, as it comes: a case may hold more than one string can. */
export function* jsonArray(rows: Iterable<unknown>): Generator<string> {
  let before = '[\n';
  for (const row of rows) {
    yield before + forJson(JSON.stringify(row));
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
