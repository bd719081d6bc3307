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
  /** Of every box. */
  readonly nodeWidth: number;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Narrower boxes hold no name, wider ones part what belongs together. */
const LEAST_NODE_WIDTH = 100;
const MOST_NODE_WIDTH = 340;
export const NODE_HEIGHT = 44;

/** Between columns: arrows need some room, and where there is little they get less. */
const GAP = 84;
const LEAST_GAP = 44;
const MARGIN = 12;
/** For loops above boxes and arrow heads. */
const AROUND = 12;

/** Below this names cannot be read: rather a picture that one scrolls. */
const LEAST_FIT = 0.7;
/** Names are read as well as before: better whole and so small than cut. */
const EASY_FIT = 0.85;

export interface Room {
  readonly width: number;
  readonly height: number;
}

/**
 * Callers on the left, what they assume to the right of them. Boxes are as wide as their words want, or, where there is no room for that,
 * as wide as the columns can share.
 */
export function placeGraph(graph: RoleGraph, { wanted, room }: { wanted: number; room: Room }): Placed {
  const width = within(wanted);
  const placed = place(graph, { nodeWidth: width, gap: GAP });
  // What is drawn smaller has more room. How high it is does not depend on how wide boxes are.
  const fit = Math.max(LEAST_FIT, Math.min(EASY_FIT, room.height / placed.height));
  if (placed.width * fit <= room.width) return placed;
  const columns = new Set(placed.nodes.map(({ x }) => Math.round(x))).size;
  const share = (room.width / fit - 2 * (MARGIN + AROUND) - (columns - 1) * LEAST_GAP) / columns;
  return place(graph, { nodeWidth: Math.min(width, within(share)), gap: LEAST_GAP });
}

/** How large it is shown: whole where that can be read. */
export const scaleFor = ({ width, height }: Placed, room: Room): number =>
  Math.max(LEAST_FIT, Math.min(1, room.width / width, room.height / height));

const within = (width: number): number => Math.floor(Math.min(MOST_NODE_WIDTH, Math.max(LEAST_NODE_WIDTH, width)));

function place({ nodes, edges }: RoleGraph, { nodeWidth, gap }: { nodeWidth: number; gap: number }): Placed {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: gap, marginx: MARGIN, marginy: 26 });
  graph.setDefaultEdgeLabel(() => ({}));
  // Names of ours: those of the logs could be names that an object has already.
  const names = new Map([...nodes.keys()].map((id, i) => [id, `node-${i}`]));
  const nameOf = (id: string): string => names.get(id)!;
  for (const id of nodes.keys()) graph.setNode(nameOf(id), { width: nodeWidth, height: NODE_HEIGHT });
  // A loop is drawn above its node and takes no place between the columns.
  for (const { from, to } of edges) if (from !== to) graph.setEdge(nameOf(from), nameOf(to));
  layout(graph);
  const at = (id: string): { x: number; y: number } => graph.node(nameOf(id)) as { x: number; y: number };
  const size = graph.graph() as { width?: number; height?: number };
  return {
    nodeWidth,
    width: finite(size.width) + 2 * AROUND,
    height: finite(size.height) + 2 * AROUND,
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
