import { groupBy } from '../../lib/add-to.ts';
import { grouped, plural } from '../../lib/wording.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import type { Advice, CheckTitle } from '../../model/advice.ts';
import { cleanTexts } from '../clean.ts';
import { worstFirst } from '../wording.ts';
import { inkFor, type Ink } from './ink.ts';
import { clip, wrap } from './layout.ts';
import { SEVERITY_WIDTH, TEXT_WIDTH, titleLines } from './title-lines.ts';

export interface AdviceTextOptions {
  readonly titles: readonly CheckTitle[];
  /** Without one, only what the logs show was judged. */
  readonly hasSnapshot: boolean;
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
}

/** Of one check at one severity; the rest is in JSON and Markdown. */
const MOST_SHOWN = 5;

/** What `stemma harden` prints: by severity, then by check; lines without line ends. */
export function* renderAdvice(advice: readonly Advice[], options: AdviceTextOptions): Generator<string> {
  const ink = inkFor(options);
  const counts = worstFirst
    .map((severity) => [severity, advice.filter((one) => one.severity === severity).length] as const)
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => `${grouped(n)} ${severity}`);
  yield `${ink.paint('bold', 'HARDEN')}  ${counts.length === 0 ? 'nothing to lock down' : counts.join(ink.glyphs.dot)}`;
  for (const group of groupsOf(advice)) {
    yield '';
    yield* groupLines(group, options, ink);
  }
  yield '';
  const notes = [
    ...(advice.some(({ policy }) => policy !== null)
      ? ['The documents are in --format json, and ready to copy in -o harden.md.']
      : []),
    ...(options.hasSnapshot ? [] : ['Judged by the logs alone: with an IAM snapshot (--iam) more can be told.']),
  ];
  for (const note of notes) yield ink.paint('dim', note);
}

/** Advice that came from one check, of one severity; the order is kept. */
const groupsOf = (advice: readonly Advice[]): Advice[][] => [
  ...groupBy(advice, ({ severity, check }) => `${severity} ${check}`).values(),
];

function* groupLines(group: readonly Advice[], options: AdviceTextOptions, ink: Ink): Generator<string> {
  const { severity, check } = group[0]!;
  const title = options.titles.find(({ id }) => id === check)?.title ?? check;
  const width = Math.min(options.width, SEVERITY_WIDTH + TEXT_WIDTH);
  yield* titleLines({ severity, title, name: check }, width, ink);
  const shown = group.slice(0, MOST_SHOWN);
  const isSame = shown.every(({ how }) => how === shown[0]!.how);
  for (const [i, one] of shown.entries()) {
    yield* oneAdvice(one, width, ink);
    if (!isSame || i === shown.length - 1) yield* howLines(one.how, width, ink);
  }
  const more = group.length - MOST_SHOWN;
  if (more > 0)
    yield `${' '.repeat(SEVERITY_WIDTH)}${ink.paint('dim', `and ${plural(more, 'more like it', 'more like it')}`)}`;
}

function* oneAdvice(raw: Advice, width: number, ink: Ink): Generator<string> {
  const { target, reason } = cleanTexts({ target: raw.target, reason: raw.reason }, cleanFor(ink));
  const indent = ' '.repeat(SEVERITY_WIDTH);
  yield `${indent}${ink.paint('cyan', clip(target, width - SEVERITY_WIDTH, ink))}`;
  for (const text of wrap(reason, width - SEVERITY_WIDTH - 2, ink)) yield `${indent}  ${text}`;
}

/** What is the same for a whole group is said once. */
function* howLines(how: string, width: number, ink: Ink): Generator<string> {
  const { arrow } = ink.glyphs;
  const lines = wrap(cleanFor(ink)(how), width - SEVERITY_WIDTH - 3 - arrow.length, ink);
  for (const [i, text] of lines.entries()) {
    yield `${' '.repeat(SEVERITY_WIDTH)}  ${i === 0 ? ink.paint('cyan', arrow) : ' '.repeat(arrow.length)} ${text}`;
  }
}

const cleanFor =
  (ink: Ink) =>
  (text: string): string =>
    forTerminal(text, { ascii: ink.ascii, limit: 1_500 });
