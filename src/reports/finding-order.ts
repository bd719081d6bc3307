import { severities, type Finding } from '../model/finding.ts';
import type { ReportView } from '../model/report-view.ts';

/**
 * Findings as people should read them, in every report for people: worst first, and of equally bad ones those first by which somebody can still
 * act. The order that is left is that of the view, which is the same at every moment.
 */
export function findingsInOrder(view: ReportView): Finding[] {
  const acts = whoActs(view);
  const ranked = view.findings.map((finding) => ({
    finding,
    rank: severities.indexOf(finding.severity) * 2 + (acts(finding) ? 1 : 0),
  }));
  return ranked.sort((a, b) => b.rank - a.rank).map(({ finding }) => finding);
}

/** Looked up one by one: of a hundred thousand findings only so many credentials are looked at. */
const MOST_ASKED = 2_000;
const MOST_OF_ONE = 50;

/** Whether a finding names a suspicious token that can act, as far as can be told at once. */
function whoActs(view: ReportView): (finding: Finding) => boolean {
  let left = view.standing.acting === 0 ? 0 : MOST_ASKED;
  const known = new Map<string, boolean>();
  const acts = (accessKeyId: string): boolean => {
    let found = known.get(accessKeyId);
    if (found === undefined && left > 0) {
      left--;
      found = view.acts(accessKeyId);
      known.set(accessKeyId, found);
    }
    return found === true;
  };
  return ({ credential, credentials }) =>
    (credential !== null && acts(credential)) || credentials.slice(0, MOST_OF_ONE).some(acts);
}
