import type { EvidenceFile } from './read.ts';

/** What one worker reads at a time: few enough bytes that a batch of facts is small, enough files that it is worth a message. */
const LARGEST_TASK_BYTES = 8 << 20;
const LEAST_TASK_BYTES = 1 << 20;
/** Opening a file costs as much as reading this much of it. */
const OPEN_BYTES = 4096;
const TASKS_A_WORKER = 8;

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
  const target = isList ? targetBytes(files, workers) : LARGEST_TASK_BYTES;
  const costOf = ({ size }: EvidenceFile): number => size + OPEN_BYTES;
  if (isList) {
    const large = files.filter((file: EvidenceFile) => costOf(file) >= target);
    for (const file of large.sort((a, b) => b.size - a.size)) yield [file];
  }
  let task: EvidenceFile[] = [];
  let cost = 0;
  for await (const file of files) {
    if (isList && costOf(file) >= target) continue;
    if (file.alone === true) {
      yield [file];
      continue;
    }
    task.push(file);
    cost += costOf(file);
    if (cost < target) continue;
    yield task;
    task = [];
    cost = 0;
  }
  if (task.length > 0) yield task;
}

function targetBytes(files: readonly EvidenceFile[], workers: number): number {
  const total = files.reduce((sum, { size }) => sum + size + OPEN_BYTES, 0);
  const even = total / (Math.max(1, workers) * TASKS_A_WORKER);
  return Math.min(LARGEST_TASK_BYTES, Math.max(LEAST_TASK_BYTES, even));
}
