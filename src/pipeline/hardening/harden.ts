import { harden as adviseOn } from '../../hardening/index.ts';
import { parseTime } from '../../lib/time.ts';
import type { Advice } from '../../model/advice.ts';
import type { Coverage, Skipped } from '../../model/coverage.ts';
import type { ReportCoverage } from '../../model/report-view.ts';
import { markSuspicious } from '../../detections/index.ts';
import { openCase, requireRecords } from '../open-case.ts';
import { readIam } from '../iam.ts';
import { judge, type JudgeOptions } from '../review/judge.ts';

export { checkTitles } from '../../hardening/index.ts';

export interface Hardening {
  readonly advice: readonly Advice[];
  readonly asOf: string;
  /** Whether there was an IAM snapshot: without one, only what the logs show could be judged. */
  readonly hasSnapshot: boolean;
  /** What could not be read into the case. */
  readonly skipped: readonly Skipped[];
}

export interface HardenOptions extends JudgeOptions {
  /** Files and folders of an IAM snapshot; none: what the case keeps, if it keeps one. */
  readonly iam: readonly string[];
}

/** What could be locked down, from a case and what is known of its accounts' IAM. */
export async function harden(casePath: string, options: HardenOptions): Promise<Hardening> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const { view, context, iam } = await judge(theCase, options);
  requireRecords(casePath, view.coverage);
  const { lineage, config, awsRanges } = context;
  const known = options.iam.length === 0 ? iam : await readIam(options.iam);
  const advice = adviseOn({
    lineage,
    config,
    awsRanges,
    suspicious: markSuspicious(lineage, view.findings),
    coverage: coverageOf(view.coverage),
    iam: known?.snapshot ?? null,
    posture: known?.posture ?? null,
  });
  return { advice, asOf: view.asOf, hasSnapshot: known !== null, skipped: view.coverage.skipped };
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
