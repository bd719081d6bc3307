import { sortPart } from '../lib/sort-part.ts';
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
  const byKey = (a: number, b: number): number => keys[a]! - keys[b]!;
  for (let owner = 0; owner < owners; owner++) sortPart(items, { from: starts[owner]!, to: starts[owner + 1]! }, byKey);
  return grouped;
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
