import { grouped, plural } from '../../../lib/wording.ts';
import { fitText } from './fit-text.ts';
import { NODE_HEIGHT, NODE_WIDTH, type PlacedNode } from './layout.ts';
import type { RoleNode } from './role-graph.ts';

export interface NodeBoxProps extends PlacedNode {
  readonly chosen: boolean;
  /** Null where there is nothing more to see. */
  readonly href: string | null;
}

const INSET = 12;
const NAME_FONT = '600 12.5px Inter, system-ui, sans-serif';
const MORE_FONT = '400 11px Inter, system-ui, sans-serif';

/** One box: the name, what it may do, how many tokens of it there are, and of those the live ones. */
export function NodeBox({ node, x, y, chosen, href }: NodeBoxProps) {
  const classes = [
    'node',
    node.kind,
    node.cycle ? 'cycle' : '',
    node.suspicious > 0 ? 'hot' : '',
    chosen ? 'chosen' : '',
  ];
  const box = (
    <g transform={`translate(${x - NODE_WIDTH / 2} ${y - NODE_HEIGHT / 2})`}>
      <title>{describe(node)}</title>
      <rect
        width={NODE_WIDTH}
        height={NODE_HEIGHT}
        rx={node.kind === 'role' || node.kind === 'rest' ? 7 : NODE_HEIGHT / 2}
      />
      <Words node={node} />
    </g>
  );
  return href === null ? (
    <g class={classes.join(' ')}>{box}</g>
  ) : (
    <a class={classes.join(' ')} href={href} aria-current={chosen ? 'true' : undefined}>
      {box}
    </a>
  );
}

function Words({ node }: { node: RoleNode }) {
  const below = line(node);
  const live = node.live > 0 ? `● ${grouped(node.live)} live` : '';
  const room = NODE_WIDTH - 2 * INSET;
  const mark = node.cycle ? '↻' : node.exploitable ? '⟲' : '';
  return (
    <>
      <text class="name" x={INSET} y={below === '' ? 27 : 18}>
        {fitText(node.name, room - (mark === '' ? 0 : 18), NAME_FONT)}
      </text>
      <text class="more" x={INSET} y={34}>
        {fitText(below, room - live.length * 6, MORE_FONT)}
      </text>
      <text class="live" x={NODE_WIDTH - INSET} y={34} text-anchor="end">
        {live}
      </text>
      <text class={node.cycle ? 'round' : 'round could'} x={NODE_WIDTH - INSET} y={19} text-anchor="end">
        {mark}
      </text>
    </>
  );
}

function line({ kind, account, tokens, level }: RoleNode): string {
  if (kind === 'source' || kind === 'outside') return '';
  if (kind === 'user') return account === null ? 'user' : `user in ${account}`;
  const told = tokens === 0 ? (kind === 'role' ? 'never seen' : null) : plural(tokens, 'token');
  return [kind === 'rest' ? account : (level ?? account), told].filter((part) => part !== null).join(' · ');
}

/** All that the box shows, and what its shape and colour say. */
function describe(node: RoleNode): string {
  const parts = [
    node.arn ?? node.name,
    line(node),
    node.live > 0 ? `${grouped(node.live)} live` : '',
    node.suspicious > 0 ? `${grouped(node.suspicious)} suspicious` : '',
    node.cycle ? 'leads back to itself' : node.exploitable ? 'can lead back to itself' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
