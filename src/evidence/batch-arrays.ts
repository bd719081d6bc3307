import type { FactBatch } from '../model/facts.ts';

/** All arrays of a batch: for who hands it to another thread, or needs it no more. */
export function arraysOf(batch: FactBatch): unknown[] {
  const { files: _, texts, events, ...tables } = batch;
  const columns = Object.values(tables).map((table) => table.columns);
  return [texts, events, ...columns].flatMap((part): unknown[] => Object.values(part));
}
