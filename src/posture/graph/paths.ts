import { groupBy } from '../../lib/add-to.ts';
import type { AssumeEdge } from '../../model/posture.ts';
import type { RolePath, RoleReach } from '../../model/role-view.ts';

/** Everybody who gets a session of a role, by the shortest way: those who assume it first, then those who get there through others. */
export function whoCanAssume(edges: readonly AssumeEdge[], role: string): RoleReach[] {
  const into = groupBy(edges, ({ to }) => to);
  const found = new Map<string, RoleReach>();
  let layer: { readonly role: string; readonly via: readonly string[]; readonly conditions: readonly string[] }[] = [
    { role, via: [], conditions: [] },
  ];
  while (layer.length > 0) {
    const next: typeof layer = [];
    for (const at of layer) {
      for (const edge of into.get(at.role) ?? []) {
        if (found.has(edge.from)) continue;
        const conditions = [...new Set([...edge.conditions, ...at.conditions])];
        found.set(edge.from, { principal: edge.from, conditions, basis: edge.basis, via: at.via });
        if (edge.from !== role) next.push({ role: edge.from, via: [edge.from, ...at.via], conditions });
      }
    }
    layer = next;
  }
  return [...found.values()];
}

/** A shortest way from a principal to a session of a role: without conditions where there is one, else with; null for none. */
export function shortestPath(edges: readonly AssumeEdge[], from: string, to: string): RolePath | null {
  return (
    search(
      edges.filter(({ decision }) => decision === 'allowed'),
      from,
      to,
    ) ?? search(edges, from, to)
  );
}

function search(edges: readonly AssumeEdge[], from: string, to: string): RolePath | null {
  const out = groupBy(edges, (edge) => edge.from);
  const before = new Map<string, AssumeEdge>();
  let layer = [from];
  while (layer.length > 0) {
    const next: string[] = [];
    for (const at of layer) {
      for (const edge of out.get(at) ?? []) {
        if (before.has(edge.to)) continue;
        before.set(edge.to, edge);
        if (edge.to === to) return pathBack(before, from, to);
        next.push(edge.to);
      }
    }
    layer = next;
  }
  return null;
}

function pathBack(before: ReadonlyMap<string, AssumeEdge>, from: string, to: string): RolePath {
  const arns = [to];
  const conditions: string[] = [];
  for (let edge = before.get(to); edge !== undefined; edge = edge.from === from ? undefined : before.get(edge.from)) {
    arns.unshift(edge.from);
    conditions.unshift(...edge.conditions);
  }
  return { arns, conditions: [...new Set(conditions)] };
}
