import { onCircles } from '../../../lib/strong-components.ts';
import type { ExplorerCase, ExplorerWays } from '../../../model/explorer.ts';
import type { PrivilegeLevel } from '../../../model/posture.ts';
import { isLiveToken, isSuspicious, textOf, type Forest } from '../data/forest.ts';
import { allowedCaller, roleCaller, seenCaller, type Caller } from './callers.ts';

export interface RoleNode extends Omit<Caller, 'kind'> {
  /** `rest`: roles, or users, that stand folded behind one node. */
  readonly kind: Caller['kind'] | 'rest';
  /** Of a role, as the snapshot or a token has it. */
  readonly arn: string | null;
  tokens: number;
  live: number;
  suspicious: number;
  /** From the snapshot; null without one. */
  level: PrivilegeLevel | null;
  exploitable: boolean;
  why: readonly string[];
  /** A session of it was seen to lead to another session of it. */
  cycle: boolean;
  /** How many it stands for. */
  members: number;
}

export interface RoleEdge {
  readonly from: string;
  readonly to: string;
  /** Tokens that were seen to be minted this way; 0 where the snapshot alone knows it. */
  tokens: number;
  live: number;
  suspicious: number;
  /** Part of a way back to where it starts. */
  cycle: boolean;
  /** What the snapshot says of it; null where it knows no such way, or there is none. */
  allowed: { readonly conditions: string | null; readonly basis: string | null } | null;
}

export interface RoleGraph {
  readonly nodes: ReadonlyMap<string, RoleNode>;
  readonly edges: readonly RoleEdge[];
}

/** Who was seen to assume what, and who can by the snapshot. One node a role and a user; what is neither is one node a kind. */
export function roleGraph(theCase: ExplorerCase, forest: Forest, ways: ExplorerWays | null): RoleGraph {
  const nodes = new Map<string, RoleNode>();
  const edges = new Map<string, RoleEdge>();
  // The snapshot's ARNs first: they have the path.
  for (const { arn, level, exploitable, why } of theCase.roles ?? []) {
    Object.assign(nodeOf(nodes, roleCaller(arn), arn), { level, exploitable, why });
  }
  for (let i = 0; i < forest.length; i++) {
    const role = textOf(forest, forest.tokens.role[i]);
    if (role === null) continue;
    const flags = forest.flags[i]!;
    const counted = { live: Number(isLiveToken(flags)), suspicious: Number(isSuspicious(flags)) };
    const to = nodeOf(nodes, roleCaller(role), role);
    count(to, counted);
    const from = nodeOf(nodes, seenCaller(theCase, forest, i), null);
    count(edgeOf(edges, from.id, to.id), counted);
  }
  const seen = onCircles([...edges.values()]);
  for (const { from, to } of seen) for (const id of [from, to]) nodes.get(id)!.cycle = true;
  if (ways !== null) addWays(nodes, edges, ways);
  for (const edge of onCircles([...edges.values()])) edge.cycle = true;
  return { nodes, edges: [...edges.values()] };
}

type Counted = Pick<RoleNode, 'tokens' | 'live' | 'suspicious'>;

function count(to: Counted, { live, suspicious }: { live: number; suspicious: number }): void {
  to.tokens++;
  to.live += live;
  to.suspicious += suspicious;
}

export function nodeOf(nodes: Map<string, RoleNode>, caller: Omit<RoleNode, keyof Told>, arn: string | null): RoleNode {
  const known = nodes.get(caller.id);
  if (known !== undefined) return known;
  const made: RoleNode = {
    ...caller,
    arn,
    tokens: 0,
    live: 0,
    suspicious: 0,
    level: null,
    exploitable: false,
    why: [],
    cycle: false,
    members: 1,
  };
  nodes.set(caller.id, made);
  return made;
}

type Told = Pick<
  RoleNode,
  'arn' | 'tokens' | 'live' | 'suspicious' | 'level' | 'exploitable' | 'why' | 'cycle' | 'members'
>;

export function edgeOf(edges: Map<string, RoleEdge>, from: string, to: string): RoleEdge {
  const key = JSON.stringify([from, to]);
  const known = edges.get(key);
  if (known !== undefined) return known;
  const made: RoleEdge = { from, to, tokens: 0, live: 0, suspicious: 0, cycle: false, allowed: null };
  edges.set(key, made);
  return made;
}

function addWays(nodes: Map<string, RoleNode>, edges: Map<string, RoleEdge>, ways: ExplorerWays): void {
  const callers = new Map<number, RoleNode>();
  const roles = new Map<number, RoleNode>();
  const placed = (kept: Map<number, RoleNode>, code: number, make: (arn: string) => Caller): RoleNode => {
    const known = kept.get(code);
    if (known !== undefined) return known;
    const arn = ways.texts[code]!;
    const caller = make(arn);
    const node = nodeOf(nodes, caller, caller.kind === 'role' ? arn : null);
    kept.set(code, node);
    return node;
  };
  const text = (code: number): string | null => (code === 0 ? null : ways.texts[code]!);
  for (let i = 0; i < ways.to.length; i++) {
    const from = placed(callers, ways.from[i]!, allowedCaller);
    const to = placed(roles, ways.to[i]!, roleCaller);
    const conditions = ways.depends[i] === 1 ? (text(ways.conditions[i]!) ?? 'by conditions that are not known') : null;
    edgeOf(edges, from.id, to.id).allowed ??= { conditions, basis: text(ways.basis[i]!) };
  }
}
