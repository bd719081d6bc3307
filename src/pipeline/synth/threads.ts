import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { StemmaError } from '../../lib/errors.ts';
import type { LogFile } from '../../synth/index.ts';
import type { Answer, Order } from './pack-worker.ts';

/** Threads that write and compress files while the next ones are planned. */
export interface Threads {
  /** Resolves as soon as another file may come: what waits is bounded. `then` is told its bytes on disk. */
  write(file: string, log: LogFile, then: (size: number) => void): Promise<void>;
  /** Resolves when all is written. */
  done(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  /** What to do with its answers, in the order of what it was given. */
  readonly waiting: ((size: number) => void)[];
  /** How many templates it has. */
  templates: number;
}

// One thread plans the files: more than these it cannot keep busy.
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
    const thread: Thread = { worker, waiting: [], templates: 0 };
    worker.on('message', (answer: Answer) => {
      if ('failed' in answer) fail(new StemmaError(`the trail cannot be written: ${answer.failed}`, { exitCode: 2 }));
      else thread.waiting.shift()?.(answer.size);
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
    async write(file, { plan, templates }, then) {
      const thread = idlest();
      const order: Order = { file, plan, templates: templates.slice(thread.templates) };
      thread.templates = templates.length;
      thread.worker.postMessage(order, [plan.batches.buffer, plan.texts.buffer]);
      thread.waiting.push(then);
      await until(() => idlest().waiting.length < WAITING_EACH);
    },
    done: () => until(() => threads.every(({ waiting }) => waiting.length === 0)),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
