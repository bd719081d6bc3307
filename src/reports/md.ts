import { grouped, plural } from '../lib/wording.ts';
import type { Finding } from '../model/finding.ts';
import type { ReportCredential, ReportView } from '../model/report-view.ts';
import { forMarkdown, forMarkdownCode } from '../lib/neutralise.ts';
import { credentialName, credentialState } from './credential-words.ts';
import { nextStepOf } from './next-step.ts';
import { findingsInOrder } from './finding-order.ts';
import { liveTokens, suspiciousTokens } from './token-order.ts';
import { whoCanAct } from './who-can-act.ts';
import { inChunks, type RenderOptions } from './report-format.ts';
import { snapshotNotes } from './text/role-lines.ts';
import { renderTree } from './text/tree.ts';
import { originName } from '../lib/origin-words.ts';
import { findingCounts, minute, missingParts } from './wording.ts';

/** The summary's content for a ticket or a wiki: GitHub-flavoured Markdown, tables, the trees in code fences. */
export function render(view: ReportView, { askWith = '' }: RenderOptions = {}): AsyncIterable<string> {
  return inChunks(sections(view, askWith));
}

/** In all, of live tokens and lineages; the rest is in CSV and JSON. */
const MOST_ROWS = 500;

function* sections(view: ReportView, askWith: string | null): Generator<string> {
  yield `# Temporary tokens as of ${minute(view.asOf)} UTC\n\n`;
  yield `Written by stemma ${forMarkdown(view.version)}. Times are UTC.\n\n`;
  yield* summary(view);
  yield* coverage(view);
  yield* findings(view, askWith);
  yield* roles(view);
  yield* tokens('Live tokens', liveTokens(view), view.asOf);
  yield* tokens('Suspicious tokens', suspiciousTokens(view), view.asOf);
  yield* lineages(view);
}

function* coverage(view: ReportView): Generator<string> {
  const { from, to, files, events, duplicates, accounts, regions, skipped, gaps } = view.coverage;
  yield '## What was read\n\n';
  const span = from === null || to === null ? 'unknown' : `${minute(from)} to ${minute(to)}`;
  yield* table(
    ['', ''],
    [
      ['Files', grouped(files)],
      ['Events', `${grouped(events)} (${plural(duplicates, 'duplicate')} left out)`],
      ['Time range', span],
      ['Accounts', accounts.map(forMarkdownCode).join(' ')],
      ['Regions', regions.map(forMarkdownCode).join(' ')],
    ],
  );
  if (skipped.length + gaps.length === 0) return;
  yield '### Not read\n\nThese could not be read, or only in part: what they hold may be missing in this report.\n\n';
  const missing = [
    ...skipped.map(({ source, reason }) => [forMarkdownCode(source), forMarkdown(reason)]),
    ...gaps.map((gap) => [forMarkdownCode(gapName(gap)), forMarkdown(gap.reason)]),
  ];
  yield* table(['Source', 'Why'], missing);
}

function gapName(gap: ReportView['coverage']['gaps'][number]): string {
  const times = [gap.from, gap.to].map((at) => (at === null ? '?' : minute(at))).join(' to ');
  return [gap.account, gap.region, times].filter((part) => part !== null).join(' ');
}

function* summary(view: ReportView): Generator<string> {
  const { credentials, temporary, live, suspicious, liveSuspicious, origins } = view.summary;
  yield '## Summary\n\n';
  if (suspicious > 0) yield `${forMarkdown(whoCanAct(view))}\n\n`;
  const missing = missingParts(view.coverage);
  if (missing !== null) yield `Not read: ${missing}. What they hold may be missing in this report.\n\n`;
  yield* table(
    ['Credentials', 'Temporary', 'Live', 'Suspicious', 'Live and suspicious', 'Origins', 'Findings'],
    [
      [credentials, temporary, live, suspicious, liveSuspicious, origins]
        .map(grouped)
        .concat(findingCounts(view.summary.findings, ', ') || 'none'),
    ],
  );
  if (view.forwarded > 0)
    yield `${grouped(view.forwarded)} of the temporary ones ${view.forwarded === 1 ? 'is' : 'are'} held by services acting for a principal.\n\n`;
}

function* findings(view: ReportView, askWith: string | null): Generator<string> {
  yield '## Findings\n\n';
  if (view.findings.length === 0) yield 'None.\n\n';
  for (const finding of findingsInOrder(view)) yield* oneFinding(finding, askWith);
}

function* oneFinding(finding: Finding, askWith: string | null): Generator<string> {
  yield `### ${finding.severity}: ${forMarkdown(finding.title)}\n\n`;
  yield `Reason: ${forMarkdown(finding.reason)}\n\n`;
  const { says, command } = nextStepOf(finding, askWith);
  const plan = command === null ? '' : ` Plan it: ${forMarkdownCode(command)}`;
  yield `**Next:** ${forMarkdown(says)}${plan}\n\n`;
  const facts: [string, string][] = [
    ['Rule', forMarkdownCode(finding.rule)],
    ['Id', forMarkdownCode(finding.id)],
    ['Credential', forMarkdownCode(finding.credential ?? '')],
    ['Origin', finding.origin === null ? '' : forMarkdownCode(originName(finding.origin))],
    ['Account', forMarkdownCode(finding.accountId ?? '')],
    ['Role', forMarkdownCode(finding.roleArn ?? '')],
    ['Seen', [finding.firstSeen, finding.lastSeen].flatMap((at) => (at === null ? [] : [minute(at)])).join(' to ')],
    ['ATT&amp;CK', finding.attack.map(forMarkdownCode).join(' ')],
    ['Credentials', codes(finding.credentials)],
    ['Evidence', codes(finding.evidence)],
  ];
  yield* table(
    ['', ''],
    facts.filter(([, value]) => value !== ''),
  );
}

function* roles({ roles: rows, iam }: ReportView): Generator<string> {
  if (rows === null) return;
  yield '## Roles\n\n';
  for (const note of snapshotNotes(iam)) yield `${forMarkdown(note)}.\n\n`;
  const shown = rows.filter(({ exploitable, level }) => exploitable || level === 'admin' || level === 'privileged');
  if (shown.length === 0) yield 'None is privileged, and none can be held for ever.\n\n';
  else {
    yield* table(
      ['Role', 'Level', 'Held for ever', 'Live tokens', 'Why'],
      shown
        .slice(0, MOST_ROWS)
        .map((role) => [
          forMarkdownCode(role.arn),
          role.level,
          role.exploitable ? 'yes' : '',
          grouped(role.liveTokens),
          reasons(role.why),
        ]),
    );
  }
  const more = shown.length - MOST_ROWS;
  if (more > 0) yield `And ${grouped(more)} more: they are in the JSON report.\n\n`;
}

const MOST_REASONS = 5;

/** What is left out is counted: rights of which nobody is told look like none. */
function reasons(why: readonly string[]): string {
  const more = why.length - MOST_REASONS;
  const rest = more > 0 ? [`And ${grouped(more)} more: they are in the JSON report.`] : [];
  return [...why.slice(0, MOST_REASONS).map(forMarkdown), ...rest].join(' ');
}

function codes(texts: readonly string[]): string {
  const more = texts.length > 50 ? ` and ${grouped(texts.length - 50)} more` : '';
  return texts.slice(0, 50).map(forMarkdownCode).join(' ') + more;
}

function* tokens(title: string, rows: Iterable<ReportCredential>, asOf: string): Generator<string> {
  yield `## ${title}\n\n`;
  let count = 0;
  for (const row of rows) {
    if (++count > MOST_ROWS) continue;
    if (count === 1) yield tableHead(['Token', 'Role and session', 'State', 'Issued', 'From', 'Origin', 'Findings']);
    yield tableRow([
      forMarkdownCode(row.accessKeyId),
      forMarkdownCode(credentialName(row)),
      credentialState(row, asOf, 'long'),
      row.issuedAt === null ? '' : minute(row.issuedAt),
      forMarkdownCode(row.issuedFrom.ip ?? ''),
      forMarkdownCode(originName(row.origin)),
      codes(row.findings),
    ]);
  }
  if (count === 0) yield 'None.\n';
  if (count > MOST_ROWS) yield `\nAnd ${grouped(count - MOST_ROWS)} more: they are in the CSV and JSON reports.\n`;
  yield '\n';
}

function* lineages(view: ReportView): Generator<string> {
  yield '## Suspicious lineages\n\n';
  const suspicious = view.origins.filter((origin) => origin.suspicious > 0);
  if (suspicious.length === 0) yield 'None.\n';
  for (const origin of suspicious.slice(0, MOST_ROWS)) {
    // Every line of a tree begins with a key, a blank or a branch, never with what would end the fence.
    yield `### ${forMarkdownCode(originName(origin))}\n\n~~~text\n`;
    for (const line of renderTree(view, { root: origin.id, width: 120, color: false, ascii: false })) yield `${line}\n`;
    yield '~~~\n\n';
  }
  if (suspicious.length > MOST_ROWS) yield `And ${grouped(suspicious.length - MOST_ROWS)} more.\n`;
}

function* table(head: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  yield tableHead(head);
  for (const row of rows) yield tableRow(row);
  yield '\n';
}

function tableHead(head: readonly string[]): string {
  return tableRow(head) + tableRow(head.map(() => '---'));
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
