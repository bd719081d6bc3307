import type { Lineage } from '../model/lineage.ts';

/** Whether a service asked for a token, for a workload of its own or on behalf of somebody: rows of `issuances`. */
export function serviceMadeTest({ facts }: Lineage): (row: number) => boolean {
  const { callerType, invokedBy } = facts.issuances.columns;
  const service = facts.texts.find('AWSService') || -1;
  return (row) => callerType[row] === service || invokedBy[row] !== 0;
}
