import { isExpired, suppressionTest } from '../detections/index.ts';
import { parseTime } from '../lib/time.ts';
import type { Config, Suppression } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { ReportView } from '../model/report-view.ts';

/** What a suppression does as of a moment: those that do not do what they were written for should speak up. */
export interface SuppressionState {
  readonly suppression: Suppression;
  readonly expired: boolean;
  /** How many findings it takes away; of an expired one, how many of those reported it took away before. Null: no case was looked at. */
  readonly findings: number | null;
}

export function suppressionStates(
  { suppressions }: Config,
  { asOf, findings }: Pick<ReportView, 'asOf' | 'findings'>,
  suppressed: readonly Finding[],
): SuppressionState[] {
  const moment = parseTime(asOf)!;
  return suppressions.map((suppression) => {
    const expired = isExpired(suppression, moment);
    const covers = suppressionTest(suppression);
    return { suppression, expired, findings: (expired ? findings : suppressed).filter(covers).length };
  });
}

/** Those that hold no longer, as of the moment of a view. */
export function expiredSuppressions(config: Config, view: ReportView): SuppressionState[] {
  return suppressionStates(config, view, []).filter(({ expired }) => expired);
}
