import { groupBy } from '../../lib/add-to.ts';
import type { Finding } from '../../model/finding.ts';
import type { ReportView } from '../../model/report-view.ts';
import { findingsInOrder } from '../finding-order.ts';

/** Findings of one rule and severity: one of them is shown, the others are counted. */
export interface FindingGroup {
  readonly shown: Finding;
  readonly all: readonly Finding[];
}

/** Findings as one screen shows them. Whoever reads one of thirty must not be shown a dead one: the first in order is. */
export function findingGroups(view: ReportView): FindingGroup[] {
  const groups = groupBy(findingsInOrder(view), ({ severity, rule }) => `${severity} ${rule}`);
  return Array.from(groups.values(), (all) => ({ shown: all[0]!, all }));
}
