import { grouped, plural } from '../../lib/wording.ts';
import type { Finding } from '../../model/finding.ts';
import type { ReportView } from '../../model/report-view.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { cleanTexts } from '../clean.ts';
import { nextStepOf } from '../next-step.ts';
import { findingCounts, minute } from '../wording.ts';
import type { FindingGroup } from './finding-groups.ts';
import { inkFor, type Ink } from './ink.ts';
import { commandLines, line, wrap } from './layout.ts';
import { SEVERITY_WIDTH, TEXT_WIDTH, titleLines } from './title-lines.ts';

const MOST_SHOWN = 8;
/** Of findings that are alike. */
const MOST_NAMED = 3;

interface FindingOptions {
  readonly ink: Ink;
  readonly width: number;
  readonly details: boolean;
  /** See `TextOptions`. */
  readonly askWith: string | null;
}

/** Findings, worst first, each with its next step; unless details are wanted, those of low weight by name alone. */
export function* findingLines(
  view: ReportView,
  groups: readonly FindingGroup[],
  options: FindingOptions,
): Generator<string> {
  const { ink, details } = options;
  const counts = findingCounts(view.summary.findings, ink.glyphs.dot);
  yield `${ink.paint('bold', 'FINDINGS')}  ${counts === '' ? 'none' : counts}`;
  const loud = details ? groups : groups.filter(({ shown }) => shown.severity !== 'low' && shown.severity !== 'info');
  const inFull = new Set(details ? loud : loud.slice(0, MOST_SHOWN));
  for (const { shown, all } of inFull) {
    yield '';
    yield* oneFinding(
      shown,
      all.filter((one) => one !== shown),
      options,
    );
  }
  const quiet = groups.filter((group) => !inFull.has(group));
  if (quiet.length > 0 && loud.length > 0) yield '';
  for (const { all } of quiet) yield* namedLines(all, options);
}

/** Findings by name alone: by its id each can be planned against and explained. */
function* namedLines(findings: readonly Finding[], { ink, width }: FindingOptions): Generator<string> {
  for (const finding of findings.slice(0, MOST_NAMED)) {
    const { severity, id, title, credential } = cleanTexts(finding, (text) => forTerminal(text, { ascii: ink.ascii }));
    const about = credential === null ? title : `${credential}  ${title}`;
    const head = severity.toUpperCase().padEnd(SEVERITY_WIDTH);
    yield line(
      [{ text: head }, { text: `${id}  ${about}`, width: Math.min(width, TEXT_WIDTH) - SEVERITY_WIDTH, style: 'dim' }],
      ink,
    );
  }
  const more = findings.length - MOST_NAMED;
  if (more > 0)
    yield (
      ' '.repeat(SEVERITY_WIDTH) +
      ink.paint('dim', `${ink.glyphs.cut} and ${grouped(more)} more of ${findings[0]!.rule}`)
    );
}

/** Findings one by one, in full sentences, as they come up. */
export function* renderAlerts(
  findings: readonly Finding[],
  options: { width: number; color: boolean; ascii: boolean; askWith: string | null },
): Generator<string> {
  const ink = inkFor(options);
  for (const finding of findings) {
    yield* oneFinding(finding, [], { ...options, ink, details: false });
    yield '';
  }
}

/** A reason is a sentence or two of ours around names from the logs: longer than a name, and still not endless. */
const cleanerFor =
  ({ ink }: FindingOptions) =>
  (text: string): string =>
    forTerminal(text, { ascii: ink.ascii, limit: 1_000 });

function* oneFinding(raw: Finding, others: readonly Finding[], given: FindingOptions): Generator<string> {
  const options = { ...given, width: Math.min(given.width, SEVERITY_WIDTH + TEXT_WIDTH) };
  const { ink, details } = options;
  const finding = cleanTexts(raw, cleanerFor(options));
  const indent = ' '.repeat(SEVERITY_WIDTH);
  const width = options.width - SEVERITY_WIDTH;
  const more = others.length === 0 ? '' : ` (and ${plural(others.length, 'more like it', 'more like it')})`;
  const { severity, title, rule } = finding;
  yield* titleLines({ severity, title: title + more, name: rule }, options.width, ink);
  for (const text of wrap(finding.reason, width, ink)) yield indent + text;
  if (details) yield* factLines(finding, { ink, width, indent });
  yield* nextLines(raw, options);
  if (others.length > 0)
    for (const text of wrap(likeIt(others, options), width, ink)) yield indent + ink.paint('dim', text);
}

function* nextLines(raw: Finding, options: FindingOptions): Generator<string> {
  const { ink, width, askWith } = options;
  const { arrow } = ink.glyphs;
  const indent = ' '.repeat(SEVERITY_WIDTH);
  const { says, command } = nextStepOf(raw, askWith);
  const step = cleanerFor(options)(says) + (command === null ? '' : ' Plan it:');
  const hang = ' '.repeat(arrow.length + 1);
  for (const [i, text] of wrap(step, width - SEVERITY_WIDTH - hang.length, ink).entries())
    yield indent + (i === 0 ? `${ink.paint('cyan', arrow)} ` : hang) + text;
  if (command !== null) yield* commandLines(command, { indent: SEVERITY_WIDTH + hang.length, width });
}

function likeIt(others: readonly Finding[], options: FindingOptions): string {
  const named = others
    .slice(0, MOST_NAMED)
    .map(({ id, credential }) => cleanerFor(options)(credential === null ? id : `${id} (${credential})`));
  const rest = others.length - named.length;
  return `like it: ${named.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

function* factLines(
  finding: Finding,
  { ink, width, indent }: { ink: Ink; width: number; indent: string },
): Generator<string> {
  const seen = [finding.firstSeen, finding.lastSeen].flatMap((at) => (at === null ? [] : [minute(at)]));
  const facts = [
    `id ${finding.id}`,
    seen.length === 0 ? '' : `seen ${[...new Set(seen)].join(ink.glyphs.to)} UTC`,
    finding.attack.length === 0 ? '' : `ATT&CK ${finding.attack.join(' ')}`,
    finding.credentials.length === 0 ? '' : `credentials ${finding.credentials.join(' ')}`,
    finding.evidence.length === 0 ? '' : `evidence ${finding.evidence.join(' ')}`,
  ];
  for (const fact of facts) {
    if (fact === '') continue;
    for (const text of wrap(fact, width, ink)) yield indent + ink.paint('dim', text);
  }
}
