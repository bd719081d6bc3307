import type { SheetData } from 'write-excel-file/node';
import { grouped } from '../lib/wording.ts';
import type { ReportView } from '../model/report-view.ts';
import { nextStepText } from './next-step.ts';
import { findingsInOrder } from './finding-order.ts';
import { snapshotNotes } from './text/role-lines.ts';
import { whoCanAct } from './who-can-act.ts';
import { missingParts, worstFirst } from './wording.ts';
import { cell, dateOf, type SheetValue } from './xlsx-sheets.ts';

export const summaryWidths = [26, 30, 90] as const;

const shade = { backgroundColor: '#E8ECF1' } as const;

type Line = readonly [label: string, value: SheetValue, more?: SheetValue];

const MOST_SKIPPED = 10_000;

const MOST_STEPS = 10;

/** The first sheet: who is in and what to do first, then how many of each, what was read and what not. */
export function summaryData(
  view: ReportView,
  { notes, askWith }: { readonly notes: readonly string[]; readonly askWith: string | null },
): SheetData {
  return [
    [{ value: 'Temporary tokens', type: String, fontWeight: 'bold', fontSize: 16, height: 26 }],
    ...section('', [
      ['As of (UTC)', dateOf(view.asOf)],
      ['Written by', `stemma ${view.version}`],
      ...notes.map((note): Line => ['Left out', null, note]),
    ]),
    ...section('Do now', [
      ...(view.summary.suspicious === 0 ? [] : ([['Who can act', null, whoCanAct(view)]] as const)),
      ...next(view, askWith),
      ...notAll(view),
    ]),
    ...section('What was found', counts(view)),
    ...section('What was read', coverage(view)),
    ...section('Not read, or only in part: what these hold may be missing here', missing(view)),
  ];
}

function section(title: string, lines: readonly Line[]): SheetData {
  if (lines.length === 0) return [];
  const head: SheetData =
    title === '' ? [] : [[], [{ value: title, type: String, fontWeight: 'bold', ...shade }, shade, shade]];
  const rows = lines.map(([label, value, more]) => [cell(label), alignLeft(value), cell(more ?? null, true)]);
  return [...head, ...rows];
}

/** Numbers and dates read as values of their labels, so they stand at the left like texts. */
function alignLeft(value: SheetValue): SheetData[number][number] {
  const made = cell(value);
  return typeof made === 'object' && made !== null && 'value' in made ? { ...made, align: 'left' } : made;
}

function coverage({ coverage: { from, to, files, events, duplicates, accounts, regions }, iam }: ReportView): Line[] {
  return [
    ['From (UTC)', dateOf(from)],
    ['To (UTC)', dateOf(to)],
    ['Files', files],
    ['Events', events],
    ['Duplicates left out', duplicates],
    ['Accounts', accounts.length, accounts.join(' ')],
    ['Regions', regions.length, regions.join(' ')],
    ...snapshotNotes(iam).map((note): Line => ['IAM snapshot', null, note]),
  ];
}

function counts({ summary, forwarded }: ReportView): Line[] {
  return [
    ['Credentials', summary.credentials],
    ['Tokens', summary.temporary],
    ['Held by services', forwarded, 'of the tokens: services act with them for a principal'],
    ['Live tokens', summary.live],
    ['Suspicious credentials', summary.suspicious],
    ['Live and suspicious', summary.liveSuspicious],
    ['Origins', summary.origins],
    ...worstFirst.map((severity): Line => [`Findings: ${severity}`, summary.findings[severity]]),
  ];
}

function next(view: ReportView, askWith: string | null): Line[] {
  const grave = findingsInOrder(view).filter(({ severity }) => severity !== 'low' && severity !== 'info');
  if (grave.length === 0) return [['Nothing', null, 'Nothing suspicious in what was read.']];
  const lines = grave.slice(0, MOST_STEPS).map((finding): Line => {
    const what = `${finding.title}: ${nextStepText(finding, askWith)}`;
    return [finding.severity, finding.credential ?? finding.rule, what];
  });
  const more = grave.length - lines.length;
  return more === 0 ? lines : [...lines, ['And', null, `${grouped(more)} more: they are on the sheet Findings`]];
}

/** What is not known is said where the answer is, and not only at the end. */
function notAll({ coverage: { skipped, gaps } }: ReportView): Line[] {
  const parts = missingParts({ skipped, gaps });
  return parts === null ? [] : [['NOT READ', null, `${parts}: what they hold may be missing here, see below`]];
}

function missing({ coverage: { skipped, gaps } }: ReportView): Line[] {
  const lines = [
    ...skipped.map(({ source, reason }): Line => ['Skipped', reason, source]),
    ...gaps.map(({ account, region, from, to, reason }): Line => {
      const where = [account, region, from, to].filter((part) => part !== null).join(' ');
      return ['Gap', reason, where];
    }),
  ];
  if (lines.length <= MOST_SKIPPED) return lines;
  const more = `${lines.length - MOST_SKIPPED} more: they are in the JSON report`;
  return [...lines.slice(0, MOST_SKIPPED), ['And', null, more]];
}
