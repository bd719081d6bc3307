import type { EvidenceFile } from './read.ts';

/** What one worker reads at a time: few enough bytes that a batch of facts is small, enough files that it is worth a message. */
const LARGEST_TASK_BYTES = 8 << 20;
const LEAST_TASK_BYTES = 1 << 20;
/** Opening a file costs as much as reading this much of it. */
const OPEN_BYTES = 4096;
/** Of what is left, a task takes this part of a thread's share: tasks become smaller, so that no thread waits long at the end. */
const TASKS_A_SHARE = 4;

export type Task = readonly EvidenceFile[];

/**
 * Cuts files into tasks. Files that are a task of their own come first, longest before shorter, so that no thread is left
 * alone with one at the end; the others keep their order, which is that of time in CloudTrail's folders, and which keeps
 * small what has to be remembered to count an event once.
 */
export async function* tasksOf(
  files: AsyncIterable<EvidenceFile> | readonly EvidenceFile[],
  workers: number,
): AsyncGenerator<Task> {
  const isList = Array.isArray(files);
  let left = isList ? files.reduce((sum, file: EvidenceFile) => sum + costOf(file), 0) : Infinity;
  const ownTask = targetBytes(left, workers);
  if (isList) {
    const large = files.filter((file: EvidenceFile) => costOf(file) >= ownTask);
    for (const file of large.sort((a, b) => b.size - a.size)) {
      left -= costOf(file);
      yield [file];
    }
  }
  let target = targetBytes(left, workers);
  let task: EvidenceFile[] = [];
  let cost = 0;
  for await (const file of files) {
    if (isList && costOf(file) >= ownTask) continue;
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
