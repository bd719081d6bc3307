import { Worker } from 'node:worker_threads';
import type { FactBatch } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { buffersOf, type LoadedTask, loadTask } from './fetch-files.ts';
import type { Task } from './pool-tasks.ts';
import { skipped, type StoredFile } from './read.ts';
import type { TimeRange } from './time-range.ts';
import type { WorkerAnswer } from './worker.ts';

/** Worker threads that read tasks. A thread that crashes is replaced; what it was reading is found out by halves. */
export interface Threads {
  read(task: LoadedTask): Promise<FactBatch[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a thread makes lives for one record: more room for it is room that each thread takes, and saves no time. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

interface Thread {
  readonly worker: Worker;
  /** Whether it ever got as far as reading: a thread that cannot start is not started again for halves. */
  ready: boolean;
}

type Reply = FactBatch | { readonly crash: string; readonly ready: boolean };

/**
 * Threads are started as they are needed; at most as many run as tasks are read at once. `ahead` of them start now: whoever
 * knows that there will be much to read need not wait for them then.
 */
export function startThreads(range: TimeRange, signal: AbortSignal, ahead = 0): Threads {
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  let closed = false;

  function start(): Thread {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: range, resourceLimits });
    const thread = { worker, ready: false };
    // An error that comes while a thread is idle must not end the program.
    worker.on('error', () => all.delete(thread));
    worker.on('exit', () => all.delete(thread));
    worker.on('message', (answer: WorkerAnswer) => {
      if ('ready' in answer) thread.ready = true;
    });
    all.add(thread);
    return thread;
  }

  async function read({ task, files }: LoadedTask): Promise<FactBatch[]> {
    if (closed) return [];
    let thread = idle.pop();
    while (thread !== undefined && !all.has(thread)) thread = idle.pop();
    thread ??= start();
    const reply = await ask(thread, files);
    if (!('crash' in reply)) {
      idle.push(thread);
      return [reply];
    }
    all.delete(thread);
    await thread.worker.terminate();
    // Threads that are ended on purpose are not missed.
    if (closed) return [];
    if (task.length === 1 || !reply.ready) return [crashed(task, reply.crash)];
    const middle = task.length >>> 1;
    return [...(await again(task.slice(0, middle))), ...(await again(task.slice(middle)))];
  }

  /** What was fetched for the thread that crashed went with it. */
  async function again(task: Task): Promise<FactBatch[]> {
    await using loaded = await loadTask(task, signal);
    return await read(loaded);
  }

  for (let i = 0; i < ahead; i++) idle.push(start());
  return {
    read,
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}

function ask(thread: Thread, files: readonly StoredFile[]): Promise<Reply> {
  const { worker } = thread;
  return new Promise((resolve) => {
    const settle = (reply: Reply): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit).off('messageerror', onError);
      resolve(reply);
    };
    const onMessage = (answer: WorkerAnswer): void => {
      if ('batch' in answer) settle(answer.batch);
    };
    const onError = (error: unknown): void => settle({ crash: messageOf(error), ready: thread.ready });
    const onExit = (code: number): void => settle({ crash: `exit code ${code}`, ready: thread.ready });
    worker.on('message', onMessage).on('error', onError).on('exit', onExit).on('messageerror', onError);
    worker.postMessage(files, buffersOf(files));
  });
}

function crashed(task: Task, why: string): FactBatch {
  return createBatch().finish(task.map((file) => skipped(file, `reading it crashed (${why})`)));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
