import type { Finding, Severity } from '../../model/finding.ts';
import type { ReportCredential } from '../../model/report-view.ts';
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

const signs: Readonly<Record<Severity, string>> = { critical: '!!', high: '!', medium: '?', low: '', info: '' };
const order: readonly Severity[] = ['critical', 'high', 'medium'];

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

/** The worst that a finding says of the credential itself; `^` where only one of its ancestors is named. */
export function markCell(row: ReportCredential, marks: Marks): Cell {
  const named = new Set(row.findings.map((id) => marks.severityOf.get(id)));
  const worst = order.find((severity) => named.has(severity));
  if (worst !== undefined) return { text: signs[worst], style: severityStyles[worst], width: MARK_WIDTH };
  return { text: row.suspicious ? '^' : '', style: 'dim', width: MARK_WIDTH };
}
