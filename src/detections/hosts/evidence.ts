import { uuidAt } from '../../lib/tables.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { SpotUse } from './host.ts';

const MOST = 20;

/** The tokens of some uses, each once, the one used first in front. */
export function tokensOf(uses: readonly SpotUse[]): number[] {
  return [...new Set(uses.map(({ token }) => token))];
}

/** The `eventID`s of the calls that begin some uses: of each token the first before any other, then by time, a limited number. */
export function spotUseEvidence(lineage: Lineage, uses: readonly SpotUse[]): string[] {
  const seen = new Set<number>();
  const firsts = uses.filter(({ token }) => !seen.has(token) && seen.add(token));
  const others = uses.filter((use) => !firsts.includes(use)).slice(0, MOST);
  return [...firsts, ...others].slice(0, MOST).flatMap(({ row }) => {
    return uuidAt(lineage.facts.uses.columns.firstEventID, row) ?? [];
  });
}
