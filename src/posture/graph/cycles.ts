import { strongComponents } from '../../lib/strong-components.ts';
import type { AssumeEdge } from '../../model/posture.ts';

export interface Cycle {
  /** From the role back to itself: first and last are the same. */
  readonly arns: readonly string[];
  readonly conditions: readonly string[];
}

/**
 * One shortest way from each role back to itself, for those that have one: over edges that hold without a condition where
 * there is such a way, else over any.
 */
export function shortestCycles(roles: readonly string[], edges: readonly AssumeEdge[]): Map<string, Cycle> {
  const cycles = cyclesOver(
    roles,
    edges.filter(({ decision }) => decision === 'allowed'),
  );
  for (const [role, cycle] of cyclesOver(roles, edges)) if (!cycles.has(role)) cycles.set(role, cycle);
  return cycles;
}

function cyclesOver(roles: readonly string[], edges: readonly AssumeEdge[]): Map<string, Cycle> {
  const numbers = new Map(roles.map((arn, i) => [arn, i]));
  const out: number[][] = roles.map(() => []);
  const edgeAt = new Map<number, AssumeEdge>();
  for (const edge of edges) {
    const from = numbers.get(edge.from);
    const to = numbers.get(edge.to);
    if (from === undefined || to === undefined) continue;
    out[from]!.push(to);
    if (edge.conditions.length > 0) edgeAt.set(from * roles.length + to, edge);
  }
  const component = strongComponents(out);
  const cycles = new Map<string, Cycle>();
  for (let role = 0; role < roles.length; role++) {
    const path = wayBack(role, out, component);
    if (path === null) continue;
    const hops = path.slice(1).flatMap((to, i) => edgeAt.get(path[i]! * roles.length + to)?.conditions ?? []);
    cycles.set(roles[role]!, { arns: path.map((i) => roles[i]!), conditions: [...new Set(hops)] });
  }
  return cycles;
}

/** Breadth first inside the role's strongly connected component. */
function wayBack(role: number, out: readonly number[][], component: Int32Array): number[] | null {
  const before = new Map<number, number>();
  let layer = [role];
  while (layer.length > 0) {
    const next: number[] = [];
    for (const at of layer) {
      for (const to of out[at]!) {
        if (to === role) return pathTo(at, role, before);
        if (component[to] !== component[role] || before.has(to)) continue;
        before.set(to, at);
        next.push(to);
      }
    }
    layer = next;
  }
  return null;
}

function pathTo(last: number, role: number, before: ReadonlyMap<number, number>): number[] {
  const path = [role];
  for (let at = last; at !== role; at = before.get(at)!) path.push(at);
  return [...path, role].toReversed();
}
