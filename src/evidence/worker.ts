import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf } from '../lib/buffers-of.ts';
import { arraysOf } from './batch-arrays.ts';
import { type BatchMessage, type FilesMessage, packBatch, unpackFiles } from './pool-messages.ts';
import { readFiles } from './read.ts';
import type { TimeRange } from './time-range.ts';

/** What a worker thread says: once that it is there, then a batch for every list of files. */
export type WorkerAnswer = { readonly ready: true } | { readonly batch: BatchMessage };

const port = parentPort;
if (port === null) throw new Error('worker.ts runs in a worker thread');
const range = workerData as TimeRange;

port.on('message', (message: FilesMessage) => {
  // A rejection is a bug of ours; thrown outside the promise it ends the thread, and the pool hears of it.
  readFiles(unpackFiles(message), range).then(
    (batch) => port.postMessage({ batch: packBatch(batch) } satisfies WorkerAnswer, buffersOf(arraysOf(batch))),
    (error: unknown) => queueMicrotask(() => throwIt(error)),
  );
});
port.postMessage({ ready: true } satisfies WorkerAnswer);

function throwIt(error: unknown): never {
  throw error;
}
