import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf } from '../lib/buffers-of.ts';
import type { FactBatch } from '../model/facts.ts';
import { arraysOf } from './batch-arrays.ts';
import { type StoredFile, readFiles } from './read.ts';
import type { TimeRange } from './time-range.ts';

/** What a worker thread says: once that it is there, then a batch for every list of files. */
export type WorkerAnswer = { readonly ready: true } | { readonly batch: FactBatch };

const port = parentPort;
if (port === null) throw new Error('worker.ts runs in a worker thread');
const range = workerData as TimeRange;

port.on('message', (files: readonly StoredFile[]) => {
  // A rejection is a bug of ours; thrown outside the promise it ends the thread, and the pool hears of it.
  readFiles(files, range).then(
    (batch) => port.postMessage({ batch } satisfies WorkerAnswer, buffersOf(arraysOf(batch))),
    (error: unknown) => queueMicrotask(() => throwIt(error)),
  );
});
port.postMessage({ ready: true } satisfies WorkerAnswer);

function throwIt(error: unknown): never {
  throw error;
}
