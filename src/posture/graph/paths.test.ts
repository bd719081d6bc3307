import { expect, test } from 'vitest';
import type { AssumeEdge } from '../../model/posture.ts';
import { shortestPath, whoCanAssume } from './paths.ts';

const edge = (from: string, to: string, ...conditions: string[]): AssumeEdge => ({
  from,
  to,
  decision: conditions.length > 0 ? 'depends' : 'allowed',
  conditions,
  basis: 'trust policy',
});

const edges = [
  edge('a', 'b'),
  edge('b', 'c', 'with MFA'),
  edge('b', 'd'),
  edge('d', 'c'),
  edge('c', 'c'),
  edge('x', 'y'),
];

test('a longer way without conditions is shown before a shorter one with', () => {
  expect(shortestPath(edges, 'a', 'c')).toEqual({ arns: ['a', 'b', 'd', 'c'], conditions: [] });
  expect(shortestPath([edges[0]!, edges[1]!], 'a', 'c')).toEqual({ arns: ['a', 'b', 'c'], conditions: ['with MFA'] });
});

test('a role comes back to itself in one step where it can, and there may be no way', () => {
  expect(shortestPath(edges, 'c', 'c')).toEqual({ arns: ['c', 'c'], conditions: [] });
  expect(shortestPath(edges, 'c', 'a')).toBeNull();
});

test('everybody who gets there is told once, with those on the way', () => {
  expect(whoCanAssume(edges, 'c').map(({ principal, via }) => [principal, via])).toEqual([
    ['b', []],
    ['d', []],
    ['c', []],
    ['a', ['b']],
  ]);
});
