import { grouped } from '../../../lib/wording.ts';
import { fitText, widthOf } from './fit-text.ts';
import { NODE_HEIGHT, type PlacedNode } from './layout.ts';
import { linesOf, liveWords, markOf } from './node-words.ts';
import type { RoleNode } from './role-graph.ts';

export interface NodeBoxProps extends PlacedNode {
  readonly width: number;
  readonly chosen: boolean;
  readonly hasAccounts: boolean;
  /** Null where there is nothing more to see. */
  readonly href: string | null;
}

const INSET = 12;
/** Between a text and what stands on its right. */
const APART = 8;
const NAME_FONT = '600 12.5px Inter, system-ui, sans-serif';
const MORE_FONT = '400 11px Inter, system-ui, sans-serif';
const LIVE_FONT = '600 11px Inter, system-ui, sans-serif';
const MARK_WIDTH = 18;

/** How wide a box has to be to say all of it. */
export function widthWanted(node: RoleNode, hasAccounts: boolean): number {
  const name = widthOf(node.name, NAME_FONT) + (markOf(node) === '' ? 0 : MARK_WIDTH);
  const below = widthOf(linesOf(node, { hasAccounts })[0]!, MORE_FONT) + liveRoom(node);
  return Math.ceil(Math.max(name, below)) + 2 * INSET + 2;
}

function liveRoom(node: RoleNode): number {
  const live = liveWords(node);
  return live === '' ? 0 : widthOf(live, LIVE_FONT) + APART;
}

/** One box: the name, what it may do, how many tokens of it there are, and of those the live ones. */
export function NodeBox({ node, x, y, width, chosen, hasAccounts, href }: NodeBoxProps) {
  const classes = [
    'node',
    node.kind,
    node.cycle ? 'cycle' : '',
    node.suspicious > 0 ? 'hot' : '',
    chosen ? 'chosen' : '',
  ];
  const box = (
    <g transform={`translate(${x - width / 2} ${y - NODE_HEIGHT / 2})`}>
      <title>{describe(node)}</title>
      <rect
        width={width}
        height={NODE_HEIGHT}
        rx={node.kind === 'role' || node.kind === 'rest' ? 7 : NODE_HEIGHT / 2}
      />
      <Words node={node} width={width} hasAccounts={hasAccounts} />
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

function Words({ node, width, hasAccounts }: { node: RoleNode; width: number; hasAccounts: boolean }) {
  const room = width - 2 * INSET;
  const lines = linesOf(node, { hasAccounts });
  const roomBelow = room - liveRoom(node);
  const below = lines.find((line) => widthOf(line, MORE_FONT) <= roomBelow) ?? lines.at(-1)!;
  const mark = markOf(node);
  return (
    <>
      <text class="name" x={INSET} y={lines[0] === '' ? 27 : 18}>
        {fitText(node.name, room - (mark === '' ? 0 : MARK_WIDTH), NAME_FONT)}
      </text>
      <text class="more" x={INSET} y={34}>
        {fitText(below, roomBelow, MORE_FONT)}
      </text>
      <text class="live" x={width - INSET} y={34} text-anchor="end">
        {liveWords(node)}
      </text>
      <text class={node.cycle ? 'round' : 'round could'} x={width - INSET} y={19} text-anchor="end">
        {mark}
      </text>
    </>
  );
}

/** All that the box shows, and what its shape and colour say. */
function describe(node: RoleNode): string {
  const parts = [
    node.arn ?? node.name,
    linesOf(node, { hasAccounts: true })[0]!,
    node.live > 0 ? `${grouped(node.live)} live` : '',
    node.suspicious > 0 ? `${grouped(node.suspicious)} suspicious` : '',
    node.cycle ? 'leads back to itself' : node.exploitable ? 'can lead back to itself' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
