import { duration, grouped, plural } from '../../lib/wording.ts';
import type { ReportView } from '../../model/report-view.ts';
import { cleanTexts } from '../clean.ts';
import { minute, missingParts, secondsBetween } from '../wording.ts';
import type { Ink } from './ink.ts';
import { clip, line, wrap } from './layout.ts';
import { cleaner } from './tree-lines.ts';

export const LABEL_WIDTH = 10;

interface CoverageOptions {
  readonly ink: Ink;
  readonly width: number;
  readonly details: boolean;
  /** Events that this scan added; null or left out where nothing was scanned. */
  readonly added?: number | null | undefined;
}

type Shown = ReportView['coverage'];

/** What was read and, as loud, what was not. */
export function* coverageLines(view: ReportView, options: CoverageOptions): Generator<string> {
  const { ink } = options;
  const coverage = cleanTexts(view.coverage, cleaner(ink));
  yield* readLines(coverage, options);
  if (coverage.from !== null && coverage.to !== null) {
    const days = duration(secondsBetween(coverage.from, coverage.to));
    yield labelled('', `${minute(coverage.from)}${ink.glyphs.to}${minute(coverage.to)} UTC (${days})`, ink);
  }
  yield* named('account', coverage.accounts, options);
  yield* named('region', coverage.regions, options);
  yield* missingLines(coverage, options);
}

function* readLines(coverage: Shown, { ink, width, added = null }: CoverageOptions): Generator<string> {
  const duplicates = coverage.duplicates === 0 ? '' : ` (${plural(coverage.duplicates, 'duplicate')} left out)`;
  const read = `${plural(coverage.files, 'file')}, ${plural(coverage.events, 'event')}${duplicates}`;
  for (const [i, text] of wrap(read, width - LABEL_WIDTH, ink).entries())
    yield labelled(i === 0 ? 'Read' : '', text, ink);
  if (added === null || added >= coverage.events) return;
  const news = added === 0 ? 'nothing of it is new' : `${plural(added, 'event')} of it new`;
  yield labelled('', `${news}: the rest was in the case before`, ink);
}

function* missingLines(coverage: Shown, { ink, width, details }: CoverageOptions): Generator<string> {
  const missing = [
    ...coverage.skipped.map(({ source, reason }) => ({ what: source, reason })),
    ...coverage.gaps.map(gapOf),
  ];
  const counts = missingParts(coverage);
  if (counts === null) return;
  yield labelled('NOT READ', `${counts}: some or all is missing below`, ink, 'yellow');
  const shown = details ? missing : missing.slice(0, 3);
  for (const { what, reason } of shown) {
    for (const text of missingTexts(what, reason, { ink, room: width - LABEL_WIDTH })) yield labelled('', text, ink);
  }
  if (missing.length > shown.length) {
    yield labelled('', `${ink.glyphs.cut} and ${grouped(missing.length - shown.length)} more`, ink);
  }
}

/** At most so many lines of a reason, of which most take one. */
const REASON_LINES = 3;

/** What is missing, and why: below it, where that is much to say. The end of a reason may be what happened. */
function missingTexts(what: string, reason: string, { ink, room }: { ink: Ink; room: number }): string[] {
  const half = Math.max(20, Math.floor(room / 2));
  const isShort = reason.length <= half || what.length + 2 + reason.length <= room;
  if (isShort) return [`${withItsEnd(what, room - reason.length - 2, ink)}: ${reason}`];
  const said = wrap(clip(reason, REASON_LINES * (room - 2), ink), room - 2, ink).slice(0, REASON_LINES);
  return [`${withItsEnd(what, room - 1, ink)}:`, ...said.map((text) => `  ${text}`)];
}

/** A long path is cut in front: its end says which file it is. */
const withItsEnd = (path: string, room: number, { glyphs }: Ink): string =>
  path.length <= room ? path : glyphs.cut + path.slice(path.length - room + glyphs.cut.length);

function gapOf(gap: ReportView['coverage']['gaps'][number]): { what: string; reason: string } {
  const where = [gap.account, gap.region].filter((part) => part !== null).join(' ');
  const when = [gap.from, gap.to].map((at) => (at === null ? '?' : minute(at))).join(' to ');
  return { what: `${where === '' ? 'gap' : where}, ${when}`, reason: gap.reason };
}

function* named(
  noun: string,
  names: readonly string[],
  { ink, width, details }: { ink: Ink; width: number; details: boolean },
): Generator<string> {
  const lines = wrap(`${plural(names.length, noun)}: ${names.join(' ')}`, width - LABEL_WIDTH, ink);
  if (names.length === 0) return;
  if (details || lines.length === 1) {
    for (const text of lines) yield labelled('', text, ink);
    return;
  }
  const rest = ` ${ink.glyphs.cut}`;
  yield labelled('', wrap(lines.join(' '), width - LABEL_WIDTH - rest.length, ink)[0]! + rest, ink);
}

export function labelled(label: string, text: string, ink: Ink, style: 'bold' | 'yellow' = 'bold'): string {
  return line([{ text: label, width: LABEL_WIDTH, style }, { text }], ink);
}
