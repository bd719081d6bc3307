import { severities, type Finding } from '../model/finding.ts';
import type { ReportView } from '../model/report-view.ts';

/**
 * Findings as people should read them, in every report for people: worst first, of equally bad ones those first by which somebody can still
 * act, and then those whose access key is active and mints the next token. The order that is left is that of the view, which is the same at
 * every moment.
 */
export function findingsInOrder(view: ReportView): Finding[] {
  const danger = dangerOf(view);
  const ranked = view.findings.map((finding) => ({
    finding,
    rank: severities.indexOf(finding.severity) * 3 + danger(finding),
  }));
  return ranked.sort((a, b) => b.rank - a.rank).map(({ finding }) => finding);
}

/** In all: of a hundred thousand findings only so many credentials are looked at, and so many keys, of which rows are made. */
const MOST_ASKED = 200_000;
const MOST_KEYS = 2_000;

/** 2 where it names a suspicious token that can act, 1 where the key behind it is active, as far as can be told at once. */
function dangerOf(view: ReportView): (finding: Finding) => 0 | 1 | 2 {
  const { acting, activeKeys } = view.standing;
  const acts = rememberedUpTo(acting === 0 ? 0 : MOST_ASKED, (id) => view.acts(id));
  const isActive = rememberedUpTo(activeKeys === 0 ? 0 : MOST_KEYS, (id) => view.credential(id)?.live === true);
  return ({ credential, credentials, origin }) => {
    // A loop is named from its first token on, and it is the last that lives.
    if ((credential !== null && acts(credential)) || credentials.findLast(acts) !== undefined) return 2;
    return origin?.kind === 'access-key' && isActive(origin.id) ? 1 : 0;
  };
}

/** Answers each question once, and no more than so many; what is asked beyond is denied. */
function rememberedUpTo(most: number, answer: (id: string) => boolean): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined || known.size >= most) return before === true;
    const found = answer(id);
    known.set(id, found);
    return found;
  };
}
