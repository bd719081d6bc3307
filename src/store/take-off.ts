import type { FactBatch, FactTables } from '../model/facts.ts';

/** The facts of a batch without what its repeated events counted in them. The batch is left as it is. */
export function takeOff(batch: FactBatch, repeated: Uint8Array): { facts: FactTables; duplicates: number } {
  const { issuances, identities, uses, controls, placements, volumes, events } = batch;
  const facts = { issuances, identities, uses, controls, placements, volumes };
  if (!repeated.includes(1)) return { facts, duplicates: 0 };
  const count = uses.columns.count.slice();
  const errors = uses.columns.errors.slice();
  const volume = volumes.columns.events.slice();
  let duplicates = 0;
  for (let i = 0; i < events.length; i++) {
    if (repeated[i] === 0) continue;
    const weight = events.weight?.[i] ?? 1;
    duplicates += weight;
    volume[events.volumeRow[i]!]! -= weight;
    const useRow = events.useRow[i]!;
    if (useRow === 0) continue;
    count[useRow - 1]! -= weight;
    errors[useRow - 1]! -= events.failed[i]! * weight;
  }
  return {
    facts: {
      ...facts,
      uses: { ...uses, columns: { ...uses.columns, count, errors } },
      volumes: { ...volumes, columns: { ...volumes.columns, events: volume } },
    },
    duplicates,
  };
}
