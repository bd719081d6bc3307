import { Worker } from 'node:worker_threads';
import type { FactBatch } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { buffersOf, type LoadedTask, loadTask } from './fetch-files.ts';
import { type BatchMessage, packFiles, unpackBatch } from './pool-messages.ts';
import type { Task } from './pool-tasks.ts';
import { skipped, type StoredFile } from './read.ts';
import type { TimeRange } from './time-range.ts';
import type { WorkerAnswer } from './worker.ts';

/** Worker threads that read tasks. A thread that crashes is replaced; what it was reading is found out by halves. */
export interface Threads {
  read(task: LoadedTask): Promise<FactBatch[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ThreadsOptions {
  /** Threads at most; what is read at once beyond them waits at one of them. */
  readonly most: number;
  /** How many start now: whoever knows that there will be much to read need not wait for them then. */
  readonly ahead?: number;
  readonly spawn?: (range: TimeRange) => ThreadWorker;
}

/** What is needed of a worker thread. */
export type ThreadWorker = Pick<Worker, 'on' | 'postMessage' | 'terminate'>;

/** What a thread makes lives for one record: more room for it is room that each thread takes, and saves no time. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

interface Thread {
  readonly worker: ThreadWorker;
  /** Whether it ever got as far as reading: a thread that cannot start is not started again for halves. */
  ready: boolean;
  /** What it was given and has not answered, in that order, which is that of its answers. */
  readonly given: Given[];
}

interface Given {
  readonly files: readonly StoredFile[];
  readonly bytes: number;
  readonly settle: (reply: Reply) => void;
}

/** `unread`: the thread was gone before it came to it. */
type Reply = FactBatch | { readonly crash: string; readonly ready: boolean } | 'unread';

/** Threads start as they are needed. One that is busy is given more: it need not wait until the program hears of its answer. */
export function startThreads(
  range: TimeRange,
  signal: AbortSignal,
  { most, ahead = 0, spawn = newWorker }: ThreadsOptions,
): Threads {
  const all = new Set<Thread>();
  let closed = false;

  function start(): Thread {
    const thread: Thread = { worker: spawn(range), ready: false, given: [] };
    thread.worker
      .on('message', (answer: WorkerAnswer) => {
        if ('ready' in answer) thread.ready = true;
        else answered(thread, answer.batch);
      })
      // An error that comes while a thread is idle must not end the program.
      .on('error', (error) => gone(thread, messageOf(error)))
      .on('messageerror', (error) => gone(thread, messageOf(error)))
      .on('exit', (code) => gone(thread, `exit code ${code}`));
    all.add(thread);
    return thread;
  }

  function answered({ given }: Thread, batch: BatchMessage): void {
    const answer = given.shift();
    answer?.settle(unpackBatch(batch, answer.files));
  }

  function gone(thread: Thread, crash: string): void {
    all.delete(thread);
    const [reading, ...others] = thread.given.splice(0);
    reading?.settle({ crash, ready: thread.ready });
    for (const { settle } of others) settle('unread');
    void thread.worker.terminate();
  }

  async function read({ task, files }: LoadedTask): Promise<FactBatch[]> {
    if (closed) return [];
    const thread = all.size < most && ![...all].some(({ given }) => given.length === 0) ? start() : leastLoaded(all);
    const reply = await ask(thread, { files, bytes: task.reduce((sum, { size }) => sum + size, 0) });
    // Threads that are ended on purpose are not missed.
    if (closed && (reply === 'unread' || 'crash' in reply)) return [];
    if (reply === 'unread') return again(task);
    if (!('crash' in reply)) return [reply];
    if (task.length === 1 || !reply.ready) return [crashed(task, reply.crash)];
    const middle = task.length >>> 1;
    return [...(await again(task.slice(0, middle))), ...(await again(task.slice(middle)))];
  }

  /** What was fetched for the thread that crashed went with it. */
  async function again(task: Task): Promise<FactBatch[]> {
    await using loaded = await loadTask(task, signal);
    return await read(loaded);
  }

  for (let i = 0; i < ahead; i++) start();
  return {
    read,
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}

function newWorker(range: TimeRange): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { workerData: range, resourceLimits });
}

/** By what they still have to read: nothing waits behind a file of gigabytes while another thread is nearly done. */
function leastLoaded(threads: Iterable<Thread>): Thread {
  const load = ({ given }: Thread): number => given.reduce((sum, { bytes }) => sum + bytes + 1, 0);
  return [...threads].reduce((least, thread) => (load(thread) < load(least) ? thread : least));
}

function ask(
  { worker, given }: Thread,
  { files, bytes }: { files: readonly StoredFile[]; bytes: number },
): Promise<Reply> {
  return new Promise((settle) => {
    given.push({ files, bytes, settle });
    worker.postMessage(packFiles(files), buffersOf(files));
  });
}

function crashed(task: Task, why: string): FactBatch {
  return createBatch().finish(task.map((file) => skipped(file, `reading it crashed (${why})`)));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
