import { duration } from '../../../lib/wording.ts';
import type { ExplorerUses } from '../../../model/explorer.ts';
import { isLiveToken, isSuspicious, isTemporary, type Forest } from '../data/forest.ts';
import { endOf, isStillUsed, stateOf, type TokenState } from '../data/words.ts';
import type { ControlMark } from './marks.ts';
import type { Palette } from './palette.ts';
import type { Row } from './rows.ts';
import { ticksOf, type Domain } from './time-axis.ts';

/** All that one picture of the chart depends on. Drawn anew for every frame that differs: only the lines in view. */
export interface Scene {
  readonly forest: Forest;
  readonly rows: readonly Row[];
  readonly uses: ExplorerUses | null;
  readonly marks: readonly ControlMark[];
  readonly asOf: number;
  readonly domain: Domain;
  readonly width: number;
  readonly height: number;
  /** Of the lines, in pixels. */
  readonly scrollTop: number;
  /** Tokens that stay bright; null for all. */
  readonly lit: ReadonlySet<number> | null;
  readonly selected: number;
  readonly palette: Palette;
}

export const ROW_HEIGHT = 26;
const BAR = 12;

type Context = CanvasRenderingContext2D;

export function drawScene(context: Context, scene: Scene): void {
  context.clearRect(0, 0, scene.width, scene.height);
  const first = Math.max(0, Math.floor(scene.scrollTop / ROW_HEIGHT));
  const last = Math.min(scene.rows.length - 1, Math.ceil((scene.scrollTop + scene.height) / ROW_HEIGHT));
  drawGrid(context, scene);
  for (let at = first; at <= last; at++) {
    if (at === scene.selected) fill(context, scene.palette.selected, [0, yOf(scene, at), scene.width, ROW_HEIGHT]);
  }
  for (let at = first; at <= last; at++) drawEdge(context, scene, at);
  for (let at = first; at <= last; at++) drawRow(context, scene, at);
  drawMoments(context, scene);
  for (let at = first; at <= last; at++) drawWords(context, scene, at);
}

const yOf = (scene: Scene, at: number): number => at * ROW_HEIGHT - scene.scrollTop;

function xOf({ domain, width }: Scene, time: number): number {
  return ((time - domain.from) / (domain.to - domain.from)) * width;
}

function fill(
  context: Context,
  style: string | CanvasPattern,
  [x, y, w, h]: readonly [number, number, number, number],
): void {
  context.fillStyle = style;
  context.fillRect(x, y, w, h);
}

function drawGrid(context: Context, scene: Scene): void {
  for (const { x, strong } of ticksOf(scene.domain, scene.width)) {
    fill(context, strong ? scene.palette.lineStrong : scene.palette.line, [Math.round(x), 0, 1, scene.height]);
  }
}

/** Control changes and the present, from top to bottom. */
function drawMoments(context: Context, scene: Scene): void {
  const { palette, height } = scene;
  for (const { control, kind } of scene.marks) {
    const x = Math.round(xOf(scene, control.at)) + 0.5;
    if (x < -1 || x > scene.width + 1) continue;
    context.strokeStyle = kind === 'ends' ? palette.ends : kind === 'opens' ? palette.opens : palette.quiet;
    context.setLineDash(kind === 'ends' ? [6, 3] : [2, 3]);
    line(context, [x, 0, x, height]);
  }
  context.setLineDash([]);
  const now = Math.round(xOf(scene, scene.asOf)) + 0.5;
  context.strokeStyle = palette.now;
  context.lineWidth = 1.5;
  line(context, [now, 0, now, height]);
  context.lineWidth = 1;
}

function line(context: Context, [x1, y1, x2, y2]: readonly [number, number, number, number]): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** From the bar of the parent down to the bar that it minted, at the moment of the call. */
function drawEdge(context: Context, scene: Scene, at: number): void {
  const { rows, forest, palette } = scene;
  const row = rows[at]!;
  if (row.parent < 0) return;
  const issued = forest.tokens.issuedAt[row.tokens[0]!]!;
  if (issued === 0) return;
  const x = Math.round(xOf(scene, issued)) + 0.5;
  if (x < 0 || x > scene.width) return;
  context.globalAlpha = alphaOf(scene, row);
  context.strokeStyle = isSuspicious(forest.flags[row.tokens[0]!]!) ? palette.edgeSuspicious : palette.edge;
  const from = Math.max(-4, yOf(scene, row.parent) + (ROW_HEIGHT + BAR) / 2);
  const to = yOf(scene, at) + (ROW_HEIGHT - BAR) / 2;
  line(context, [x, from, x, to]);
  context.globalAlpha = 1;
}

function alphaOf({ lit }: Scene, row: Row): number {
  return lit === null || row.tokens.some((token) => lit.has(token)) ? 1 : 0.22;
}

function drawRow(context: Context, scene: Scene, at: number): void {
  const row = scene.rows[at]!;
  const y = yOf(scene, at) + (ROW_HEIGHT - BAR) / 2;
  context.globalAlpha = alphaOf(scene, row);
  if (row.kind === 'token') drawToken(context, scene, { token: row.tokens[0]!, y, alone: true });
  else drawFold(context, scene, row, y);
  context.globalAlpha = 1;
}

/** Many bars on one line: what would fall on the same pixel is drawn once. */
function drawFold(context: Context, scene: Scene, row: Row, y: number): void {
  let drawnTo = -Infinity;
  for (const token of row.tokens) {
    const { x2 } = spanOf(scene, token);
    if (x2 < drawnTo + 1 || x2 < 0) continue;
    drawnTo = x2;
    drawToken(context, scene, { token, y, alone: false });
  }
}

interface Bar {
  readonly token: number;
  readonly y: number;
  readonly alone: boolean;
}

/** From issue to end, in pixels; a long-term key has a beginning only where the case saw it made. */
function spanOf(scene: Scene, token: number): { x1: number; x2: number; openStart: boolean; openEnd: boolean } {
  const { forest, asOf } = scene;
  const { issuedAt, expiresAt, firstUsed, lastUsed } = forest.tokens;
  const start = issuedAt[token]! || firstUsed[token]! || asOf;
  const temporary = isTemporary(forest.flags[token]!);
  const end = expiresAt[token]! || (temporary ? lastUsed[token]! : Math.min(endOf(forest, token), asOf));
  return {
    x1: xOf(scene, start),
    x2: xOf(scene, Math.max(end, start)),
    openStart: issuedAt[token] === 0,
    openEnd: expiresAt[token] === 0 && endOf(forest, token) === Infinity,
  };
}

function drawToken(context: Context, scene: Scene, bar: Bar): void {
  const { forest, palette, asOf } = scene;
  const { x1, x2, openStart } = spanOf(scene, bar.token);
  if (x2 < -2 || x1 > scene.width + 2) return;
  const left = Math.max(-4, x1);
  const width = Math.max(2.5, Math.min(scene.width + 4, x2) - left);
  const state = stateOf(forest, bar.token, asOf);
  const tone = isSuspicious(forest.flags[bar.token]!) ? palette.suspicious : palette.ordinary;
  const box = [left, bar.y, width, BAR] as const;
  if (!isTemporary(forest.flags[bar.token]!)) drawKey(context, tone, box);
  else paintBar(context, scene, { box, state, tone, token: bar.token });
  if (openStart && x1 > 0) fade(context, palette.ground, box);
  drawUses(context, scene, bar);
  if (bar.alone && state === 'live') drawLiveEnd(context, tone, left + width, bar.y);
}

/** Beside its bar, on a ground of its own: no line from top to bottom may strike it out. */
function drawWords(context: Context, scene: Scene, at: number): void {
  const row = scene.rows[at]!;
  if (row.kind !== 'token') return;
  const token = row.tokens[0]!;
  const words = wordsFor(scene, token, stateOf(scene.forest, token, scene.asOf));
  const { x1, x2 } = spanOf(scene, token);
  if (words === '' || x2 < -2 || x1 > scene.width + 2) return;
  const { palette } = scene;
  const right = Math.max(x1 + 2.5, Math.min(scene.width + 4, x2)) + 12;
  context.font = palette.font;
  const fits = right + context.measureText(words).width < scene.width;
  const [x, y] = [fits ? right : Math.max(-4, x1) - 6, yOf(scene, at) + (ROW_HEIGHT + BAR) / 2 - 2];
  context.globalAlpha = alphaOf(scene, row);
  context.textAlign = fits ? 'left' : 'right';
  context.strokeStyle = at === scene.selected ? palette.selected : palette.ground;
  context.lineJoin = 'round';
  context.lineWidth = 5;
  context.strokeText(words, x, y);
  context.fillStyle = (isSuspicious(scene.forest.flags[token]!) ? palette.suspicious : palette.ordinary).solid;
  context.fillText(words, x, y);
  context.lineWidth = 1;
  context.textAlign = 'left';
  context.globalAlpha = 1;
}

/** What must not be overlooked is said in words too. */
function wordsFor({ forest, asOf }: Scene, token: number, state: TokenState): string {
  if (state === 'live') return `LIVE ${duration(forest.tokens.expiresAt[token]! - asOf)} left`;
  if (isStillUsed(forest, token)) return 'used after its end';
  return isLiveToken(forest.flags[token]!) ? 'live, revoked' : '';
}

/** A long-term key has no end of its own: a line with a head, not a bar. */
function drawKey(
  context: Context,
  tone: Palette['ordinary'],
  [x, y, w, h]: readonly [number, number, number, number],
): void {
  fill(context, tone.solid, [x, y + h / 2 - 1.5, w, 3]);
  context.beginPath();
  context.arc(Math.max(x, 5), y + h / 2, 4.5, 0, Math.PI * 2);
  context.fillStyle = tone.solid;
  context.fill();
}

interface Painted {
  readonly box: readonly [number, number, number, number];
  readonly state: TokenState;
  readonly tone: Palette['ordinary'];
  readonly token: number;
}

/** Live is solid, expired hollow, revoked hatched from the revocation on: a form for each, whatever the colours. */
function paintBar(context: Context, scene: Scene, { box, state, tone, token }: Painted): void {
  const [x, y, w, h] = box;
  fill(context, state === 'live' ? tone.solid : tone.soft, box);
  if (state === 'revoked') {
    const from = Math.max(x, xOf(scene, endOf(scene.forest, token)));
    if (from < x + w) {
      fill(context, scene.palette.ground, [from, y, x + w - from, h]);
      fill(context, tone.hatch, [from, y, x + w - from, h]);
    }
  }
  if (w < 4) return;
  context.strokeStyle = tone.solid;
  context.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
}

function fade(context: Context, ground: string, [x, y, , h]: readonly [number, number, number, number]): void {
  for (let i = 0; i < 3; i++) fill(context, ground, [x + i * 4, y, 2, h]);
}

/** Calls as ticks, failed ones as half ticks; those after the end of the access cross the bar. */
function drawUses(context: Context, scene: Scene, bar: Bar): void {
  const { uses, forest, palette } = scene;
  if (uses === null) return;
  const row = bar.token - uses.start;
  const end = endOf(forest, bar.token);
  let drawn = -Infinity;
  for (let at = row === 0 ? 0 : uses.ends[row - 1]!; at < uses.ends[row]!; at++) {
    const x = Math.round(xOf(scene, uses.first[at]!));
    if (x < drawn + 2 || x < 0) continue;
    if (x > scene.width) break;
    drawn = x;
    const failed = uses.errors[at] === uses.count[at];
    drawUse(context, palette, { x, y: bar.y, failed, late: uses.last[at]! > end, alone: bar.alone });
  }
  if (bar.alone && isStillUsed(forest, bar.token))
    drawAlarm(context, palette.late, Math.min(scene.width - 14, drawn + 8), bar.y);
}

interface Use {
  readonly x: number;
  readonly y: number;
  readonly failed: boolean;
  readonly late: boolean;
  readonly alone: boolean;
}

function drawUse(context: Context, { late: lateStyle, tick }: Palette, { x, y, failed, late, alone }: Use): void {
  const style = late ? lateStyle : tick;
  if (late && alone) fill(context, style, [x, y - 4, 2, BAR + 8]);
  else fill(context, style, [x, failed ? y + BAR / 2 : y + 2, 1, failed ? BAR / 2 - 2 : BAR - 4]);
}

/** An arrow: it goes on. */
function drawLiveEnd(context: Context, tone: Palette['ordinary'], x: number, y: number): void {
  context.beginPath();
  context.moveTo(x, y - 1);
  context.lineTo(x + 7, y + BAR / 2);
  context.lineTo(x, y + BAR + 1);
  context.fillStyle = tone.solid;
  context.fill();
}

/** A mark of exclamation: used after its end. */
function drawAlarm(context: Context, style: string, x: number, y: number): void {
  fill(context, style, [x, y, 2, BAR - 4]);
  fill(context, style, [x, y + BAR - 2, 2, 2]);
}
