import { MessageChannel } from 'node:worker_threads';
import { buffersOf } from './buffers-of.ts';

// Closed long before the first message: until it is, messages wait for it.
const { port1: nowhere, port2: closed } = new MessageChannel();
closed.close();

/** Below this a message costs more than the memory is worth. */
const LEAST_BYTES = 1 << 14;

/**
 * Gives the memory of dead arrays back now. The engine goes by the size of its own heap, in which a typed array of ten megabytes
 * is a few words, and lets hundreds of megabytes of them lie. A buffer that is sent is no longer the sender's, and a message to a
 * port whose other end is closed is dropped with all that it holds. The arrays are empty afterwards: nobody may have a view of
 * their buffers.
 */
export function freeArrays(arrays: Iterable<unknown>): void {
  const large = buffersOf(arrays).filter(({ byteLength }) => byteLength >= LEAST_BYTES);
  if (large.length > 0) nowhere.postMessage(null, large);
}
