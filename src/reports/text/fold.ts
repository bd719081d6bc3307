import type { TreeNode } from './forest.ts';
import { NAMED } from './marks.ts';

/** What one line of a tree shows: a credential, a run of generations that are all alike, or siblings that are. */
export type TreeItem =
  | { readonly kind: 'credential'; readonly node: TreeNode }
  | (Folded & { readonly kind: 'chain'; readonly beside: number; readonly next: TreeNode | null })
  | (Folded & { readonly kind: 'fan'; readonly below: number });

interface Folded {
  readonly count: number;
  /** In the order in which they first appear. */
  readonly roles: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly live: number;
  /** The worst of all that the line stands for. */
  readonly mark: number;
}

/** Fewer than this are shown one by one: a fold must save lines. */
const SHORTEST_CHAIN = 4;
const SMALLEST_FAN = 4;
/** More lines than this without anything that must be seen become one. */
const MOST_ASIDE = 6;
/** The same for credentials that a finding names, if in passing: those are worth a line each as long as there are few. */
const MOST_NAMED = 20;

/** Lines for the children of a credential, in order of issue. With `fold` off, each its own. */
export function itemsOf(children: readonly TreeNode[], fold: boolean): TreeItem[] {
  if (!fold) return children.map((node) => ({ kind: 'credential', node }));
  const shown = fansOf(children);
  return shown.map((entry) => ('length' in entry ? fanItem(entry) : (chainItem(entry) ?? asCredential(entry))));
}

/**
 * Siblings without anything that must be seen go together by role and mark, and what is then still on too many lines goes
 * together whatever its role, named ones apart from others. Each group stands where its first one was.
 */
function fansOf(children: readonly TreeNode[]): (TreeNode | readonly TreeNode[])[] {
  const byRole = new Map<string, TreeNode[]>();
  for (const node of children) {
    if (node.keys > 0) continue;
    const fan = byRole.get(alike(node));
    if (fan === undefined) byRole.set(alike(node), [node]);
    else fan.push(node);
  }
  const isSmall = (node: TreeNode): boolean => node.keys === 0 && byRole.get(alike(node))!.length < SMALLEST_FAN;
  const few = children.filter((node) => isSmall(node) && node.worst < NAMED);
  const named = children.filter((node) => isSmall(node) && node.worst >= NAMED);
  const fanOf = (node: TreeNode): readonly TreeNode[] => {
    if (node.keys > 0) return [];
    if (!isSmall(node)) return byRole.get(alike(node))!;
    if (node.worst >= NAMED) return named.length > MOST_NAMED ? named : [];
    return few.length > MOST_ASIDE ? few : [];
  };
  const entries: (TreeNode | readonly TreeNode[])[] = [];
  for (const node of children) {
    const fan = fanOf(node);
    if (fan.length === 0) entries.push(node);
    else if (fan[0] === node) entries.push(fan);
  }
  return entries;
}

const alike = ({ worst, role }: TreeNode): string => `${worst} ${role}`;

function fanItem(fan: readonly TreeNode[]): TreeItem {
  const size = fan.reduce((sum, node) => sum + node.size, 0);
  return { kind: 'fan', below: size - fan.length, ...sumOf(fan, fan) };
}

/** Follows the one way that matters down, as long as nothing on it must be seen. */
function chainItem(top: TreeNode): TreeItem | null {
  const run: TreeNode[] = [];
  let node: TreeNode | null = top;
  while (node !== null && !node.key) {
    const next: TreeNode | null = wayDown(node);
    // A leaf or a fork ends the run and is shown itself.
    if (next === null) break;
    run.push(node);
    node = next;
  }
  if (run.length < SHORTEST_CHAIN) return null;
  const beside = top.size - (node?.size ?? 0) - run.length;
  const live = top.live - (node?.live ?? 0);
  const mark = worstOnWay(run, node);
  return { kind: 'chain', beside, next: node, ...sumOf(run, []), live, mark };
}

/** The worst of a run and of what hangs off it, without what comes behind its end. */
function worstOnWay(run: readonly TreeNode[], end: TreeNode | null): number {
  let worst = 0;
  for (const [i, { mark, children }] of run.entries()) {
    worst = Math.max(worst, mark);
    const next = run[i + 1] ?? end;
    for (const child of children) if (child !== next) worst = Math.max(worst, child.worst);
  }
  return worst;
}

/** The child to follow: the only one with something to see below it, or, where none has, the one with the longest line. */
function wayDown(node: TreeNode): TreeNode | null {
  const kept = node.children.filter((child) => child.keys > 0);
  if (kept.length > 1) return null;
  if (kept.length === 1) return kept[0]!;
  let best: TreeNode | null = null;
  for (const child of node.children) if (best === null || child.height > best.height) best = child;
  return best;
}

function sumOf(nodes: readonly TreeNode[], living: readonly TreeNode[]): Folded {
  const times = nodes.flatMap((node) => node.issuedAt ?? []).sort();
  return {
    count: nodes.length,
    roles: [...new Set(nodes.map((node) => node.role).filter((role) => role !== ''))],
    from: times[0] ?? null,
    to: times.at(-1) ?? null,
    live: living.reduce((sum, node) => sum + node.live, 0),
    mark: nodes.reduce((worst, node) => Math.max(worst, node.worst), 0),
  };
}

function asCredential(node: TreeNode): TreeItem {
  return { kind: 'credential', node };
}
