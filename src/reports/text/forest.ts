import type { ReportCredential } from '../../model/report-view.ts';

/** A credential in a tree, with what folding must know of all that hangs below it. */
export interface TreeNode<T = unknown> {
  readonly id: string;
  readonly value: T;
  readonly children: TreeNode<T>[];
  /** Must be seen: folding never hides it. */
  readonly key: boolean;
  readonly role: string;
  readonly issuedAt: string | null;
  /** Of the whole subtree, itself included. */
  keys: number;
  live: number;
  size: number;
  /** Generations below it. */
  height: number;
}

export interface NodeDetails<T> {
  readonly value: T;
  readonly key: boolean;
  readonly role: string;
}

/**
 * Hangs rows under their parents; a row whose parent is not among them is a root. No recursion: chains of thousands of
 * generations are real, and a cycle in a foreign report must not hang.
 */
export function growForest<T>(
  rows: Iterable<ReportCredential>,
  describe: (row: ReportCredential) => NodeDetails<T>,
): TreeNode<T>[] {
  const nodes = new Map<string, TreeNode<T>>();
  const parents = new Map<string, string>();
  for (const row of rows) {
    if (nodes.has(row.accessKeyId)) continue;
    const tokens = row.live && row.kind === 'temporary' ? 1 : 0;
    const { value, key, role } = describe(row);
    const sums = { keys: key ? 1 : 0, live: tokens, size: 1, height: 0 };
    nodes.set(row.accessKeyId, {
      id: row.accessKeyId,
      value,
      key,
      role,
      issuedAt: row.issuedAt,
      children: [],
      ...sums,
    });
    if (row.parent !== null) parents.set(row.accessKeyId, row.parent);
  }
  const roots: TreeNode<T>[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(parents.get(node.id) ?? '');
    (parent?.children ?? roots).push(node);
  }
  sumUp(roots);
  return roots;
}

/** Parents before children, so that the way back adds up children before parents. */
function sumUp<T>(roots: TreeNode<T>[]): void {
  roots.sort(byIssue);
  const order = [...roots];
  for (let i = 0; i < order.length; i++) {
    const { children } = order[i]!;
    children.sort(byIssue);
    for (const child of children) order.push(child);
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    for (const child of node.children) {
      node.keys += child.keys;
      node.live += child.live;
      node.size += child.size;
      node.height = Math.max(node.height, child.height + 1);
    }
  }
}

function byIssue<T>(a: TreeNode<T>, b: TreeNode<T>): number {
  return compare(a.issuedAt ?? '', b.issuedAt ?? '') || compare(a.id, b.id);
}

/** By code unit: the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
