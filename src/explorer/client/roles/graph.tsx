import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icons.tsx';
import { byWeight } from './in-view.ts';
import { placeGraph, type PlacedEdge, type PlacedNode } from './layout.ts';
import { NodeBox } from './node-box.tsx';
import type { RoleGraph, RoleNode } from './role-graph.ts';

export interface GraphProps {
  readonly graph: RoleGraph;
  readonly chosen: string | null;
  readonly linkTo: (node: RoleNode) => string | null;
}

const STEPS = [0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.6] as const;
/** Below this names cannot be read: rather a picture that one scrolls. */
const LEAST_FIT = 0.7;

/** The picture; the table below says the same to who cannot see it. */
export function Graph({ graph, chosen, linkTo }: GraphProps) {
  const placed = useMemo(() => placeGraph(graph), [graph]);
  const scroller = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const room = scroller.current?.clientWidth ?? placed.width;
    setScale(Math.max(LEAST_FIT, Math.min(1, room / placed.width)));
  }, [placed]);
  // What is looked at, else what matters most, is never out of sight.
  useLayoutEffect(() => {
    const focus = placed.nodes.find(({ node }) => node.id === chosen) ?? foremost(placed.nodes);
    const element = scroller.current;
    if (focus === undefined || element === null) return;
    element.scrollTo(focus.x * scale - element.clientWidth / 2, focus.y * scale - element.clientHeight / 2);
  }, [placed, chosen, scale]);
  const step = (by: 1 | -1): void =>
    setScale((now) => (by > 0 ? STEPS.find((each) => each > now) : STEPS.findLast((each) => each < now)) ?? now);
  return (
    <div class="panel role-graph">
      <div class="zoom" role="group" aria-label="Size of the picture">
        <button type="button" class="icon-button" aria-label="Larger" title="Larger" onClick={() => step(1)}>
          <Icon name="plus" />
        </button>
        <button type="button" class="icon-button" aria-label="Smaller" title="Smaller" onClick={() => step(-1)}>
          <Icon name="minus" />
        </button>
      </div>
      <div class="picture" ref={scroller} tabIndex={0} role="group" aria-label="Who assumes which role">
        <svg
          viewBox={`0 0 ${placed.width} ${placed.height}`}
          width={Math.round(placed.width * scale)}
          height={Math.round(placed.height * scale)}
        >
          <Arrows />
          {placed.edges.map((each) => (
            <EdgeLine key={`${each.edge.from} ${each.edge.to}`} {...each} />
          ))}
          {placed.nodes.map((each) => (
            <NodeBox key={each.node.id} {...each} chosen={each.node.id === chosen} href={linkTo(each.node)} />
          ))}
        </svg>
      </div>
      <Legend graph={graph} />
    </div>
  );
}

const tones = ['plain', 'cycle', 'hot'] as const;

function Arrows() {
  return (
    <defs>
      {tones.map((name) => (
        <marker
          key={name}
          id={`arrow-${name}`}
          class={name}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="9"
          markerHeight="9"
          orient="auto"
        >
          <path d="M0 0.5 7.5 4 0 7.5z" />
        </marker>
      ))}
    </defs>
  );
}

function Legend({ graph: { nodes, edges } }: { graph: RoleGraph }) {
  return (
    <ul class="legend">
      <li>
        <span class="swatch-line" /> seen
      </li>
      {edges.some(({ tokens }) => tokens === 0) ? (
        <li>
          <span class="swatch-line unseen" /> allowed, never seen
        </li>
      ) : null}
      <li>
        <span class="swatch-line hot" /> suspicious
      </li>
      <li>
        <span class="swatch-line cycle" /> on a way back to itself
      </li>
      <li>↻ came back to itself</li>
      {[...nodes.values()].some(({ exploitable, cycle }) => exploitable && !cycle) ? (
        <li>⟲ could, by the snapshot</li>
      ) : null}
    </ul>
  );
}

const foremost = (nodes: readonly PlacedNode[]): PlacedNode | undefined =>
  nodes.filter(({ node }) => node.kind === 'role').toSorted((a, b) => byWeight(a.node, b.node))[0];

function EdgeLine({ edge, path }: PlacedEdge) {
  const tone = edge.cycle ? 'cycle' : edge.suspicious > 0 ? 'hot' : 'plain';
  return (
    <path
      class={`edge ${tone} ${edge.tokens > 0 ? '' : 'unseen'}`}
      d={path}
      stroke-width={Math.min(4, 1 + Math.log10(Math.max(1, edge.tokens)))}
      marker-end={`url(#arrow-${tone})`}
    />
  );
}
