import { groupBy } from '../../lib/add-to.ts';
import { type Finding, severities } from '../../model/finding.ts';
import type { ReportView } from '../../model/report-view.ts';

/** Findings of one rule and severity: one of them is shown, the others are counted. */
export interface FindingGroup {
  readonly shown: Finding;
  readonly all: readonly Finding[];
}

/**
 * Findings as one screen shows them: worst first, and of equally bad ones those first by which somebody can still act. Within
 * a group the same goes before the order of the report: whoever reads one of thirty must not be shown a dead one.
 */
export function findingGroups(view: ReportView): FindingGroup[] {
  const acts = whoActs(view);
  const groups = [...groupBy(view.findings, ({ severity, rule }) => `${severity} ${rule}`).values()].map((all) => {
    const acting = all.find(acts);
    return { shown: acting ?? all[0]!, all, acting: acting !== undefined };
  });
  const rank = ({ shown, acting }: (typeof groups)[number]): number =>
    severities.indexOf(shown.severity) * 2 + (acting ? 1 : 0);
  return groups.sort((a, b) => rank(b) - rank(a));
}

/** Looked up one by one: of a hundred thousand findings only so many credentials are looked at. */
const MOST_ASKED = 2_000;
const MOST_OF_ONE = 50;

/** Whether a finding names a suspicious token that can act, as far as can be told at once. */
function whoActs(view: ReportView): (finding: Finding) => boolean {
  let left = view.standing.acting === 0 ? 0 : MOST_ASKED;
  const known = new Map<string, boolean>();
  const isLive = (accessKeyId: string): boolean => {
    let live = known.get(accessKeyId);
    if (live === undefined && left > 0) {
      left--;
      live = view.acts(accessKeyId);
      known.set(accessKeyId, live);
    }
    return live === true;
  };
  return ({ credential, credentials }) =>
    (credential !== null && isLive(credential)) || credentials.slice(0, MOST_OF_ONE).some(isLive);
}
