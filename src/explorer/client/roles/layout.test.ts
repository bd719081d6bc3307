import { expect, test } from 'vitest';
import { placeGraph, scaleFor } from './layout.ts';
import { linesOf } from './node-words.ts';
import { edgeOf, nodeOf, type RoleEdge, type RoleGraph, type RoleNode } from './role-graph.ts';

/** So many callers, each of which asks for one role, and the roles for the next column of them. */
function grid(columns: number, rows: number): RoleGraph {
  const nodes = new Map<string, RoleNode>();
  const edges = new Map<string, RoleEdge>();
  const id = (column: number, row: number): string => `${column} ${row}`;
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      nodeOf(nodes, { id: id(column, row), kind: 'role', name: 'a', account: null }, null);
      if (column > 0) edgeOf(edges, id(column - 1, row), id(column, row));
    }
  }
  return { nodes, edges: [...edges.values()] };
}

const desk = { width: 1_360, height: 666 };
const phone = { width: 332, height: 624 };

test.each([
  ['two columns of twelve on a desk', grid(2, 12), desk],
  ['four columns on a desk', grid(4, 6), desk],
  ['two columns on a phone', grid(2, 8), phone],
  ['three columns on a phone', grid(3, 8), phone],
])('%s are in sight, all of them', (_name, graph, room) => {
  const placed = placeGraph(graph, { wanted: 300, room });
  const scale = scaleFor(placed, room);
  expect(placed.width * scale).toBeLessThanOrEqual(room.width);
  expect(placed.height * scale).toBeLessThanOrEqual(room.height);
});

test('boxes are as wide as the longest name wants where there is room', () => {
  expect(placeGraph(grid(2, 12), { wanted: 274, room: desk }).nodeWidth).toBe(274);
});

const node: RoleNode = {
  id: 'role',
  kind: 'role',
  name: 'Admin',
  account: '111122223333',
  arn: null,
  tokens: 2,
  live: 2,
  suspicious: 0,
  level: null,
  exploitable: false,
  why: [],
  cycle: false,
  members: 1,
};

test.each([
  ['of several accounts', node, true, ['111122223333 · 2 tokens', '2 tokens', '2']],
  ['of the only account', node, false, ['2 tokens', '2']],
  ['with privileges', { ...node, level: 'admin' }, true, ['admin · 2 tokens', '2 tokens', '2']],
  ['never seen', { ...node, tokens: 0 }, true, ['111122223333 · never seen', 'never seen', '']],
  ['a user', { ...node, kind: 'user' }, true, ['user in 111122223333', '111122223333', 'user']],
] as const)('a role %s is never told half of a number', (_name, of, hasAccounts, lines) => {
  expect(linesOf(of, { hasAccounts })).toEqual(lines);
});
