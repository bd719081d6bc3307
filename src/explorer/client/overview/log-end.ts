import type { ExplorerCase } from '../../../model/explorer.ts';
import { isSuspicious, isTemporary, type Forest } from '../data/forest.ts';

export interface LogEnd {
  /** Epoch seconds of the last record. */
  readonly at: number;
  /** Suspicious tokens that lived then and have expired since: what they minted in between, no record that was read tells. */
  readonly alive: number;
}

/** What the all-clear at a moment after the last record hides; null where it hides nothing. */
export function logEndOf({ coverage, asOf }: ExplorerCase, forest: Forest): LogEnd | null {
  const at = coverage.to === null ? asOf : Date.parse(coverage.to) / 1000;
  if (at >= asOf) return null;
  const { expiresAt, revoked, revocations } = forest.tokens;
  let alive = 0;
  for (let i = 0; i < forest.length; i++) {
    const flags = forest.flags[i]!;
    if (!isTemporary(flags) || !isSuspicious(flags) || expiresAt[i]! <= at) continue;
    if (revoked[i] === 0 || revocations[revoked[i]! - 1]!.at > at) alive++;
  }
  return alive === 0 ? null : { at, alive };
}
