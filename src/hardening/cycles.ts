import { byText } from '../lib/by-text.ts';

/** One role can get a session of another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Sessions that the case saw got this way. */
  readonly uses: number;
}

export interface Cut {
  readonly edge: Edge;
  /** The roles that reach each other, and so stand and fall together. */
  readonly roles: readonly string[];
  /** Edges that lie on no circle any more once this one is gone. */
  readonly broken: number;
  /** Edges that must be cut besides, of those roles. */
  readonly others: number;
}

/** Up to so many edges every candidate is tried; above, the busiest crossing is taken for the best. */
const TRY_ALL = 60;
/** A tangle of more edges is a trust policy that lets in whole accounts: narrowing that comes first. */
const TANGLE = 3_000;

/** The edges to cut so that no role can renew itself: unused ones first, then those that break most circles. */
export function chooseCuts(edges: readonly Edge[]): Cut[] {
  return componentsOf(edges).flatMap((component) => {
    const roles = [...new Set(component.flatMap(({ from, to }) => [from, to]))].sort(byText);
    const most = component.length > TANGLE ? 10 : Infinity;
    const cuts: { edge: Edge; broken: number }[] = [];
    let left = component;
    while (left.length > 0 && cuts.length < most) {
      const edge = left.length <= TRY_ALL ? bestOf(left) : busiestOf(left);
      const after = onCircles(left.filter((one) => one !== edge));
      cuts.push({ edge, broken: left.length - after.length });
      left = after;
    }
    return cuts.map((cut, place) => ({ ...cut, roles, others: cuts.length - 1 - place }));
  });
}

function bestOf(edges: readonly Edge[]): Edge {
  const tried = edges.map((edge) => ({ edge, left: onCircles(edges.filter((one) => one !== edge)).length }));
  tried.sort((a, b) => usedLast(a.edge, b.edge) || a.left - b.left || inOrder(a.edge, b.edge));
  return tried[0]!.edge;
}

function busiestOf(edges: readonly Edge[]): Edge {
  const into = new Map<string, number>();
  const outOf = new Map<string, number>();
  for (const { from, to } of edges) {
    into.set(to, (into.get(to) ?? 0) + 1);
    outOf.set(from, (outOf.get(from) ?? 0) + 1);
  }
  // Many ways lead to where it begins, and many on from where it ends.
  const traffic = ({ from, to }: Edge): number => (into.get(from) ?? 1) * (outOf.get(to) ?? 1);
  const order = (a: Edge, b: Edge): number => usedLast(a, b) || traffic(b) - traffic(a) || inOrder(a, b);
  return edges.reduce((best, edge) => (order(edge, best) < 0 ? edge : best));
}

const usedLast = (a: Edge, b: Edge): number => Number(a.uses > 0) - Number(b.uses > 0);
const inOrder = (a: Edge, b: Edge): number => a.uses - b.uses || byText(a.from, b.from) || byText(a.to, b.to);

/** The edges that lie on a circle. */
function onCircles(edges: readonly Edge[]): Edge[] {
  const componentOf = strongComponents(edges);
  return edges.filter(({ from, to }) => componentOf.get(from) === componentOf.get(to));
}

/** The edges on circles, by the roles that reach each other. */
function componentsOf(edges: readonly Edge[]): Edge[][] {
  const componentOf = strongComponents(edges);
  const groups = new Map<number, Edge[]>();
  for (const edge of edges) {
    const component = componentOf.get(edge.from)!;
    if (component !== componentOf.get(edge.to)) continue;
    const group = groups.get(component);
    if (group === undefined) groups.set(component, [edge]);
    else group.push(edge);
  }
  return [...groups.values()];
}

/** The number of each node's strongly connected component: Tarjan's way, without recursion. */
function strongComponents(edges: readonly Edge[]): Map<string, number> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    if (!next.has(to)) next.set(to, []);
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  const state: Search = { next, index: new Map(), low: new Map(), path: [], onPath: new Set(), componentOf: new Map() };
  let components = 0;
  for (const node of next.keys()) if (!state.index.has(node)) components = visit(state, node, components);
  return state.componentOf;
}

interface Search {
  readonly next: ReadonlyMap<string, readonly string[]>;
  readonly index: Map<string, number>;
  readonly low: Map<string, number>;
  readonly path: string[];
  readonly onPath: Set<string>;
  readonly componentOf: Map<string, number>;
}

function visit(state: Search, start: string, components: number): number {
  const { next, index, low, path, onPath, componentOf } = state;
  const waiting: { node: string; at: number }[] = [];
  const enter = (node: string): void => {
    low.set(node, index.size);
    index.set(node, index.size);
    path.push(node);
    onPath.add(node);
    waiting.push({ node, at: 0 });
  };
  enter(start);
  let found = components;
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    const { node } = top;
    const to = next.get(node)![top.at++];
    if (to !== undefined) {
      if (!index.has(to)) enter(to);
      else if (onPath.has(to)) low.set(node, Math.min(low.get(node)!, index.get(to)!));
      continue;
    }
    waiting.pop();
    const above = waiting.at(-1)?.node;
    if (above !== undefined) low.set(above, Math.min(low.get(above)!, low.get(node)!));
    if (low.get(node) !== index.get(node)) continue;
    for (let member = path.pop(); member !== undefined; member = path.pop()) {
      onPath.delete(member);
      componentOf.set(member, found);
      if (member === node) break;
    }
    found++;
  }
  return found;
}
