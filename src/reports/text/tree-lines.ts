import { grouped, plural } from '../../lib/wording.ts';
import type { CredentialInBrief, ReportCredential, ReportOrigin, ReportView } from '../../model/report-view.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { cleanTexts } from '../clean.ts';
import { credentialName, credentialState, SHORT_STATE } from '../credential-words.ts';
import { originName } from '../../lib/origin-words.ts';
import { minute, shortMinute } from '../wording.ts';
import { itemsOf, type TreeItem } from './fold.ts';
import { growForest, type TreeNode } from './forest.ts';
import type { Ink, Style } from './ink.ts';
import { clip, line, widthOf, type Cell } from './layout.ts';
import { markCell, markOf, MARK_WIDTH, NAMED, type Marks } from './marks.ts';

/** What a tree is drawn with. */
export interface Drawing {
  readonly view: ReportView;
  readonly ink: Ink;
  readonly width: number;
  readonly marks: Marks;
  /** Leaves out what is alike and dead. */
  readonly fold: boolean;
  /** The one that was asked for, to be pointed at. */
  readonly target: string | null;
}

const KEY_WIDTH = 20;

/** The lines of one origin: what it is, then all that was minted from it. */
export function* lineageLines(origin: ReportOrigin, nodes: readonly TreeNode[], drawing: Drawing): Generator<string> {
  const { view, width } = drawing;
  const roots = growForest(nodes);
  const itself = roots.find((root) => root.id === origin.id);
  const row = itself === undefined ? null : view.credential(itself.id);
  const state = row === null ? null : credentialState(row, view.asOf, columnsFor(width).short ? 'short' : 'long');
  const mark = row === null ? 0 : markOf(row, drawing.marks);
  yield* originLines(origin, { state, mark: mark < NAMED ? '' : markCell(mark).text }, drawing);
  const top = itself === undefined ? roots : [...itself.children, ...roots.filter((root) => root !== itself)];
  yield* treeLines(top, drawing);
}

function* originLines(
  origin: ReportOrigin,
  { state, mark }: { state: string | null; mark: string },
  { ink, width }: Drawing,
): Generator<string> {
  const clean = cleanTexts(origin, cleaner(ink));
  const facts = [clean.userName, clean.accountId === clean.id ? null : clean.accountId, state];
  const about = facts.filter((fact) => fact !== null && fact !== '').join(ink.glyphs.dot);
  const live = origin.live > 0 ? `, ${grouped(origin.live)} LIVE` : '';
  const counts = plural(origin.credentials - (state === null ? 0 : 1), 'token') + live;
  const name = (mark === '' ? '' : mark.padEnd(MARK_WIDTH)) + originName(clean);
  const right: Cell = { text: counts, style: origin.live > 0 ? 'bold' : 'dim' };
  const used = widthOf(name) + 2 + widthOf(about) + 2 + widthOf(counts);
  if (used <= width) {
    yield line(
      [{ text: name, style: 'bold' }, { text: `  ${about}`, width: width - widthOf(name) - widthOf(counts) }, right],
      ink,
    );
    return;
  }
  yield ink.paint('bold', clip(name, width, ink));
  yield line([{ text: ' '.repeat(MARK_WIDTH) + about, width: width - widthOf(counts) - 1 }, { text: ' ' }, right], ink);
}

interface Frame {
  readonly item: TreeItem;
  readonly stem: Stem | null;
  readonly isLast: boolean;
}

/** The lines that run down from ancestors, as a list that generations share. */
interface Stem {
  readonly up: Stem | null;
  readonly segment: string;
  readonly depth: number;
}

function* treeLines(roots: readonly TreeNode[], drawing: Drawing): Generator<string> {
  const stack: Frame[] = [];
  const push = (items: readonly TreeItem[], stem: Stem | null): void => {
    for (let i = items.length - 1; i >= 0; i--) stack.push({ item: items[i]!, stem, isLast: i === items.length - 1 });
  };
  push(itemsOf(roots, drawing.fold), null);
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    const { item, stem, isLast } = frame;
    const prefix = prefixOf(stem, isLast, drawing);
    yield item.kind === 'credential' ? credentialLine(item.node, prefix, drawing) : foldLine(item, prefix, drawing);
    const { pipe, gap } = drawing.ink.glyphs;
    const below: Stem = { up: stem, segment: isLast ? gap : pipe, depth: (stem?.depth ?? 0) + 1 };
    if (item.kind === 'credential') push(itemsOf(item.node.children, drawing.fold), below);
    if (item.kind === 'chain' && item.next !== null) push([{ kind: 'credential', node: item.next }], below);
  }
}

/** Deeper generations than the width has room for lose their outer stems, and say how many. */
function prefixOf(stem: Stem | null, isLast: boolean, { ink, width }: Drawing): string {
  const { branch, last, deeper } = ink.glyphs;
  // Right of it: the key, two blanks, and a name of which at least the beginning is seen.
  const room = Math.max(3, Math.floor((leftWidth('', width) - KEY_WIDTH - 10) / branch.length));
  const depth = stem?.depth ?? 0;
  let prefix = isLast ? last : branch;
  let left = depth >= room ? room - 2 : depth;
  for (let at = stem; at !== null && left > 0; at = at.up, left--) prefix = at.segment + prefix;
  return depth >= room ? `${deeper}${depth - (room - 2)}`.padEnd(6) + prefix : prefix;
}

/** Widths of the columns that stand right of the tree. */
function columnsFor(width: number): { issued: number; state: number; more: number; short: boolean } {
  if (width < 76) return { issued: 0, state: SHORT_STATE, more: 0, short: true };
  if (width < 100) return { issued: 11, state: SHORT_STATE, more: 0, short: true };
  return { issued: 16, state: 22, more: width < 124 ? 0 : Math.min(40, width - 100), short: false };
}

function credentialLine(node: TreeNode, prefix: string, drawing: Drawing): string {
  const { ink, width, view, marks } = drawing;
  const row = view.credential(node.id);
  if (row === null) throw new Error(`the view lists ${node.id} but does not know it`);
  const columns = columnsFor(width);
  const { issuedAt } = row;
  const issued = issuedAt === null ? '' : columns.short ? shortMinute(issuedAt) : minute(issuedAt);
  const id = forTerminal(node.id, { ascii: ink.ascii });
  const style = styleOf(row);
  const here = node.id === drawing.target;
  const cells: Cell[] = [
    markCell(markOf(row, marks)),
    { text: prefix, style: 'dim' },
    { text: id, width: KEY_WIDTH, style: here ? 'bold' : style },
    { text: here ? ` ${ink.ascii ? '<' : '◂'} ` : '  ' },
    { text: shownName(row, ink), width: Math.max(1, leftWidth(prefix, width) - KEY_WIDTH - (here ? 3 : 2)), style },
    { text: '  ' },
    { text: columns.issued === 0 ? '' : issued, width: columns.issued + (columns.issued === 0 ? 0 : 2), style: 'dim' },
    { text: credentialState(row, view.asOf, columns.short ? 'short' : 'long'), width: columns.state, style },
  ];
  if (columns.more > 0) cells.push({ text: '  ' }, { text: aboutUse(row, drawing), width: columns.more, style: 'dim' });
  return line(cells, ink);
}

function foldLine(item: Exclude<TreeItem, { kind: 'credential' }>, prefix: string, drawing: Drawing): string {
  const { ink, width } = drawing;
  const columns = columnsFor(width);
  const time = columns.short ? shortMinute : minute;
  const span = [item.from, item.to].flatMap((at) => (at === null ? [] : [time(at)]));
  const times = item.from === item.to ? span.slice(1) : span;
  return line(
    [
      markCell(item.mark),
      { text: prefix, style: 'dim' },
      {
        text: foldText(item, leftWidth(prefix, width), ink),
        width: leftWidth(prefix, width),
        style: item.live > 0 ? 'plain' : 'dim',
      },
      { text: '  ' },
      {
        text: columns.issued === 0 ? '' : times.join(ink.glyphs.to),
        width: columns.issued + 2 + columns.state,
        style: 'dim',
      },
    ],
    ink,
  );
}

function leftWidth(prefix: string, width: number): number {
  const { issued, state, more } = columnsFor(width);
  const right = 2 + issued + (issued === 0 ? 0 : 2) + state + (more === 0 ? 0 : more + 2);
  return width - MARK_WIDTH - prefix.length - right;
}

/** Names give way to counts: what is folded away must be counted. */
function foldText(item: Exclude<TreeItem, { kind: 'credential' }>, width: number, ink: Ink): string {
  const again = item.roles.length < item.count;
  const what = item.kind === 'fan' ? 'tokens of ' : again ? 'refreshes of ' : 'hops: ';
  const separator = what === 'hops: ' ? ` ${ink.glyphs.arrow} ` : ', ';
  const names = item.roles.slice(0, 20).map(cleaner(ink));
  const roles = again && item.roles.length > 3 ? `${item.roles.length} roles` : names.join(separator);
  const text = `${ink.glyphs.times}${grouped(item.count)} ${roles === '' ? 'tokens' : what + roles}`;
  const extra = item.kind === 'chain' ? item.beside : item.below;
  const more = extra > 0 ? `, ${grouped(extra)} ${item.kind === 'chain' ? 'beside' : 'below'}` : '';
  const counts = more + (item.live > 0 ? `, ${grouped(item.live)} LIVE` : '');
  return clip(text, Math.max(ink.glyphs.cut.length, width - counts.length), ink) + counts;
}

/** Role and session; a key that a service holds for a principal says so. */
export function shownName(row: CredentialInBrief, ink: Ink): string {
  return forTerminal(credentialName(row), { ascii: ink.ascii }) + (row.forwarded ? ' (service)' : '');
}

/** The rules whose findings are about it, and how much it was used. */
function aboutUse(row: ReportCredential, { marks, ink }: Drawing): string {
  const rules = marks.rulesOf.get(row.accessKeyId) ?? [];
  return [...rules, row.uses > 0 ? plural(row.uses, 'use') : 'never used'].join(ink.glyphs.dot);
}

export function styleOf(row: CredentialInBrief): Style {
  if (row.kind === 'long-term') return row.live ? 'plain' : 'dim';
  if (!row.live) return 'dim';
  return row.suspicious ? 'red' : 'green';
}

export function cleaner(ink: Ink): (text: string) => string {
  return (text) => forTerminal(text, { ascii: ink.ascii });
}
