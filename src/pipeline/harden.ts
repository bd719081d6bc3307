import { harden as adviseOn, type HardenRequest } from '../hardening/index.ts';
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

export interface HardenOptions extends JudgeOptions {
  /** Files and folders of an IAM snapshot; none: what the case keeps, if it keeps one. */
  readonly iam: readonly string[];
}

/** What could be locked down, from a case and what is known of its accounts' IAM. */
export async function harden(casePath: string, options: HardenOptions): Promise<Hardening> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const { view, context, iam } = await judge(theCase, options);
  const { lineage, config, awsRanges } = context;
  const kept = { iam: iam?.snapshot ?? null, posture: iam?.posture ?? null };
  const known = options.iam.length === 0 ? kept : await loadIam(options.iam);
  const advice = adviseOn({
    lineage,
    config,
    awsRanges,
    suspicious: markSuspicious(lineage, view.findings),
    coverage: coverageOf(view.coverage),
    ...known,
  });
  return { advice, asOf: view.asOf, hasSnapshot: known.iam !== null };
}

/** The simulator is not light: only who has a snapshot loads it. */
async function loadIam(paths: readonly string[]): Promise<Pick<HardenRequest, 'iam' | 'posture'>> {
  const { posture, readSnapshot } = await import('../posture/index.ts');
  const iam = await readSnapshot(paths);
  return { iam, posture: await posture(iam) };
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
