import type { PrivilegeLevel } from '../../../model/posture.ts';
import { plural } from '../../../lib/wording.ts';
import { edgeOf, nodeOf, type RoleEdge, type RoleGraph, type RoleNode } from './role-graph.ts';

export interface Choice {
  /** The node that is looked at: it and those next to it; null for what matters most. */
  readonly chosen: string | null;
  /** Roles of this account by name, the others folded; null for all accounts alike. */
  readonly account: string | null;
}

export interface InView {
  readonly graph: RoleGraph;
  /** Roles that stand folded behind others, and ways that are not drawn. */
  readonly folded: number;
  readonly undrawn: number;
}

/** More than these are no picture any more. */
const MOST_SEEN = 26;
const MOST_NEVER_SEEN = 6;
const MOST_USERS = 10;
const MOST_ALLOWED = 30;
/** More accounts than these stand together. */
const MOST_ACCOUNTS = 8;

/** What can be read of a graph of a thousand roles: what is suspicious, alive or held for ever first, the rest folded. */
export function inView(graph: RoleGraph, { chosen, account }: Choice): InView {
  const near = chosen === null ? graph : around(graph, chosen);
  const own = ownNodes(near, { chosen, account });
  const place = folding(near, own);
  const nodes = new Map<string, RoleNode>();
  let folded = 0;
  for (const node of near.nodes.values()) {
    const to = place(node);
    if (to === node.id) nodes.set(node.id, node);
    else if (to !== null) {
      if (node.kind === 'role') folded++;
      foldInto(nodes, to, node);
    }
  }
  const { edges, undrawn } = edgesBetween(near, { own, chosen, place: (id) => place(near.nodes.get(id)!) });
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const isSpare = ({ id, kind }: RoleNode): boolean => !ends.has(id) && (kind !== 'role' || !own.has(id));
  // Who asks for nothing, and what is folded and leads nowhere, says nothing in a picture.
  for (const node of nodes.values()) if (isSpare(node)) nodes.delete(node.id);
  return { graph: { nodes, edges }, folded, undrawn };
}

/** One node with its own ways, and nothing of those between the others. */
function around({ nodes, edges }: RoleGraph, chosen: string): RoleGraph {
  const own = edges.filter(({ from, to }) => from === chosen || to === chosen);
  const ids = new Set([chosen, ...own.flatMap(({ from, to }) => [from, to])]);
  return { nodes: new Map([...nodes].filter(([id]) => ids.has(id))), edges: own };
}

/** Those that are drawn by their own name. */
function ownNodes({ nodes, edges }: RoleGraph, { chosen, account }: Choice): ReadonlySet<string> {
  const isAsked = (node: RoleNode): boolean => chosen !== null || account === null || node.account === account;
  const roles = [...nodes.values()].filter((node) => node.kind === 'role' && isAsked(node)).toSorted(byWeight);
  const seen = roles.filter(({ tokens }) => tokens > 0).slice(0, MOST_SEEN);
  const others = roles.filter(({ tokens }) => tokens === 0);
  const room = Math.max(MOST_NEVER_SEEN, chosen === null && account === null ? 0 : MOST_SEEN - seen.length);
  const users = [...nodes.values()].filter(({ kind }) => kind === 'user').toSorted(byWeight);
  const kinds = [...nodes.values()].filter(({ kind }) => kind === 'source' || kind === 'outside');
  const got = suspiciousOf(edges);
  const foremost = users.toSorted((a, b) => (got.get(b.id) ?? 0) - (got.get(a.id) ?? 0)).slice(0, MOST_USERS);
  const own = [...seen, ...others.slice(0, room), ...foremost, ...kinds].map(({ id }) => id);
  return new Set(chosen === null ? own : [chosen, ...own]);
}

/** Suspicious tokens that each got. */
function suspiciousOf(edges: readonly RoleEdge[]): ReadonlyMap<string, number> {
  const got = new Map<string, number>();
  for (const { from, suspicious } of edges) if (suspicious > 0) got.set(from, (got.get(from) ?? 0) + suspicious);
  return got;
}

const levels: readonly PrivilegeLevel[] = ['none', 'limited', 'privileged', 'admin'];

/** In wrong hands and alive, in wrong hands, alive, come back to itself, used; of those never seen, held for ever and powerful. */
export function byWeight(a: RoleNode, b: RoleNode): number {
  return (
    Math.min(b.suspicious, b.live) - Math.min(a.suspicious, a.live) ||
    b.suspicious - a.suspicious ||
    b.live - a.live ||
    Number(b.cycle) - Number(a.cycle) ||
    b.tokens - a.tokens ||
    forEver(b) - forEver(a) ||
    power(b) - power(a) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

const power = ({ level }: RoleNode): number => (level === null ? -1 : levels.indexOf(level));
const forEver = (node: RoleNode): number => (node.exploitable ? 1 + power(node) : 0);

/** Where a node is drawn: by itself, folded with others of its account, or (null) not at all. */
function folding({ nodes }: RoleGraph, own: ReadonlySet<string>): (node: RoleNode) => string | null {
  const accounts = new Set<string>();
  for (const { kind, account } of nodes.values()) if (kind === 'role' && account !== null) accounts.add(account);
  const byAccount = accounts.size <= MOST_ACCOUNTS;
  return ({ id, kind, account }) => {
    if (own.has(id)) return id;
    if (kind === 'user') return 'rest users';
    if (kind !== 'role') return null;
    return byAccount && account !== null ? `rest ${account}` : 'rest roles';
  };
}

function foldInto(nodes: Map<string, RoleNode>, id: string, member: RoleNode): void {
  const isNew = !nodes.has(id);
  const account = id === `rest ${member.account ?? ''}` ? member.account : null;
  const into = nodeOf(nodes, { id, kind: 'rest', name: '', account }, null);
  if (isNew) into.members = 0;
  into.members++;
  into.tokens += member.tokens;
  into.live += member.live;
  into.suspicious += member.suspicious;
  const noun = member.kind === 'user' ? 'user' : 'role';
  nodes.set(id, Object.assign(into, { name: plural(into.members, `more ${noun}`) }));
}

interface Drawn {
  readonly own: ReadonlySet<string>;
  readonly chosen: string | null;
  readonly place: (id: string) => string | null;
}

/** Ways that were gone, all; those that are only allowed where they begin or end at what is looked at, suspicious or alive. */
function edgesBetween(
  { nodes, edges }: RoleGraph,
  { own, chosen, place }: Drawn,
): { edges: RoleEdge[]; undrawn: number } {
  const drawn = new Map<string, RoleEdge>();
  const allowed: RoleEdge[] = [];
  let undrawn = 0;
  for (const edge of edges) {
    if (edge.tokens === 0 && chosen === null) {
      if (own.has(edge.from) && own.has(edge.to)) allowed.push(edge);
      else undrawn++;
      continue;
    }
    const [from, to] = [place(edge.from), place(edge.to)];
    // Ways among those that are folded together are nobody's news.
    if (from === null || to === null || (from === to && !own.has(from))) continue;
    if (from === edge.from && to === edge.to) drawn.set(JSON.stringify([from, to]), edge);
    else {
      const into = edgeOf(drawn, from, to);
      into.tokens += edge.tokens;
      into.live += edge.live;
      into.suspicious += edge.suspicious;
    }
  }
  const heat = ({ from, to, cycle }: RoleEdge): number =>
    [from, to].reduce((sum, id) => sum + heatOf(nodes.get(id)!), cycle ? 1 : 0);
  const told = allowed.toSorted((a, b) => heat(b) - heat(a)).slice(0, MOST_ALLOWED);
  return { edges: [...drawn.values(), ...told], undrawn: undrawn + allowed.length - told.length };
}

const heatOf = ({ suspicious, live, exploitable }: RoleNode): number =>
  (suspicious > 0 ? 8 : 0) + (live > 0 ? 4 : 0) + (exploitable ? 2 : 0);
