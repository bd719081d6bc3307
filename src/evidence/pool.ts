import { setMaxListeners } from 'node:events';
import type { FactBatch } from '../model/facts.ts';
import { type LoadedTask, loadedTasks } from './fetch-files.ts';
import { type Files, type Task, tasksOf } from './pool-tasks.ts';
import { startThreads, type Threads } from './pool-threads.ts';
import { readFiles } from './read.ts';
import type { TimeRange } from './time-range.ts';

export interface ReadOptions extends TimeRange {
  /** Worker threads; 0 reads in this thread. */
  readonly workers: number;
  /** Threads that were started before, for this range; they end with the reading. */
  readonly threads?: Threads | null | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told after every batch: files, bytes (as stored) and events so far. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

export interface ReadProgress {
  readonly files: number;
  readonly bytes: number;
  readonly events: number;
}

/**
 * Reads files into batches of facts, as they come, in no certain order. Every file has its outcome in one of the batches;
 * an abort ends the reading after the batch that was given last.
 */
export async function* readEvidence(files: Files, options: ReadOptions): AsyncGenerator<FactBatch> {
  const sizes = new Map<string, number>();
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  // Everything that is being fetched listens to it.
  setMaxListeners(0, signal);
  const tasks = loadedTasks(watched(tasksOf(files, options.workers), sizes), signal);
  const batches = options.workers > 0 ? onThreads(tasks, { ...options, signal }) : inThisThread(tasks, options);
  const sum = { files: 0, bytes: 0, events: 0 };
  try {
    for await (const batch of batches) {
      if (options.signal?.aborted === true) return;
      for (const { source, events } of batch.files) {
        sum.files++;
        sum.bytes += sizes.get(source) ?? 0;
        sum.events += events;
        sizes.delete(source);
      }
      options.onProgress?.({ ...sum });
      yield batch;
    }
  } finally {
    // What is being fetched for nobody ends, and what was fetched is let go.
    stop.abort();
    await tasks.return(undefined);
  }
}

async function* watched(tasks: AsyncIterable<Task>, sizes: Map<string, number>): AsyncGenerator<Task> {
  for await (const task of tasks) {
    for (const { source, size } of task) sizes.set(source, size);
    yield task;
  }
}

async function* inThisThread(tasks: AsyncIterable<LoadedTask>, options: ReadOptions): AsyncGenerator<FactBatch> {
  for await (const loaded of tasks) {
    await using held = loaded;
    const batch = await readFiles(held.files, options);
    if (batch === null) return;
    yield batch;
  }
}

/** Batches that wait for their reader beyond those being read: bounds the memory where the case is slower than the threads. */
const MOST_WAITING = 2;
/** One that is read and one that waits for it: a thread that has finished goes on while the case is being written. */
const TASKS_A_THREAD = 2;

interface ThreadOptions extends ReadOptions {
  readonly signal: AbortSignal;
}

async function* onThreads(tasks: AsyncGenerator<LoadedTask>, options: ThreadOptions): AsyncGenerator<FactBatch> {
  const { since, until, workers, signal } = options;
  const threads = options.threads ?? startThreads({ since, until }, signal, { most: workers });
  const ready: FactBatch[] = [];
  let reading = 0;
  let taking = false;
  let exhausted = false;
  let failure: { error: unknown } | null = null;
  let wake = (): void => {};

  async function fill(): Promise<void> {
    if (taking) return;
    taking = true;
    while (!exhausted && failure === null && reading < workers * TASKS_A_THREAD && ready.length < MOST_WAITING) {
      const next = await tasks.next();
      if (next.done === true) exhausted = true;
      else void read(next.value);
    }
    taking = false;
  }

  async function read(task: LoadedTask): Promise<void> {
    await using held = task;
    reading++;
    const batches = await threads.read(held);
    reading--;
    ready.push(...batches);
    proceed();
  }

  function proceed(): void {
    fill()
      .catch((error: unknown) => (failure = { error }))
      .finally(() => wake());
    wake();
  }

  const stop = (): void => wake();
  const isAborted = (): boolean => signal.aborted;
  signal.addEventListener('abort', stop);
  proceed();
  try {
    for (;;) {
      if (isAborted()) return;
      if (failure !== null) throw (failure as { error: unknown }).error;
      const batch = ready.shift();
      if (batch !== undefined) {
        proceed();
        yield batch;
      } else if (exhausted && reading === 0) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    // Threads that end now must not be given another task.
    exhausted = true;
    signal.removeEventListener('abort', stop);
    const ended = threads[Symbol.asyncDispose]();
    // Who started them waits for their end; what was read is put in order meanwhile.
    if (options.threads === null || options.threads === undefined) await ended;
  }
}
