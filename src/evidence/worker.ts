import { parentPort, workerData } from 'node:worker_threads';
import type { FactBatch } from '../model/facts.ts';
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
    (batch) => port.postMessage({ batch } satisfies WorkerAnswer, buffersOf(batch)),
    (error: unknown) => queueMicrotask(() => throwIt(error)),
  );
});
port.postMessage({ ready: true } satisfies WorkerAnswer);

function throwIt(error: unknown): never {
  throw error;
}

/** Every buffer of a batch, once: they move to the other thread, nothing is copied. */
function buffersOf(batch: FactBatch): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const add = (value: unknown): void => {
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  };
  const { files: _, texts, events, ...tables } = batch;
  for (const part of [texts, events, ...Object.values(tables).map(({ columns }) => columns)]) {
    for (const value of Object.values(part)) add(value);
  }
  return [...buffers];
}
