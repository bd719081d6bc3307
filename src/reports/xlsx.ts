import { grouped } from '../lib/wording.ts';
import type { ReportView } from '../model/report-view.ts';
import { findingsInOrder } from './finding-order.ts';
import type { RenderOptions } from './report-format.ts';
import { credentialColumns, findingColumns, keyColumns } from './xlsx-columns.ts';
import { exploitableColumns, roleColumns } from './xlsx-roles.ts';
import { writeWorkbook, type WorkbookSheet } from './xlsx-file.ts';
import { collectLists, type SheetLists } from './xlsx-lists.ts';
import { sheetData, type SheetColumn } from './xlsx-sheets.ts';
import { summaryData, summaryWidths } from './xlsx-summary.ts';

/** Excel takes 1,048,576 rows, but a workbook is made in memory, and nobody reads so many: CSV and JSON have them all. */
const MOST_ROWS = 20_000;

/** The workbook for people who work in spreadsheets. Cells are texts, numbers, dates or truth values, never formulas. */
export async function* render(view: ReportView, { askWith = '' }: RenderOptions = {}): AsyncGenerator<Uint8Array> {
  const lists = collectLists(view, MOST_ROWS);
  const summary: WorkbookSheet = {
    name: 'Summary',
    data: summaryData(view, { notes: notesOn(view, lists), askWith }),
    widths: summaryWidths,
    isTable: false,
  };
  yield await writeWorkbook([
    summary,
    table('Live tokens', credentialColumns, lists.live),
    table('Suspicious tokens', credentialColumns, lists.suspicious),
    table('Compromised keys', keyColumns(view), lists.keys),
    ...roleSheets(view),
    table('Findings', findingColumns(askWith), findingsInOrder(view).slice(0, MOST_ROWS)),
    table('All credentials', credentialColumns, lists.all),
  ]);
}

/** Only with an IAM snapshot: empty sheets would say that there are no such roles. */
function roleSheets({ roles }: ReportView): WorkbookSheet[] {
  if (roles === null) return [];
  const privileged = roles.filter(({ level }) => level === 'admin' || level === 'privileged');
  const exploitable = roles.filter((role) => role.exploitable);
  return [
    table('Privileged roles', roleColumns, privileged.slice(0, MOST_ROWS)),
    table('Exploitable roles', exploitableColumns, exploitable.slice(0, MOST_ROWS)),
  ];
}

function table<Row>(name: string, columns: readonly SheetColumn<Row>[], rows: readonly Row[]): WorkbookSheet {
  return { name, data: sheetData(columns, rows), widths: columns.map(({ width }) => width), isTable: true };
}

/** A sheet that does not hold all of its rows says so on the first one. */
function notesOn({ summary, findings }: ReportView, lists: SheetLists): string[] {
  const sheets: readonly (readonly [string, number, number])[] = [
    ['Live tokens', lists.live.length, summary.live],
    ['Suspicious tokens', lists.suspicious.length, lists.suspiciousTokens],
    ['Findings', Math.min(findings.length, MOST_ROWS), findings.length],
    ['All credentials', lists.all.length, summary.credentials],
  ];
  return sheets
    .filter(([, shown, all]) => shown < all)
    .map(
      ([name, shown, all]) =>
        `${name} shows ${grouped(shown)} of ${grouped(all)}; all are in the CSV and JSON reports.`,
    );
}
