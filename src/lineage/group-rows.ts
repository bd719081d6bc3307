import type { Values } from '../model/columns.ts';
import type { Adjacency } from '../model/lineage.ts';

/** Rows by owner; a row with owner -1 belongs to nobody. Within an owner rows keep the order of `order`. */
export function groupRows(ownerOf: Int32Array, owners: number, order?: Uint32Array): Adjacency {
  const starts = new Uint32Array(owners + 1);
  for (let row = 0; row < ownerOf.length; row++) if (ownerOf[row]! >= 0) starts[ownerOf[row]! + 1]!++;
  for (let owner = 0; owner < owners; owner++) starts[owner + 1]! += starts[owner]!;
  const items = new Uint32Array(starts[owners]!);
  const next = starts.slice();
  for (let at = 0; at < ownerOf.length; at++) {
    const row = order === undefined ? at : order[at]!;
    const owner = ownerOf[row]!;
    if (owner >= 0) items[next[owner]!++] = row;
  }
  return { starts, items };
}

/** The same, rows of one owner in rising order of their key. For rows of which one owner's lie together, as a rule. */
export function groupRowsBy(ownerOf: Int32Array, owners: number, keys: Values): Adjacency {
  const grouped = groupRows(ownerOf, owners);
  const { starts, items } = grouped;
  for (let owner = 0; owner < owners; owner++) sortByKey(items, keys, { from: starts[owner]!, to: starts[owner + 1]! });
  return grouped;
}

/** Longer groups are left to the engine's sort, which is stable too. */
const SHORT = 16;

function sortByKey(items: Uint32Array, keys: Values, { from, to }: { from: number; to: number }): void {
  if (to - from > SHORT) {
    items.subarray(from, to).sort((a, b) => keys[a]! - keys[b]!);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const row = items[i]!;
    let at = i;
    for (; at > from && keys[items[at - 1]!]! > keys[row]!; at--) items[at] = items[at - 1]!;
    items[at] = row;
  }
}

/** The credential that each row's access key id names, -1 where it names none. */
export function ownersByKey(accessKeyId: Values, positionOf: Int32Array): Int32Array {
  const owners = new Int32Array(accessKeyId.length);
  for (let row = 0; row < owners.length; row++) owners[row] = positionOf[accessKeyId[row]!]!;
  return owners;
}

/** The rows, or credentials, that an adjacency lists for one credential. No copy. */
export function rowsOf(rows: Adjacency, credential: number): Uint32Array {
  return rows.items.subarray(rows.starts[credential]!, rows.starts[credential + 1]!);
}
