import { accountOfArn } from '../../../lib/arn.ts';
import { onCircles } from '../../../lib/strong-components.ts';
import { nameOf } from '../../../lib/wording.ts';
import { TOKEN_SAME_SESSION, type ExplorerCase } from '../../../model/explorer.ts';
import type { OriginKind } from '../../../model/lineage.ts';
import type { PrivilegeLevel } from '../../../model/posture.ts';
import { isLiveToken, isSuspicious, textOf, type Forest } from '../data/forest.ts';
import { originKind } from '../data/words.ts';

export interface RoleNode {
  readonly id: string;
  readonly kind: 'role' | 'source' | 'account';
  readonly name: string;
  readonly account: string | null;
  tokens: number;
  live: number;
  suspicious: number;
  /** From the snapshot; null without one. */
  level: PrivilegeLevel | null;
  exploitable: boolean;
  why: readonly string[];
  cycle: boolean;
  /** Roles that an account's node stands for. */
  roles: number;
}

export interface RoleEdge {
  readonly from: string;
  readonly to: string;
  tokens: number;
  live: number;
  suspicious: number;
  /** Part of a way back to where it starts. */
  cycle: boolean;
  /** Known from the snapshot only: nobody was seen to go it. */
  readonly seen: boolean;
}

export interface RoleGraph {
  readonly nodes: ReadonlyMap<string, RoleNode>;
  readonly edges: readonly RoleEdge[];
}

/** Who was seen to assume what, with what a snapshot adds. One node a role; what is no role is one node a kind. */
export function roleGraph(theCase: ExplorerCase, forest: Forest): RoleGraph {
  const nodes = new Map<string, RoleNode>();
  const edges = new Map<string, RoleEdge>();
  for (let i = 0; i < forest.length; i++) {
    const role = textOf(forest, forest.tokens.role[i]);
    if (role === null) continue;
    const flags = forest.flags[i]!;
    const counted = { live: Number(isLiveToken(flags)), suspicious: Number(isSuspicious(flags)) };
    count(node(nodes, role, 'role'), counted);
    const from = callerOf(theCase, forest, i);
    node(nodes, from.id, from.kind, from.name);
    count(edge(edges, { from: from.id, to: role, seen: true }), counted);
  }
  addSnapshot(theCase, nodes, edges);
  for (const each of onCircles([...edges.values()])) {
    each.cycle = true;
    for (const id of [each.from, each.to]) nodes.get(id)!.cycle = true;
  }
  return { nodes, edges: [...edges.values()] };
}

type Counted = Pick<RoleNode, 'tokens' | 'live' | 'suspicious'>;

function count(to: Counted, { live, suspicious }: { live: number; suspicious: number }): void {
  to.tokens++;
  to.live += live;
  to.suspicious += suspicious;
}

function node(nodes: Map<string, RoleNode>, id: string, kind: RoleNode['kind'], name = nameOf(id)): RoleNode {
  const known = nodes.get(id);
  if (known !== undefined) return known;
  const counts = { tokens: 0, live: 0, suspicious: 0, roles: 1 };
  const made: RoleNode = {
    ...counts,
    id,
    kind,
    name,
    account: kind === 'role' ? accountOfArn(id) : null,
    level: null,
    exploitable: false,
    why: [],
    cycle: false,
  };
  nodes.set(id, made);
  return made;
}

function edge(edges: Map<string, RoleEdge>, { from, to, seen }: { from: string; to: string; seen: boolean }): RoleEdge {
  const key = JSON.stringify([from, to]);
  const known = edges.get(key);
  if (known !== undefined) return known;
  const made: RoleEdge = { from, to, tokens: 0, live: 0, suspicious: 0, cycle: false, seen };
  edges.set(key, made);
  return made;
}

/** The role of the parent; where it has none, what the lineage goes back to. */
function callerOf(
  theCase: ExplorerCase,
  forest: Forest,
  token: number,
): { id: string; kind: 'role' | 'source'; name: string } {
  // Keys of one session show no call: who asked for the session did.
  let i = token;
  while ((forest.flags[i]! & TOKEN_SAME_SESSION) !== 0 && forest.parent[i]! >= 0) i = forest.parent[i]!;
  const parent = forest.parent[i]!;
  const role = parent < 0 ? null : textOf(forest, forest.tokens.role[parent]);
  if (role !== null) return { id: role, kind: 'role', name: nameOf(role) };
  const origin = theCase.origins[forest.tokens.origin[i]!];
  const kind: OriginKind = origin?.kind ?? 'unknown';
  const isUser = (kind === 'access-key' || kind === 'iam-user') && origin !== undefined && origin.userName !== null;
  const name = isUser ? `user ${origin.userName}` : originKind(kind);
  return { id: `${isUser ? `user ${origin.accountId} ${origin.userName}` : kind}`, kind: 'source', name };
}

function addSnapshot(theCase: ExplorerCase, nodes: Map<string, RoleNode>, edges: Map<string, RoleEdge>): void {
  for (const { arn, level, exploitable, cycle, why } of theCase.roles ?? []) {
    Object.assign(node(nodes, arn, 'role'), { level, exploitable, why });
    for (const [at, from] of (cycle ?? []).slice(0, -1).entries()) {
      node(nodes, from, 'role');
      node(nodes, cycle![at + 1]!, 'role');
      edge(edges, { from, to: cycle![at + 1]!, seen: false });
    }
  }
}

function accountNode(nodes: Map<string, RoleNode>, id: string, name: string): RoleNode {
  if (!nodes.has(id)) node(nodes, id, 'account', name).roles = 0;
  return nodes.get(id)!;
}

/** The same graph with the roles of some accounts as one node each: large organisations stay readable. */
export function foldAccounts({ nodes, edges }: RoleGraph, folded: ReadonlySet<string>): RoleGraph {
  const to = new Map<string, RoleNode>();
  const place = (id: string): string => {
    const { account } = nodes.get(id)!;
    return account !== null && folded.has(account) ? `account ${account}` : id;
  };
  for (const each of nodes.values()) {
    const id = place(each.id);
    if (id === each.id) to.set(id, each);
    else {
      const account = accountNode(to, id, each.account!);
      account.roles++;
      account.tokens += each.tokens;
      account.live += each.live;
      account.suspicious += each.suspicious;
      account.cycle ||= each.cycle;
    }
  }
  const merged = new Map<string, RoleEdge>();
  for (const each of edges) {
    const into = edge(merged, { from: place(each.from), to: place(each.to), seen: each.seen });
    into.tokens += each.tokens;
    into.live += each.live;
    into.suspicious += each.suspicious;
    into.cycle ||= each.cycle;
  }
  return { nodes: to, edges: [...merged.values()] };
}
