import type { CredentialInBrief } from '../../model/report-view.ts';

/**
 * A credential in a tree: only what hanging, ordering and folding need. A lineage may hold hundreds of thousands, and
 * most are folded away; the row of one that is drawn is asked for again.
 */
export interface TreeNode {
  readonly id: string;
  readonly parent: string | null;
  /** Must be seen: folding never hides it. */
  readonly key: boolean;
  /** Name of its role, or what stands for it: alike siblings and generations are told by it. */
  readonly role: string;
  readonly issuedAt: string | null;
  /** See `markOf`. */
  readonly mark: number;
  children: readonly TreeNode[];
  /** Of the whole subtree, itself included. */
  keys: number;
  live: number;
  worst: number;
  size: number;
  /** Generations below it. */
  height: number;
}

const none: readonly TreeNode[] = [];

export function nodeOf(
  row: CredentialInBrief,
  { key, role, mark }: { key: boolean; role: string; mark: number },
): TreeNode {
  return {
    id: row.accessKeyId,
    parent: row.parent,
    key,
    role,
    issuedAt: row.issuedAt,
    mark,
    children: none,
    keys: key ? 1 : 0,
    live: row.live && row.kind === 'temporary' ? 1 : 0,
    worst: mark,
    size: 1,
    height: 0,
  };
}

/**
 * Hangs nodes under their parents and returns the roots; a node whose parent is not among them is one. No recursion:
 * chains of thousands of generations are real, and a cycle in a foreign report must not hang.
 */
export function growForest(nodes: readonly TreeNode[]): TreeNode[] {
  const byId = new Map<string, TreeNode>();
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node);
  const roots: TreeNode[] = [];
  const children = new Map<TreeNode, TreeNode[]>();
  for (const node of byId.values()) {
    const parent = node.parent === null ? undefined : byId.get(node.parent);
    const siblings = parent === undefined ? roots : children.get(parent);
    if (siblings !== undefined) siblings.push(node);
    else children.set(parent!, [node]);
  }
  for (const [parent, siblings] of children) parent.children = siblings.sort(byIssue);
  sumUp(roots.sort(byIssue));
  return roots;
}

/** Parents before children, so that the way back adds up children before parents. */
function sumUp(roots: readonly TreeNode[]): void {
  const order = [...roots];
  for (let i = 0; i < order.length; i++) for (const child of order[i]!.children) order.push(child);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    for (const child of node.children) {
      node.keys += child.keys;
      node.live += child.live;
      node.worst = Math.max(node.worst, child.worst);
      node.size += child.size;
      node.height = Math.max(node.height, child.height + 1);
    }
  }
}

function byIssue(a: TreeNode, b: TreeNode): number {
  return compare(a.issuedAt ?? '', b.issuedAt ?? '') || compare(a.id, b.id);
}

/** By code unit: the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
