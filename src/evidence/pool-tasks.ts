import type { GrowingList } from '../lib/growing-list.ts';
import type { EvidenceFile } from './read.ts';

/** What one worker reads at a time: few enough bytes that a batch of facts is small, enough files that it is worth a message. */
const LARGEST_TASK_BYTES = 8 << 20;
const LEAST_TASK_BYTES = 1 << 20;
/** Opening a file costs as much as reading this much of it. */
const OPEN_BYTES = 4096;
/** Of what is left, a task takes this part of a thread's share: tasks become smaller, so that no thread waits long at the end. */
const TASKS_A_SHARE = 4;

export type Task = readonly EvidenceFile[];

/** Files to be read; of those that are still being listed reading begins with the first. */
export type Files = readonly EvidenceFile[] | GrowingList<EvidenceFile>;

/**
 * Cuts files into tasks. Of what is known whole, files that are a task of their own come first, longest before shorter, so that no
 * thread is left alone with one at the end; the others keep their order, which is that of time in CloudTrail's folders, and which
 * keeps small what has to be remembered to count an event once.
 */
export async function* tasksOf(files: Files, workers: number): AsyncGenerator<Task> {
  if ('items' in files) {
    const taken = yield* tasksWhileListing(files);
    yield* tasksOfAll(files.items.slice(taken), workers);
  } else yield* tasksOfAll(files, workers);
}

/** Gives how many files it took, in their order: small tasks at first, since all threads wait for one. */
async function* tasksWhileListing(list: GrowingList<EvidenceFile>): AsyncGenerator<Task, number> {
  let taken = 0;
  let target = LEAST_TASK_BYTES;
  while (!list.ended) {
    const task = firstTask(list.items, { from: taken, target });
    if (task === null) {
      await list.longerThan(list.items.length);
      continue;
    }
    yield task;
    taken += task.length;
    target = Math.min(LARGEST_TASK_BYTES, target * 2);
  }
  return taken;
}

/** Null where what there is from there on is not worth a task yet. */
function firstTask(
  files: readonly EvidenceFile[],
  { from, target }: { readonly from: number; readonly target: number },
): Task | null {
  let cost = 0;
  for (let to = from; to < files.length; to++) {
    const file = files[to]!;
    if (file.alone === true) return files.slice(from, Math.max(to, from + 1));
    cost += costOf(file);
    if (cost >= target) return files.slice(from, to + 1);
  }
  return null;
}

function* tasksOfAll(files: readonly EvidenceFile[], workers: number): Generator<Task> {
  let left = files.reduce((sum, file) => sum + costOf(file), 0);
  const ownTask = targetBytes(left, workers);
  const large = files.filter((file) => costOf(file) >= ownTask);
  for (const file of large.sort((a, b) => b.size - a.size)) {
    left -= costOf(file);
    yield [file];
  }
  let target = targetBytes(left, workers);
  let task: EvidenceFile[] = [];
  let cost = 0;
  for (const file of files) {
    if (costOf(file) >= ownTask) continue;
    if (file.alone === true) {
      yield [file];
      continue;
    }
    task.push(file);
    cost += costOf(file);
    if (cost < target) continue;
    yield task;
    left -= cost;
    target = targetBytes(left, workers);
    task = [];
    cost = 0;
  }
  if (task.length > 0) yield task;
}

const costOf = ({ size }: EvidenceFile): number => size + OPEN_BYTES;

function targetBytes(left: number, workers: number): number {
  const share = left / (Math.max(1, workers) * TASKS_A_SHARE);
  return Math.min(LARGEST_TASK_BYTES, Math.max(LEAST_TASK_BYTES, share));
}
