import type { Lineage } from '../model/lineage.ts';

/** When the records of each account begin, by the code of its id; 0 for an account that nothing was read of. */
export function historyStart(lineage: Lineage): (accountId: number) => number {
  const { length, columns } = lineage.facts.volumes;
  const starts = new Map<number, number>();
  for (let row = 0; row < length; row++) {
    const account = columns.recipientAccountId[row]!;
    const known = starts.get(account);
    if (known === undefined || columns.first[row]! < known) starts.set(account, columns.first[row]!);
  }
  return (accountId) => starts.get(accountId) ?? 0;
}
