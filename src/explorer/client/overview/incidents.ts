import type { ExplorerCase, ExplorerFinding, ExplorerOrigin } from '../../../model/explorer.ts';
import { severities } from '../../../model/finding.ts';
import { isLiveToken, isSuspicious, type Forest } from '../data/forest.ts';
import { endOf } from '../data/words.ts';

/** A suspicious lineage, told as a responder asks: who, since when, from which key, what is alive, what to do. */
export interface Incident {
  readonly index: number;
  readonly origin: ExplorerOrigin;
  /** Worst first. */
  readonly findings: readonly ExplorerFinding[];
  readonly since: number;
  readonly last: number;
}

const MEDIUM = severities.indexOf('medium');

/** The lineages that a finding of medium or more is about, the most alive and the worst first. */
export function incidentsOf(theCase: ExplorerCase): Incident[] {
  const incidents = theCase.origins.flatMap((origin, index): Incident | [] => {
    if (origin.suspicious === 0) return [];
    const findings = origin.findings
      .map((at) => theCase.findings[at]!)
      .filter(({ severity }) => severities.indexOf(severity) >= MEDIUM)
      .sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
    const times = findings.map(({ firstSeen }) => firstSeen).filter((at) => at > 0);
    const last = findings.reduce((latest, { lastSeen }) => Math.max(latest, lastSeen), 0);
    return { index, origin, findings, since: times.length === 0 ? origin.first : Math.min(...times), last };
  });
  return incidents.sort(
    (a, b) =>
      Number(b.origin.liveSuspicious > 0) - Number(a.origin.liveSuspicious > 0) ||
      worst(b) - worst(a) ||
      b.origin.liveSuspicious - a.origin.liveSuspicious ||
      b.origin.suspicious - a.origin.suspicious,
  );
}

const worst = ({ findings }: Incident): number =>
  findings[0] === undefined ? -1 : severities.indexOf(findings[0].severity);

/** Live suspicious tokens of an origin, those that live longest first. */
export function aliveIn(forest: Forest, origin: number): number[] {
  const alive: number[] = [];
  for (let i = forest.originStarts[origin]!; i < forest.originStarts[origin + 1]!; i++) {
    if (isLiveToken(forest.flags[i]!) && isSuspicious(forest.flags[i]!)) alive.push(i);
  }
  return alive.sort((a, b) => endOf(forest, b) - endOf(forest, a));
}
