import type { FetchContent, Fetched } from '../model/fetched.ts';
import type { Task } from './pool-tasks.ts';
import type { StoredFile } from './read.ts';

/** A task whose content is here. What was fetched to the disk is let go when it is disposed of. */
export interface LoadedTask extends AsyncDisposable {
  readonly task: Task;
  readonly files: readonly StoredFile[];
}

/** How much is fetched before a thread asks for it: what hides the way to the network, and bounds the memory. */
const TASKS_AHEAD = 32;
const BYTES_AHEAD = 64 << 20;

/** Fetches the content of one task. Never rejects: what cannot be fetched is an outcome of its file. */
export async function loadTask(task: Task, signal: AbortSignal): Promise<LoadedTask> {
  const disposals: (() => Promise<void>)[] = [];
  const files = await Promise.all(
    task.map(async (file): Promise<StoredFile> => {
      const { source, path, size, identity, fetch } = file;
      const stored = { source, path, size, identity };
      if (fetch === undefined) return stored;
      const fetched = await fetchOne(fetch, signal);
      if ('path' in fetched) disposals.push(fetched.dispose);
      return 'path' in fetched ? { ...stored, path: fetched.path } : { ...stored, ...fetched };
    }),
  );
  return {
    task,
    files,
    async [Symbol.asyncDispose]() {
      await Promise.all(disposals.map((dispose) => dispose()));
    },
  };
}

async function fetchOne(fetch: FetchContent, signal: AbortSignal): Promise<Fetched> {
  try {
    return await fetch(signal);
  } catch (error) {
    return { reason: `cannot be fetched (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** Tasks with their content, fetched ahead of who reads them; as they come, not in order. Those that read files wait for nothing. */
export async function* loadedTasks(tasks: AsyncIterable<Task>, signal: AbortSignal): AsyncGenerator<LoadedTask> {
  const pending = new Map<number, Promise<{ key: number; loaded: LoadedTask }>>();
  let bytesAhead = 0;
  let lastKey = 0;
  const next = async (): Promise<LoadedTask> => {
    const { key, loaded } = await Promise.race(pending.values());
    pending.delete(key);
    bytesAhead -= sizeOf(loaded.task);
    return loaded;
  };
  try {
    for await (const task of tasks) {
      if (task.every(({ fetch }) => fetch === undefined)) {
        yield loadTask(task, signal);
        continue;
      }
      while (pending.size > 0 && (pending.size >= TASKS_AHEAD || bytesAhead + sizeOf(task) > BYTES_AHEAD)) {
        yield await next();
      }
      const key = lastKey++;
      bytesAhead += sizeOf(task);
      pending.set(
        key,
        loadTask(task, signal).then((loaded) => ({ key, loaded })),
      );
    }
    while (pending.size > 0) yield await next();
  } finally {
    for (const left of pending.values()) await (await left).loaded[Symbol.asyncDispose]();
  }
}

const sizeOf = (task: Task): number => task.reduce((sum, { size }) => sum + size, 0);

/** Buffers that move to the thread that reads them. */
export function buffersOf(files: readonly StoredFile[]): ArrayBuffer[] {
  return files.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes.buffer]));
}
