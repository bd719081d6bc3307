import { expect, test } from 'vitest';
import { inView } from './in-view.ts';
import { edgeOf, nodeOf, type RoleEdge, type RoleGraph, type RoleNode } from './role-graph.ts';

const arnOf = (i: number): string => `arn:aws:iam::${accountOf(i)}:role/role-${i}`;
const accountOf = (i: number): string => String(111122223333 + (i % 4));

/** A thousand roles, each allowed to assume the next twelve; a handful of them in use. */
function largeGraph(): RoleGraph {
  const nodes = new Map<string, RoleNode>();
  const edges = new Map<string, RoleEdge>();
  const role = (i: number): RoleNode =>
    nodeOf(nodes, { id: `role ${i}`, kind: 'role', name: `role-${i}`, account: accountOf(i) }, arnOf(i));
  for (let i = 0; i < 1_000; i++)
    Object.assign(role(i), { exploitable: i % 10 === 0, level: i % 10 === 0 ? 'admin' : 'limited' });
  for (let i = 0; i < 1_000; i++) {
    for (let next = 1; next <= 12; next++) {
      edgeOf(edges, `role ${i}`, `role ${(i + next) % 1_000}`).allowed = { conditions: null, basis: 'trust policy' };
    }
  }
  for (const i of [500, 501, 502]) {
    Object.assign(role(i), { tokens: 3, live: 1, suspicious: i === 501 ? 3 : 0 });
    Object.assign(edgeOf(edges, `role ${i - 1}`, `role ${i}`), { tokens: 3, live: 1, suspicious: i === 501 ? 3 : 0 });
  }
  return { nodes, edges: [...edges.values()] };
}

const whole = largeGraph();
const all = { chosen: null, account: null };

test('of a thousand roles those that are in use are drawn, some that are held for ever, and the rest is counted', () => {
  const { graph, folded, undrawn } = inView(whole, all);
  expect(graph.nodes.size).toBeLessThan(60);
  expect(graph.edges.length).toBeLessThan(120);
  for (const i of [500, 501, 502]) expect(graph.nodes.has(`role ${i}`)).toBe(true);
  expect([...graph.nodes.values()].some(({ exploitable, tokens }) => exploitable && tokens === 0)).toBe(true);
  const named = [...graph.nodes.values()].filter(({ kind }) => kind === 'role').length;
  expect(named + folded).toBe(1_000);
  const seen = whole.edges.filter(({ tokens }) => tokens > 0).length;
  const allowed = graph.edges.filter(({ tokens }) => tokens === 0).length;
  expect(allowed + undrawn).toBe(whole.edges.length - seen);
});

test('a role that is looked at is drawn with its own ways and no others', () => {
  const { graph, undrawn } = inView(whole, { chosen: 'role 20', account: null });
  expect(graph.nodes.has('role 20')).toBe(true);
  for (const { from, to } of graph.edges) expect([from, to]).toContain('role 20');
  expect(undrawn).toBe(0);
  // Twelve before it and twelve after it.
  const members = [...graph.nodes.values()].reduce((sum, node) => sum + node.members, 0);
  expect(members).toBe(25);
});

test('of one account its roles go by name, those of others fold', () => {
  const { graph } = inView(whole, { chosen: null, account: accountOf(501) });
  const named = [...graph.nodes.values()].filter(({ kind }) => kind === 'role');
  expect(named.length).toBeGreaterThan(10);
  for (const { account } of named) expect(account).toBe(accountOf(501));
});

test('every end of every line is a node, and no node is drawn for nothing', () => {
  for (const choice of [all, { chosen: 'role 500', account: null }, { chosen: null, account: accountOf(1) }]) {
    const { graph } = inView(whole, choice);
    for (const { from, to } of graph.edges) expect([graph.nodes.has(from), graph.nodes.has(to)]).toEqual([true, true]);
  }
});
