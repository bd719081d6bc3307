import type { CredentialChoice, CredentialInBrief, ReportView } from '../../model/report-view.ts';
import { credentialState, SHORT_STATE } from '../credential-words.ts';
import { originName, ownName, withoutArn } from '../../lib/origin-words.ts';
import { minute } from '../wording.ts';
import { inkFor, type Ink } from './ink.ts';
import { line, widthOf, type Cell } from './layout.ts';
import { legend, markCell, markOf, MARK_WIDTH, marksOf, type Marks } from './marks.ts';
import { cleaner, shownName, styleOf } from './tree-lines.ts';

export interface TokensOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
  /** Nothing is cut: lines grow beyond the width where a name does. For what is searched and kept, and not looked at alone. */
  readonly isWhole?: boolean;
  /** Which credentials, one choice after the other; all if left out. */
  readonly choices?: readonly CredentialChoice[];
}

/** The table of `stemma tokens`: lines without line ends. */
export function* renderTokens(view: ReportView, options: TokensOptions): Generator<string> {
  const ink = inkFor(options);
  const marks = marksOf(view.findings);
  let marked = false;
  let count = 0;
  for (const choice of options.choices ?? [{}]) {
    for (const row of view.inBrief(choice)) {
      if (count++ === 0) yield headerLine(options.width, ink);
      marked ||= row.suspicious;
      yield tokenLine(row, { asOf: view.asOf, width: options.width, isWhole: options.isWhole ?? false, ink, marks });
    }
  }
  if (count === 0) yield 'No credentials.';
  else if (marked) yield* ['', ink.paint('dim', legend)];
}

export interface TokenLine {
  readonly asOf: string;
  readonly width: number;
  readonly isWhole?: boolean;
  readonly ink: Ink;
  readonly marks: Marks;
}

/** One credential on one line. */
export function tokenLine(row: CredentialInBrief, { asOf, width, isWhole = false, ink, marks }: TokenLine): string {
  const columns = columnsFor(width);
  const clean = cleaner(ink);
  const issued = row.issuedAt === null ? '' : minute(row.issuedAt);
  const texts = {
    key: clean(row.accessKeyId),
    name: shownName(row, ink),
    state: credentialState(row, asOf, width < 100 ? 'short' : 'long'),
    issued,
    origin: originText(row, isWhole ? Infinity : columns.origin, clean),
  };
  const fitting = isWhole ? widened(columns, texts) : columns;
  return tableLine(markCell(markOf(row, marks)), texts, { columns: fitting, ink, style: styleOf(row) });
}

/** What an origin is known by. Where its kind leaves too little room for it, it stands alone: rows must not look alike. */
function originText(
  { origin: { kind, id } }: CredentialInBrief,
  width: number,
  clean: (text: string) => string,
): string {
  if (kind === 'access-key' || kind === 'ec2-instance') return clean(id);
  const name = clean(originName({ kind, id: withoutArn(id) }));
  return widthOf(name) <= width ? name : clean(ownName({ kind, id }));
}

interface Columns {
  readonly name: number;
  readonly state: number;
  readonly issued: number;
  readonly origin: number;
}

/** The narrower the fewer: below 76 columns no origin, below 120 no time of issue. */
function columnsFor(width: number): Columns {
  const state = width < 100 ? SHORT_STATE : 22;
  const issued = width < 120 ? 0 : 16;
  const fixed = MARK_WIDTH + 20 + 2 + state + 2 + (issued === 0 ? 0 : issued + 2);
  if (width < 76) return { name: Math.max(1, width - fixed), state, issued, origin: 0 };
  const rest = width - fixed - 2;
  const origin = Math.max(20, Math.floor(rest / 2));
  return { name: rest - origin, state, issued, origin };
}

const widened = (columns: Columns, { name, origin }: { name: string; origin: string }): Columns => ({
  ...columns,
  name: Math.max(columns.name, widthOf(name)),
  origin: Math.max(columns.origin, widthOf(origin)),
});

function headerLine(width: number, ink: Ink): string {
  const texts = { key: 'ACCESS KEY', name: 'ROLE/SESSION', state: 'STATE', issued: 'ISSUED (UTC)', origin: 'ORIGIN' };
  return tableLine({ text: '', width: MARK_WIDTH }, texts, { columns: columnsFor(width), ink, style: 'dim' });
}

function tableLine(
  mark: Cell,
  texts: Readonly<Record<'key' | 'name' | 'state' | 'issued' | 'origin', string>>,
  { columns, ink, style }: { columns: Columns; ink: Ink; style: ReturnType<typeof styleOf> },
): string {
  const gap = { text: '  ' };
  const cells: Cell[] = [mark, { text: texts.key, width: 20, style }, gap, { text: texts.name, width: columns.name }];
  cells.push(gap, { text: texts.state, width: columns.state, style });
  if (columns.issued > 0) cells.push(gap, { text: texts.issued, width: columns.issued, style: 'dim' });
  if (columns.origin > 0) cells.push(gap, { text: texts.origin, width: columns.origin, style: 'dim' });
  return line(cells, ink);
}
