import { harden as adviseOn } from '../hardening/index.ts';
import { parseTime } from '../lib/time.ts';
import type { Advice } from '../model/advice.ts';
import type { Coverage } from '../model/coverage.ts';
import type { ReportCoverage } from '../model/report-view.ts';
import { markSuspicious } from '../detections/index.ts';
import { openCase } from '../store/index.ts';
import { judge, type JudgeOptions } from './judge.ts';

export { checkTitles } from '../hardening/index.ts';

export interface Hardening {
  readonly advice: readonly Advice[];
  readonly asOf: string;
  /** Whether there was an IAM snapshot: without one, only what the logs show could be judged. */
  readonly hasSnapshot: boolean;
}

/** What could be locked down, from a case and what is known of its accounts' IAM. */
export async function harden(casePath: string, options: JudgeOptions): Promise<Hardening> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const { view, context } = await judge(theCase, options);
  const { lineage, config, awsRanges } = context;
  const advice = adviseOn({
    lineage,
    config,
    awsRanges,
    suspicious: markSuspicious(lineage, view.findings),
    coverage: coverageOf(view.coverage),
    iam: null,
    posture: null,
  });
  return { advice, asOf: view.asOf, hasSnapshot: false };
}

/** The report's coverage with its times as moments. */
function coverageOf(coverage: ReportCoverage): Coverage {
  const moment = (time: string | null): number | null => (time === null ? null : parseTime(time));
  return {
    ...coverage,
    from: moment(coverage.from),
    to: moment(coverage.to),
    gaps: coverage.gaps.map((gap) => ({ ...gap, from: moment(gap.from), to: moment(gap.to) })),
  };
}
