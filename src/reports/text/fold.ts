import type { TreeNode } from './forest.ts';

/** What one line of a tree shows: a credential, a run of generations that are all alike, or siblings that are. */
export type TreeItem<T> =
  | { readonly kind: 'credential'; readonly node: TreeNode<T> }
  | (Folded & { readonly kind: 'chain'; readonly beside: number; readonly next: TreeNode<T> | null })
  | (Folded & { readonly kind: 'fan'; readonly below: number });

interface Folded {
  readonly count: number;
  /** In the order in which they first appear. */
  readonly roles: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly live: number;
}

/** Fewer than this are shown one by one: a fold must save lines. */
const SHORTEST_CHAIN = 4;
const SMALLEST_FAN = 4;
/** More lines than this without anything that must be seen become one. */
const MOST_ASIDE = 12;

/** Lines for the children of a credential, in order of issue. With `fold` off, each its own. */
export function itemsOf<T>(children: readonly TreeNode<T>[], fold: boolean): TreeItem<T>[] {
  if (!fold) return children.map((node) => ({ kind: 'credential', node }));
  const shown = fansOf(children);
  return shown.map((entry) => (Array.isArray(entry) ? fanItem(entry) : (chainItem(entry) ?? asCredential(entry))));
}

/** Siblings without anything that must be seen go together by role; each group stands where its first one was. */
function fansOf<T>(children: readonly TreeNode<T>[]): (TreeNode<T> | TreeNode<T>[])[] {
  const aside = children.filter((node) => node.keys === 0);
  const roles = new Set(aside.map((node) => node.role));
  const groupOf = (node: TreeNode<T>): string => (roles.size > MOST_ASIDE ? '' : node.role);
  const fans = new Map<string, TreeNode<T>[]>();
  for (const node of aside) {
    const fan = fans.get(groupOf(node));
    if (fan === undefined) fans.set(groupOf(node), [node]);
    else fan.push(node);
  }
  const entries: (TreeNode<T> | TreeNode<T>[])[] = [];
  for (const node of children) {
    const fan = node.keys > 0 ? [] : fans.get(groupOf(node))!;
    if (fan.length < SMALLEST_FAN) entries.push(node);
    else if (fan[0] === node) entries.push(fan);
  }
  return entries;
}

function fanItem<T>(fan: readonly TreeNode<T>[]): TreeItem<T> {
  const size = fan.reduce((sum, node) => sum + node.size, 0);
  return { kind: 'fan', below: size - fan.length, ...sumOf(fan, fan) };
}

/** Follows the one way that matters down, as long as nothing on it must be seen. */
function chainItem<T>(top: TreeNode<T>): TreeItem<T> | null {
  const run: TreeNode<T>[] = [];
  let node: TreeNode<T> | null = top;
  while (node !== null && !node.key) {
    const next: TreeNode<T> | null = wayDown(node);
    // A leaf or a fork ends the run and is shown itself.
    if (next === null) break;
    run.push(node);
    node = next;
  }
  if (run.length < SHORTEST_CHAIN) return null;
  const beside = top.size - (node?.size ?? 0) - run.length;
  const live = top.live - (node?.live ?? 0);
  return { kind: 'chain', beside, next: node, ...sumOf(run, []), live };
}

/** The child to follow: the only one with something to see below it, or, where none has, the one with the longest line. */
function wayDown<T>(node: TreeNode<T>): TreeNode<T> | null {
  const kept = node.children.filter((child) => child.keys > 0);
  if (kept.length > 1) return null;
  if (kept.length === 1) return kept[0]!;
  let best: TreeNode<T> | null = null;
  for (const child of node.children) if (best === null || child.height > best.height) best = child;
  return best;
}

function sumOf<T>(nodes: readonly TreeNode<T>[], living: readonly TreeNode<T>[]): Folded {
  const times = nodes.flatMap((node) => node.issuedAt ?? []).sort();
  return {
    count: nodes.length,
    roles: [...new Set(nodes.map((node) => node.role).filter((role) => role !== ''))],
    from: times[0] ?? null,
    to: times.at(-1) ?? null,
    live: living.reduce((sum, node) => sum + node.live, 0),
  };
}

function asCredential<T>(node: TreeNode<T>): TreeItem<T> {
  return { kind: 'credential', node };
}
