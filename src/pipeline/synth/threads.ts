import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { StemmaError } from '../../lib/errors.ts';
import type { Answer, Order, Stored } from './pack-worker.ts';

/** Threads that compress and write while the next files are made. */
export interface Threads {
  /** Resolves as soon as another file may come: what waits is bounded. */
  write(order: Order, then: (stored: Stored) => void): Promise<void>;
  /** Resolves when all is written. */
  done(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  /** What to do with its answers, in the order of what it was given. */
  readonly waiting: ((stored: Stored) => void)[];
}

// One thread makes the files: more than these it cannot keep busy.
const MOST = 4;
const WAITING_EACH = 3;

export function startThreads(): Threads {
  let failure: Error | null = null;
  let wake = (): void => undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const count = Math.min(MOST, availableParallelism());
  const threads = Array.from({ length: count }, (): Thread => {
    const worker = new Worker(new URL('./pack-worker.js', import.meta.url));
    const thread: Thread = { worker, waiting: [] };
    worker.on('message', (answer: Answer) => {
      if ('failed' in answer) fail(new StemmaError(`the trail cannot be written: ${answer.failed}`, { exitCode: 2 }));
      else thread.waiting.shift()?.(answer);
      wake();
    });
    worker.on('error', fail);
    return thread;
  });
  const until = async (isReady: () => boolean): Promise<void> => {
    while (failure === null && !isReady()) await new Promise<void>((resolve) => (wake = resolve));
    if (failure !== null) throw failure;
  };
  const idlest = (): Thread => threads.reduce((a, b) => (a.waiting.length <= b.waiting.length ? a : b));

  return {
    async write(order, then) {
      const { worker, waiting } = idlest();
      worker.postMessage(order, [order.bytes.buffer]);
      waiting.push(then);
      await until(() => idlest().waiting.length < WAITING_EACH);
    },
    done: () => until(() => threads.every(({ waiting }) => waiting.length === 0)),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
