import { awsFailure, type EventHistory } from '../../aws/index.ts';
import type { Fetched } from '../../model/fetched.ts';
import { spoolFile, type Spool } from '../spool.ts';
import type { Window } from './windows.ts';

/** What a window may hold in memory; busier ones go through a temporary file. */
const IN_MEMORY_BYTES = 2 << 20;

export interface WindowRequest {
  readonly window: Window;
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

/** All records of a window, one a line; a reason where a page could not be had, since half a window would look whole. */
export async function fetchWindow(history: EventHistory, request: WindowRequest): Promise<Fetched> {
  const { window, spool, signal } = request;
  const pages = history.lookup({ ...window, eventName: null, signal });
  try {
    const lines: Buffer[] = [];
    let size = 0;
    for (;;) {
      const page = await pages.next();
      if (page.done === true) return { bytes: new Uint8Array(Buffer.concat(lines)) };
      lines.push(linesOf(page.value));
      size += lines.at(-1)!.length;
      if (size > IN_MEMORY_BYTES) break;
    }
    return await spoolFile(spool, async (file) => {
      await file.appendFile(Buffer.concat(lines));
      for await (const page of pages) await file.appendFile(linesOf(page));
    });
  } catch (error) {
    return { reason: awsFailure(error, { action: 'cloudtrail:LookupEvents' }).reason };
  }
}

/** Records are JSON texts; should one have line ends for looks, it is one line all the same. */
export const linesOf = (records: readonly string[]): Buffer =>
  Buffer.from(records.map((record) => `${record.replaceAll(/\r?\n/g, ' ')}\n`).join(''));
