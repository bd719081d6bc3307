import type { Finding, Severity } from '../../model/finding.ts';
import type { CredentialInBrief } from '../../model/report-view.ts';
import type { Cell } from './layout.ts';
import type { Style } from './ink.ts';

/** What findings say about single credentials, looked up once. */
export interface Marks {
  /** Rules whose finding is about this very credential. */
  readonly rulesOf: ReadonlyMap<string, readonly string[]>;
  readonly severityOf: ReadonlyMap<string, Severity>;
}

export function marksOf(findings: readonly Finding[]): Marks {
  const rulesOf = new Map<string, string[]>();
  const severityOf = new Map<string, Severity>();
  for (const finding of findings) {
    severityOf.set(finding.id, finding.severity);
    if (finding.credential === null) continue;
    const rules = rulesOf.get(finding.credential);
    if (rules === undefined) rulesOf.set(finding.credential, [finding.rule]);
    else if (!rules.includes(finding.rule)) rules.push(finding.rule);
  }
  return { rulesOf, severityOf };
}

/** How loud a credential is marked, as a number: of some the greatest is the worst. */
export const UNMARKED = 0;
const DESCENDS = 1;
/** From here on a finding names the credential itself. */
export const NAMED = 2;

const levels: readonly { readonly sign: string; readonly style: Style }[] = [
  { sign: '', style: 'dim' },
  { sign: '^', style: 'dim' },
  { sign: '?', style: 'yellow' },
  { sign: '!', style: 'red' },
  { sign: '!!', style: 'alarm' },
];
const order: readonly Severity[] = ['medium', 'high', 'critical'];

/** Explains the signs, which stand for colours where there are none. */
export const legend = '!! critical  ! high  ? medium  ^ descends from one';

export const severityStyles: Readonly<Record<Severity, Style>> = {
  critical: 'alarm',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
};

export const MARK_WIDTH = 3;

/** The worst that a finding says of the credential itself; that it descends where only one of its ancestors is named. */
export function markOf(row: CredentialInBrief, marks: Marks): number {
  const worst = Math.max(-1, ...row.findings.map((id) => order.indexOf(marks.severityOf.get(id) ?? 'info')));
  return worst >= 0 ? NAMED + worst : row.suspicious ? DESCENDS : UNMARKED;
}

export function markCell(mark: number): Cell {
  const { sign, style } = levels[mark]!;
  return { text: sign, style, width: MARK_WIDTH };
}
