import { graphlib, layout } from '@dagrejs/dagre';
import type { RoleEdge, RoleGraph, RoleNode } from './role-graph.ts';

export interface PlacedNode {
  readonly node: RoleNode;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly edge: RoleEdge;
  /** As an SVG path. */
  readonly path: string;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const NODE_WIDTH = 186;
export const NODE_HEIGHT = 44;

/** Callers on the left, what they assume to the right of them. */
export function placeGraph({ nodes, edges }: RoleGraph): Placed {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 84, marginx: 12, marginy: 26 });
  graph.setDefaultEdgeLabel(() => ({}));
  // Names of ours: those of the logs could be names that an object has already.
  const names = new Map([...nodes.keys()].map((id, i) => [id, `node-${i}`]));
  const nameOf = (id: string): string => names.get(id)!;
  for (const id of nodes.keys()) graph.setNode(nameOf(id), { width: NODE_WIDTH, height: NODE_HEIGHT });
  // A loop is drawn above its node and takes no place between the columns.
  for (const { from, to } of edges) if (from !== to) graph.setEdge(nameOf(from), nameOf(to));
  layout(graph);
  const at = (id: string): { x: number; y: number } => graph.node(nameOf(id)) as { x: number; y: number };
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: finite(size.width) + 24,
    height: finite(size.height) + 24,
    nodes: [...nodes.values()].map((node) => ({ node, ...at(node.id) })),
    edges: edges.map((edge) => ({
      edge,
      path: edge.from === edge.to ? loop(at(edge.from)) : curve(pointsOf(graph, [nameOf(edge.from), nameOf(edge.to)])),
    })),
  };
}

type Point = { readonly x: number; readonly y: number };

const finite = (size: number | undefined): number => (size !== undefined && Number.isFinite(size) ? size : 100);

const pointsOf = (graph: graphlib.Graph, [from, to]: readonly [string, string]): readonly Point[] =>
  (graph.edge(from, to) as { points: readonly Point[] }).points;

/** Through the middles of the lines between the points: no corners. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const last = rest.at(-1) ?? first;
  let path = `M${round(first)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const [here, next] = [rest[i]!, rest[i + 1]!];
    path += `Q${round(here)} ${round({ x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 })}`;
  }
  return `${path}L${round(last)}`;
}

function loop({ x, y }: Point): string {
  const top = y - NODE_HEIGHT / 2;
  return `M${x + 18} ${top}C${x + 34} ${top - 24} ${x - 34} ${top - 24} ${x - 18} ${top - 1}`;
}

const round = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
