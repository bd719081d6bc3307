import type { CredentialTable } from '../model/lineage.ts';
import { NONE } from './session-index.ts';

/**
 * Malformed or replayed records may name parents in a circle: there the token that was issued first loses its parent.
 * Every credential has at most one parent, so one walk up from each, stopping at what was walked before, finds all circles.
 */
export function cutCycles(credentials: CredentialTable): void {
  const walkOf = new Int32Array(credentials.length).fill(NONE);
  for (let from = 0; from < credentials.length; from++) {
    let at = from;
    while (at !== NONE && walkOf[at] === NONE) {
      walkOf[at] = from;
      at = credentials.parent[at]!;
    }
    if (at !== NONE && walkOf[at] === from) cut(credentials, at);
  }
}

function cut(credentials: CredentialTable, inCycle: number): void {
  let earliest = inCycle;
  for (let at = credentials.parent[inCycle]!; at !== inCycle; at = credentials.parent[at]!) {
    const later = credentials.issuedAt[at]! - credentials.issuedAt[earliest]!;
    // Positions are in the order of the key ids.
    if (later < 0 || (later === 0 && at < earliest)) earliest = at;
  }
  credentials.parent[earliest] = NONE;
  credentials.parentBasis[earliest] = 0;
}
