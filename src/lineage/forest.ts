import { orderBy } from '../lib/order-by.ts';
import type { Adjacency, CredentialTable } from '../model/lineage.ts';
import { groupRows } from './group-rows.ts';
import { NONE } from './session-index.ts';

/** Children by issue time, then by key id. */
export function childrenOf(credentials: CredentialTable): Adjacency {
  return groupRows(credentials.parent, credentials.length, orderBy(credentials.issuedAt));
}

/**
 * Every credential once, parents before children: tree after tree, each in the order in which a printed tree shows it.
 * Fills `depth` on the way.
 */
export function orderTopDown(credentials: CredentialTable, children: Adjacency): Uint32Array {
  const topDown = new Uint32Array(credentials.length);
  const waiting = new Uint32Array(credentials.length);
  let done = 0;
  for (let root = 0; root < credentials.length; root++) {
    if (credentials.parent[root] !== NONE) continue;
    waiting[0] = root;
    for (let left = 1; left > 0;) {
      const position = waiting[--left]!;
      topDown[done++] = position;
      const parent = credentials.parent[position]!;
      credentials.depth[position] = parent === NONE ? 0 : credentials.depth[parent]! + 1;
      for (let at = children.starts[position + 1]! - 1; at >= children.starts[position]!; at--)
        waiting[left++] = children.items[at]!;
    }
  }
  return topDown;
}
