import { grouped, plural } from '../../../lib/wording.ts';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { select } from 'd3-selection';
import { zoom, zoomIdentity } from 'd3-zoom';
import { NODE_HEIGHT, NODE_WIDTH, placeGraph, type PlacedEdge, type PlacedNode } from './layout.ts';
import type { RoleGraph, RoleNode } from './role-graph.ts';

export interface GraphProps {
  readonly graph: RoleGraph;
  readonly chosen: string | null;
  readonly linkTo: (id: string) => string;
}

const MOST_HEIGHT = 620;

/** The picture; the table below says the same to who cannot see it. */
export function Graph({ graph, chosen, linkTo }: GraphProps) {
  const placed = useMemo(() => placeGraph(graph), [graph]);
  const svg = useRef<SVGSVGElement>(null);
  const inner = useRef<SVGGElement>(null);
  useEffect(() => {
    if (svg.current === null || inner.current === null) return undefined;
    const picture = select(svg.current);
    const behaviour = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.2, 4])
      // The plain wheel scrolls the page; with Ctrl, or by a pinch, it zooms.
      .filter((event: MouseEvent) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : event.button === 0))
      .on('zoom', ({ transform }: { transform: { toString(): string } }) => {
        inner.current?.setAttribute('transform', transform.toString());
      });
    picture.call(behaviour).call(behaviour.transform, zoomIdentity);
    return () => void picture.on('.zoom', null);
  }, [placed]);
  const near = useMemo(() => neighbours(graph, chosen), [graph, chosen]);
  return (
    <div class="panel role-graph">
      <svg
        ref={svg}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        style={{ maxWidth: `${placed.width}px`, height: `${Math.min(MOST_HEIGHT, placed.height)}px` }}
        role="group"
        aria-label="Who assumes which role"
      >
        <defs>
          {['plain', 'cycle', 'hot'].map((name) => (
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
        <g ref={inner}>
          {placed.edges.map((each) => (
            <EdgeLine
              key={`${each.edge.from} ${each.edge.to}`}
              {...each}
              dim={near !== null && !(near.has(each.edge.from) && near.has(each.edge.to))}
            />
          ))}
          {placed.nodes.map((each) => (
            <NodeBox
              key={each.node.id}
              {...each}
              chosen={each.node.id === chosen}
              dim={near !== null && !near.has(each.node.id)}
              href={linkTo(each.node.id)}
            />
          ))}
        </g>
      </svg>
      <ul class="legend">
        <li>
          <span class="swatch-line cycle" /> way back to itself (↻)
        </li>
        <li>
          <span class="swatch-line hot" /> suspicious
        </li>
        <li>
          <span class="swatch-line" /> seen
        </li>
        <li>● live tokens</li>
      </ul>
    </div>
  );
}

function neighbours({ edges }: RoleGraph, chosen: string | null): ReadonlySet<string> | null {
  if (chosen === null || !edges.some(({ from, to }) => from === chosen || to === chosen)) return null;
  return new Set([chosen, ...edges.flatMap(({ from, to }) => (from === chosen ? to : to === chosen ? from : []))]);
}

function EdgeLine({ edge, path, dim }: PlacedEdge & { dim: boolean }) {
  const tone = edge.cycle ? 'cycle' : edge.suspicious > 0 ? 'hot' : 'plain';
  return (
    <path
      class={`edge ${tone} ${edge.seen ? '' : 'unseen'} ${dim ? 'dim' : ''}`}
      d={path}
      stroke-width={Math.min(4, 1 + Math.log10(Math.max(1, edge.tokens)))}
      marker-end={`url(#arrow-${tone})`}
    />
  );
}

function NodeBox({ node, x, y, chosen, dim, href }: PlacedNode & { chosen: boolean; dim: boolean; href: string }) {
  const classes = [
    'node',
    node.kind,
    node.cycle ? 'cycle' : '',
    node.suspicious > 0 ? 'hot' : '',
    chosen ? 'chosen' : '',
    dim ? 'dim' : '',
  ];
  return (
    <a class={classes.join(' ')} href={href}>
      <g transform={`translate(${x - NODE_WIDTH / 2} ${y - NODE_HEIGHT / 2})`}>
        <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={node.kind === 'source' ? NODE_HEIGHT / 2 : 7} />
        <text class="name" x={12} y={node.kind === 'source' ? 27 : 18}>
          {short(node.name, node.live > 0 ? 18 : 22)}
          <title>{node.id}</title>
        </text>
        <text class="more" x={12} y={34}>
          {line(node)}
        </text>
        {node.live > 0 ? (
          <text class="live" x={NODE_WIDTH - 12} y={18} text-anchor="end">
            ● {grouped(node.live)}
          </text>
        ) : null}
        {node.cycle ? (
          <text class="round" x={NODE_WIDTH - 12} y={35} text-anchor="end">
            ↻
          </text>
        ) : null}
      </g>
    </a>
  );
}

const short = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

function line({ kind, account, tokens, level, roles }: RoleNode): string {
  if (kind === 'source') return '';
  if (kind === 'account') return `${plural(roles, 'role')}, ${plural(tokens, 'token')}`;
  return [level ?? account, plural(tokens, 'token')].filter((part) => part !== null).join(' · ');
}
