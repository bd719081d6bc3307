import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icons.tsx';
import { byWeight } from './in-view.ts';
import { NODE_HEIGHT, placeGraph, scaleFor, type PlacedEdge, type PlacedNode, type Room } from './layout.ts';
import { NodeBox, widthWanted } from './node-box.tsx';
import { hasSeveralAccounts } from './node-words.ts';
import type { RoleGraph, RoleNode } from './role-graph.ts';

export interface GraphProps {
  readonly graph: RoleGraph;
  readonly chosen: string | null;
  readonly linkTo: (node: RoleNode) => string | null;
}

const STEPS = [0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.6] as const;

/** The picture; the table below says the same to who cannot see it. */
export function Graph({ graph, chosen, linkTo }: GraphProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const room = useRoom(scroller);
  const hasAccounts = useMemo(() => hasSeveralAccounts(graph.nodes.values()), [graph]);
  const wanted = useMemo(
    () => Math.max(...Array.from(graph.nodes.values(), (node) => widthWanted(node, hasAccounts))),
    [graph, hasAccounts],
  );
  const placed = useMemo(() => placeGraph(graph, { wanted, room }), [graph, wanted, room]);
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => setScale(scaleFor(placed, room)), [placed, room]);
  const [width, height] = [Math.floor(placed.width * scale), Math.floor(placed.height * scale)];
  const isCut = width > room.width || height > room.height;
  // What is looked at, else what matters most, is never out of sight; and what is in sight stays where it is.
  useLayoutEffect(() => {
    const focus = placed.nodes.find(({ node }) => node.id === chosen) ?? foremost(placed.nodes);
    const element = scroller.current;
    if (focus === undefined || element === null) return;
    const [x, y] = [placed.nodeWidth / 2 + EDGE, NODE_HEIGHT / 2 + EDGE];
    element.scrollTo(
      shifted(element.clientWidth, (focus.x - x) * scale, (focus.x + x) * scale),
      shifted(element.clientHeight, (focus.y - y) * scale, (focus.y + y) * scale),
    );
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
        <svg viewBox={`0 0 ${placed.width} ${placed.height}`} width={width} height={height}>
          <Arrows />
          {placed.edges.map((each) => (
            <EdgeLine key={`${each.edge.from} ${each.edge.to}`} {...each} />
          ))}
          {placed.nodes.map((each) => (
            <NodeBox
              key={each.node.id}
              {...each}
              width={placed.nodeWidth}
              hasAccounts={hasAccounts}
              chosen={each.node.id === chosen}
              href={linkTo(each.node)}
            />
          ))}
        </svg>
      </div>
      {isCut ? <p class="quiet part">A part of it is in sight: scroll the picture, or make it smaller.</p> : null}
      <Legend graph={graph} />
    </div>
  );
}

/** Seen around a box that is scrolled to. */
const EDGE = 26;

/** How far to scroll so that a stretch is in sight: not at all where it is. */
const shifted = (room: number, from: number, to: number): number => (to <= room ? 0 : Math.min(from, to - room));

/** What the window leaves for the picture; as much of its height as the style sheet does. */
function useRoom(scroller: { readonly current: HTMLDivElement | null }): Room {
  const [room, setRoom] = useState<Room>({ width: 1_000, height: 600 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const width = scroller.current?.clientWidth ?? 0;
      const height = Math.min(innerHeight * 0.74, 760);
      setRoom((now) => (width === 0 || (now.width === width && now.height === height) ? now : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller]);
  return room;
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
