import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { FactBatch } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { loadTask } from './fetch-files.ts';
import { startThreads, type Threads, type ThreadWorker } from './pool-threads.ts';
import { type FilesMessage, packBatch, unpackFiles } from './pool-messages.ts';
import type { StoredFile } from './read.ts';

const { signal } = new AbortController();

/** A thread without a thread: it answers one list of files a turn, and dies of a file called `bad`. */
class Fake extends EventEmitter {
  readonly seen: string[][] = [];
  #work: Promise<void>;
  #dead = false;

  constructor(canStart: boolean) {
    super();
    this.#work = turn().then(() => {
      if (!canStart) this.#die(new Error('no such module'));
      else this.emit('message', { ready: true });
    });
  }

  postMessage(message: FilesMessage): void {
    const files = unpackFiles(message);
    this.seen.push(files.map(({ source }) => source));
    this.#work = this.#work.then(turn).then(() => {
      if (this.#dead) return;
      if (files.some(({ source }) => source === 'bad')) this.#die(new Error('out of memory'));
      else this.emit('message', { batch: packBatch(createBatch().finish(files.map(outcomeOf))) });
    });
  }

  terminate(): Promise<number> {
    if (!this.#dead) queueMicrotask(() => this.emit('exit', 1));
    this.#dead = true;
    return Promise.resolve(1);
  }

  #die(error: Error): void {
    this.#dead = true;
    this.emit('error', error);
    this.emit('exit', 1);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const outcomeOf = ({ source, identity }: StoredFile) =>
  ({ source, identity, status: 'read', reason: null, events: 1, unreadable: 0 }) as const;

function started(most: number, { ahead = 0, canStart = true } = {}): { threads: Threads; fakes: Fake[] } {
  const fakes: Fake[] = [];
  const spawn = (): ThreadWorker => {
    fakes.push(new Fake(canStart));
    return fakes.at(-1) as unknown as ThreadWorker;
  };
  return { threads: startThreads({}, signal, { most, ahead, spawn }), fakes };
}

async function read(threads: Threads, names: string, size = 10): Promise<Record<string, string | null>> {
  const files = names.split(' ').map((source) => ({ source, path: source, size, identity: null }));
  const batches: FactBatch[] = await threads.read(await loadTask(files, signal));
  return Object.fromEntries(batches.flatMap((batch) => batch.files).map(({ source, reason }) => [source, reason]));
}

test('a file that ends its thread costs itself and no other', async () => {
  const { threads, fakes } = started(1);
  const outcomes = await read(threads, 'a b bad c d');
  expect(outcomes).toEqual({ a: null, b: null, bad: 'reading it crashed (out of memory)', c: null, d: null });
  expect(await read(threads, 'e')).toEqual({ e: null });
  expect(fakes.length).toBeGreaterThan(1);
});

test('what waits at a thread that ends is read by another, whole', async () => {
  const { threads, fakes } = started(1);
  const [first, second, third] = await Promise.all([read(threads, 'bad'), read(threads, 'a b'), read(threads, 'c')]);
  expect(first).toEqual({ bad: 'reading it crashed (out of memory)' });
  expect(second).toEqual({ a: null, b: null });
  expect(third).toEqual({ c: null });
  expect(fakes[0]!.seen).toEqual([['bad'], ['a', 'b'], ['c']]);
});

test('no more threads than asked for run, and a task waits where least is to be read', async () => {
  const { threads, fakes } = started(2, { ahead: 2 });
  await Promise.all([
    read(threads, 'huge', 1e9),
    read(threads, 'a', 100),
    read(threads, 'b', 100),
    read(threads, 'c', 100),
  ]);
  expect(fakes.map(({ seen }) => seen.flat())).toEqual([['huge'], ['a', 'b', 'c']]);
});

test('threads that cannot start are not started for every half of what they should have read', async () => {
  const { threads, fakes } = started(1, { canStart: false });
  const reason = 'reading it crashed (no such module)';
  expect(await read(threads, 'a b c d')).toEqual({ a: reason, b: reason, c: reason, d: reason });
  expect(fakes).toHaveLength(1);
});

test('what is being read when the threads are ended is nobody’s loss', async () => {
  const { threads } = started(1);
  const reading = [read(threads, 'a'), read(threads, 'b')];
  await threads[Symbol.asyncDispose]();
  expect(await Promise.all(reading)).toEqual([{}, {}]);
  expect(await read(threads, 'c')).toEqual({});
});
