import { byText } from '../lib/by-text.ts';
import { circlesOf, onCircles } from '../lib/strong-components.ts';

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
  return circlesOf(edges).flatMap((component) => {
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
