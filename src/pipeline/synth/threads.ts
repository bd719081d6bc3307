import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { StemmaError } from '../../lib/errors.ts';
import type { LogFile } from '../../synth/index.ts';
import type { Answer, FileOrder, Order } from './pack-worker.ts';

/** Threads that write and compress files while the next ones are planned. */
export interface Threads {
  /** Resolves as soon as another file may come: what waits is bounded. */
  write(file: string, log: LogFile): Promise<void>;
  /** Resolves when all is written, to bytes on disk. */
  done(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  /** Orders that it has not answered. */
  waiting: number;
  /** How many templates it has. */
  templates: number;
}

// One thread plans the files: more than these it cannot keep busy.
const MOST = 4;
const WAITING_EACH = 2;
/** A thread that is woken costs as much as some records: files go to it in lots of so many bytes. */
const LOT_BYTES = 1 << 20;

export function startThreads(): Threads {
  let failure: Error | null = null;
  let written = 0;
  let wake = (): void => undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const count = Math.min(MOST, availableParallelism());
  const threads = Array.from({ length: count }, (): Thread => {
    const worker = new Worker(new URL('./pack-worker.js', import.meta.url));
    const thread: Thread = { worker, waiting: 0, templates: 0 };
    worker.on('message', (answer: Answer) => {
      if ('failed' in answer) fail(new StemmaError(`the trail cannot be written: ${answer.failed}`, { exitCode: 2 }));
      else written += answer.size;
      thread.waiting--;
      wake();
    });
    worker.on('error', fail);
    return thread;
  });
  const until = async (isReady: () => boolean): Promise<void> => {
    while (failure === null && !isReady()) await new Promise<void>((resolve) => (wake = resolve));
    if (failure !== null) throw failure;
  };
  const idlest = (): Thread => threads.reduce((a, b) => (a.waiting <= b.waiting ? a : b));

  let lot = emptyLot();
  const send = (): void => {
    const thread = idlest();
    thread.worker.postMessage(orderOf(lot, thread), lot.memory);
    thread.waiting++;
    lot = emptyLot();
  };
  return {
    async write(file, { plan, templates }) {
      lot.files.push({ file, plan });
      lot.memory.push(plan.batches.buffer, plan.texts.buffer);
      lot.templates = templates;
      lot.bytes += plan.size;
      if (lot.bytes < LOT_BYTES) return;
      send();
      await until(() => idlest().waiting < WAITING_EACH);
    },
    async done() {
      if (lot.files.length > 0) send();
      await until(() => threads.every(({ waiting }) => waiting === 0));
      return written;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

interface Lot {
  readonly files: FileOrder[];
  readonly memory: ArrayBuffer[];
  templates: LogFile['templates'];
  bytes: number;
}

const emptyLot = (): Lot => ({ files: [], memory: [], templates: [], bytes: 0 });

/** The lot, and of the templates those that the thread does not have. */
function orderOf({ files, templates }: Lot, thread: Thread): Order {
  const order = { files, templates: templates.slice(thread.templates) };
  thread.templates = templates.length;
  return order;
}
