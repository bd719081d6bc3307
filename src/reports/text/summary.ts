import { grouped, plural } from '../../lib/wording.ts';
import type { CredentialInBrief, ReportOrigin, ReportView } from '../../model/report-view.ts';
import type { Finding } from '../../model/finding.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { minute } from '../wording.ts';
import { roleOf } from '../credential-words.ts';
import { findingsInOrder } from '../finding-order.ts';
import { firstOf, liveTokens } from '../token-order.ts';
import { whoCanAct } from '../who-can-act.ts';
import { nodeOf, type TreeNode } from './forest.ts';
import { coverageLines, labelled } from './coverage-lines.ts';
import { findingGroups, type FindingGroup } from './finding-groups.ts';
import { findingLines } from './finding-lines.ts';
import { inkFor, type Ink } from './ink.ts';
import { commandLines, line, widthOf, wrap } from './layout.ts';
import { roleLines } from './role-lines.ts';
import { legend, markOf, marksOf, type Marks } from './marks.ts';
import { tokenLine } from './tokens.ts';
import { lineageLines, type Drawing } from './tree-lines.ts';
import { keyOf } from './tree.ts';

export interface TextOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
  /** Everything in full: all that was skipped, all live tokens, all suspicious lineages, all findings. */
  readonly details?: boolean;
  /** Files that reports were written to, as the user named them. */
  readonly written?: readonly string[];
  /**
   * The options, each after a blank, by which a further command sees this case as of this moment. Null where the case is not
   * kept, so that there is nothing to ask.
   */
  readonly askWith?: string | null;
  /** Events that the scan added to the case; null where nothing was scanned. */
  readonly added?: number | null;
}

/** How much one screen shows of each; what is left out is counted. */
interface Limits {
  readonly liveTokens: number;
  readonly lineages: number;
  /** Live tokens of one lineage that get a line of their own. */
  readonly liveInTree: number;
}

const oneScreen: Limits = { liveTokens: 6, lineages: 5, liveInTree: 20 };
const everything: Limits = { liveTokens: Infinity, lineages: Infinity, liveInTree: Infinity };

interface Summary {
  readonly view: ReportView;
  readonly ink: Ink;
  readonly width: number;
  readonly details: boolean;
  readonly limits: Limits;
  readonly marks: Marks;
  /** With details each finding by itself. */
  readonly findings: readonly FindingGroup[];
  /** A further command as it must be typed, null where there is no case to ask. */
  readonly asking: (command: string) => string | null;
}

/** What a responder reads first: lines without line ends. What to do comes last, where the eye is when it ends. */
export function* renderText(view: ReportView, options: TextOptions): Generator<string> {
  const ink = inkFor(options);
  const details = options.details ?? false;
  const limits = details ? everything : oneScreen;
  const marks = marksOf(view.findings);
  const { width, askWith = '' } = options;
  const asking = (command: string): string | null => (askWith === null ? null : `stemma ${command}${askWith}`);
  const findings = details ? findingsInOrder(view).map((shown) => ({ shown, all: [shown] })) : findingGroups(view);
  const summary: Summary = { view, ink, width, details, limits, marks, findings, asking };
  const picked = pickRows(summary);
  yield headLine(summary);
  yield '';
  yield* coverageLines(view, { ...summary, added: options.added });
  yield '';
  yield* tokenCountLines(summary);
  yield* liveLines(summary, picked.live);
  yield* lineagesLines(summary, picked.lineages);
  yield '';
  yield* findingLines(view, findings, { ...summary, askWith });
  yield '';
  if (view.roles !== null) {
    yield* roleLines(view, summary);
    yield '';
  }
  yield* lastLines(summary, options.written ?? []);
}

interface Picked {
  readonly live: readonly CredentialInBrief[];
  readonly lineages: ReadonlyMap<string, readonly TreeNode[]>;
}

/** Only rows that will be shown, or are folded into what is: a case may hold a million. */
function pickRows(summary: Summary): Picked {
  const { view, limits } = summary;
  const shown = suspiciousOrigins(view).slice(0, limits.lineages);
  const lineages = shown.map((origin): [string, TreeNode[]] => [
    keyOf(origin),
    Array.from(view.inBrief({ origin }), foldingOf(summary)),
  ]);
  return { live: firstOf(liveTokens(view), limits.liveTokens), lineages: new Map(lineages) };
}

function suspiciousOrigins(view: ReportView): readonly ReportOrigin[] {
  return view.origins.filter((origin) => origin.suspicious > 0);
}

function headLine({ view, ink, width }: Summary): string {
  const name = `stemma ${forTerminal(view.version, { ascii: ink.ascii })}`;
  const asOf = `as of ${minute(view.asOf)} UTC`;
  return line(
    [
      { text: name, style: 'bold', width: width - widthOf(asOf) },
      { text: asOf, style: 'dim' },
    ],
    ink,
  );
}

function* tokenCountLines({ view, ink }: Summary): Generator<string> {
  const { temporary, credentials, origins, live, suspicious } = view.summary;
  const { forwarded, suspiciousKeys } = view;
  const keys = credentials === temporary ? '' : `, and ${plural(credentials - temporary, 'long-term key')}`;
  yield labelled('Tokens', `${grouped(temporary)} from ${plural(origins, 'origin')}${keys}`, ink);
  if (forwarded > 0) yield labelled('', `${grouped(forwarded)} of them held by services acting for a principal`, ink);
  const tokens = suspicious - suspiciousKeys;
  const counts = `${grouped(live)} live, ${tokens === 0 ? 'none' : grouped(tokens)} suspicious`;
  yield labelled('', tokens === 0 ? counts : `${counts}, ${standingText(view.standing, ink)}`, ink);
  if (suspiciousKeys > 0)
    yield labelled('', `${plural(suspiciousKeys, 'long-term key is', 'long-term keys are')} suspicious as well`, ink);
}

function standingText({ acting, heldBack, unended, atLogEnd }: ReportView['standing'], ink: Ink): string {
  const counted: readonly (readonly [number, string])[] = [
    [acting, 'LIVE AND SUSPICIOUS'],
    [unended, 'OF UNKNOWN END'],
    [acting + unended === 0 ? (atLogEnd ?? 0) : 0, 'LIVE WHEN THE LOG ENDS'],
  ];
  const loud = counted.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  const alarm = loud.length === 0 ? [] : [ink.paint('alarm', loud.join(', '))];
  const held = heldBack === 0 ? [] : [`${grouped(heldBack)} live but revoked`];
  return [...alarm, ...held].join(', ') || 'none of them live';
}

function* liveLines(
  { view, ink, width, marks, asking }: Summary,
  rows: readonly CredentialInBrief[],
): Generator<string> {
  if (rows.length === 0) return;
  yield '';
  yield ink.paint('bold', 'LIVE TOKENS');
  for (const row of rows) yield tokenLine(row, { asOf: view.asOf, width, ink, marks });
  const more = view.summary.live - rows.length;
  if (more > 0)
    yield ink.paint('dim', `   ${ink.glyphs.cut} and ${grouped(more)} more${after(asking('tokens --live'))}`);
}

function* lineagesLines(summary: Summary, lineages: Picked['lineages']): Generator<string> {
  const { view, ink, width, limits } = summary;
  const all = suspiciousOrigins(view);
  if (all.length === 0) return;
  yield '';
  const title = 'SUSPICIOUS LINEAGES';
  const cells = [{ text: title, style: 'bold' as const, width: Math.max(title.length + 2, width - legend.length) }];
  yield line([...cells, ...(width >= 76 ? [{ text: legend, style: 'dim' as const }] : [])], ink);
  const drawing: Drawing = { view, ink, width, marks: summary.marks, fold: true, target: null };
  let first = true;
  for (const origin of all.slice(0, limits.lineages)) {
    if (!first) yield '';
    first = false;
    yield* lineageLines(origin, lineages.get(keyOf(origin)) ?? [], drawing);
  }
  const more = all.length - Math.min(all.length, limits.lineages);
  if (more > 0)
    yield* [
      '',
      ink.paint('dim', `${ink.glyphs.cut} and ${plural(more, 'more lineage')}${after(summary.asking('tree'))}`),
    ];
}

/** What folding hides of one lineage: never a live token of the attacker's, nor what a finding is about, up to a limit. */
function foldingOf({ marks, limits }: Summary): (row: CredentialInBrief) => TreeNode {
  let live = 0;
  let named = 0;
  const isKey = (row: CredentialInBrief): boolean => {
    if (row.live && row.suspicious && row.kind === 'temporary') return live++ < limits.liveInTree;
    return marks.rulesOf.has(row.accessKeyId) && named++ < limits.liveInTree;
  };
  return (row) => nodeOf(row, { key: isKey(row), role: roleOf(row), mark: markOf(row, marks) });
}

const after = (command: string | null): string => (command === null ? '' : `: ${command}`);

function* lastLines({ view, ink, width, findings, asking }: Summary, written: readonly string[]): Generator<string> {
  const { arrow, gap } = ink.glyphs;
  const first = findings[0]?.shown;
  const worst = first === undefined || first.severity === 'low' || first.severity === 'info' ? null : first;
  const where = written.map((file) => forTerminal(file, { ascii: ink.ascii })).join(', ');
  const { says, command } = doNow(view, worst, asking);
  const report =
    where === '' ? 'For the whole report: -o report.xlsx, or .html .json .md .csv .txt' : `The whole report: ${where}`;
  for (const text of [says, report]) {
    const [head, ...rest] = wrap(text, width - gap.length, ink);
    yield `${ink.paint('cyan', arrow)} ${ink.paint('bold', head ?? '')}`;
    for (const part of rest) yield ' '.repeat(arrow.length + 1) + part;
    if (text === says && command !== null) yield* commandLines(command, { indent: arrow.length + 1, width });
  }
}

/** What the lineage of a finding goes back to: of one of its tokens only a branch is shown. Nothing that a shell would read as more. */
function rootOf({ origin, credential }: Finding): string | null {
  return (
    [origin?.id, credential].find((id) => typeof id === 'string' && /^[\w.:/@+=,][\w.:/@+=,-]{0,199}$/.test(id)) ?? null
  );
}

function doNow(
  view: ReportView,
  worst: Finding | null,
  asking: Summary['asking'],
): { says: string; command: string | null } {
  if (worst === null) return { says: 'Nothing suspicious in what was read.', command: null };
  const root = rootOf(worst);
  const command = asking(root === null ? 'tree' : `tree ${root}`);
  const begin =
    command === null ? 'Begin with the first finding.' : 'Begin with the first finding; see all of its lineage with:';
  return { says: `${whoCanAct(view)} ${begin}`, command };
}
