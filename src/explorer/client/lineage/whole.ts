import type { Forest } from '../data/forest.ts';
import type { Domain } from './time-axis.ts';

/** A session of a user or of GetFederationToken: no other lives longer. */
const LONGEST = 129_600;

/** All of an origin's life, and the present where it is not far from it. */
export function wholeOf(forest: Forest, origin: number, asOf: number): Domain {
  const { issuedAt, expiresAt, firstUsed, lastUsed } = forest.tokens;
  let from = Infinity;
  let to = 0;
  for (let i = forest.originStarts[origin]!; i < forest.originStarts[origin + 1]!; i++) {
    const start = issuedAt[i]! || firstUsed[i]!;
    if (start > 0) from = Math.min(from, start);
    to = Math.max(to, start, lastUsed[i]!, Math.min(expiresAt[i]!, start + LONGEST));
  }
  if (to === 0) return { from: asOf - 86_400, to: asOf };
  if (asOf > to && asOf - to < (to - from) * 0.5 + 3_600) to = asOf;
  const margin = Math.max(600, (to - from) * 0.03);
  // A live token's words stand behind its bar.
  return { from: from - margin, to: to + 4 * margin };
}
