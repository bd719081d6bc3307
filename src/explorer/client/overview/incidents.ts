import { plural } from '../../../lib/wording.ts';
import type { ExplorerCase, ExplorerFinding, ExplorerOrigin } from '../../../model/explorer.ts';
import { severities } from '../../../model/finding.ts';
import { isLive, isSuspicious, isTemporary, type Forest } from '../data/forest.ts';
import { endOf, isStillUsed } from '../data/words.ts';

/** A suspicious lineage, told as a responder asks: who, since when, from which key, what is alive, what to do. */
export interface Incident {
  readonly index: number;
  readonly origin: ExplorerOrigin;
  /** About it or naming a credential of it: worst first, of equal ones those about it. */
  readonly findings: readonly ExplorerFinding[];
  readonly since: number;
  readonly last: number;
}

const MEDIUM = severities.indexOf('medium');

/** The lineages that a finding of medium or more names: by which somebody can act first, then the worst, then those that others come from. */
export function incidentsOf(theCase: ExplorerCase): Incident[] {
  const incidents = theCase.origins.flatMap((origin, index): Incident | [] => {
    if (origin.suspicious === 0) return [];
    const isOwn = ({ lineage }: ExplorerFinding): number => Number(lineage === index);
    const findings = origin.findings
      .map((at) => theCase.findings[at]!)
      .filter(({ severity }) => severities.indexOf(severity) >= MEDIUM)
      .sort((a, b) => weight(b) - weight(a) || isOwn(b) - isOwn(a));
    return { index, origin, findings, ...spanOf(findings, { index, origin }) };
  });
  return incidents.sort(
    (a, b) =>
      Number(canAct(b.origin)) - Number(canAct(a.origin)) ||
      Number(b.origin.unended > 0) - Number(a.origin.unended > 0) ||
      worst(b) - worst(a) ||
      worstOwn(b) - worstOwn(a) ||
      b.origin.acting - a.origin.acting ||
      b.origin.suspicious - a.origin.suspicious,
  );
}

/** Positions of all origins, the incidents in their order first. */
export function byDanger(theCase: ExplorerCase): number[] {
  const first = incidentsOf(theCase).map(({ index }) => index);
  const told = new Set(first);
  return [...first, ...theCase.origins.map((_, index) => index).filter((index) => !told.has(index))];
}

/** A suspicious token of it lives, or the key behind such tokens works, which mints the next. */
export const canAct = ({ acting, activeKeys }: ExplorerOrigin): boolean => acting + activeKeys > 0;

/** Where none is known to: no all-clear where the logs do not tell when a token ends. */
export const nobodyWords = ({ unended }: ExplorerOrigin, when: string): string =>
  unended === 0 ? `no suspicious token ${when}` : `${plural(unended, 'suspicious token')} of unknown end`;

const weight = ({ severity }: ExplorerFinding): number => severities.indexOf(severity);

const worst = ({ findings }: Incident): number => (findings[0] === undefined ? -1 : weight(findings[0]));

const worstOwn = ({ findings, index }: Incident): number =>
  Math.max(-1, ...findings.filter(({ lineage }) => lineage === index).map(weight));

/** Of what findings tell of it: one about another lineage may begin before this one did, and go on after its end. */
function spanOf(
  findings: readonly ExplorerFinding[],
  { index, origin }: Pick<Incident, 'index' | 'origin'>,
): { since: number; last: number } {
  const spans = findings
    .filter(({ firstSeen }) => firstSeen > 0)
    .map(({ lineage, firstSeen, lastSeen }) =>
      lineage === index
        ? { from: firstSeen, to: lastSeen }
        : { from: Math.max(firstSeen, origin.first), to: Math.min(lastSeen, origin.last) },
    );
  const since = spans.length === 0 ? origin.first : Math.min(...spans.map(({ from }) => from));
  return { since, last: Math.max(0, ...spans.map(({ to }) => to)) };
}

/** Of an origin that has something suspicious what works: long-term keys, then tokens, those that are not revoked and live longest first. */
export function aliveIn(forest: Forest, origin: number): number[] {
  const alive: number[] = [];
  for (let i = forest.originStarts[origin]!; i < forest.originStarts[origin + 1]!; i++) {
    const flags = forest.flags[i]!;
    if (isLive(flags) && (isSuspicious(flags) || !isTemporary(flags))) alive.push(i);
  }
  const isOver = (token: number): number => Number(forest.tokens.revoked[token]! > 0 && !isStillUsed(forest, token));
  const end = (token: number): number => (isTemporary(forest.flags[token]!) ? endOf(forest, token) : Infinity);
  return alive.sort((a, b) => isOver(a) - isOver(b) || (end(a) === end(b) ? 0 : end(b) - end(a)));
}
