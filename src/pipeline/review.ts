import type { ReportView } from '../model/report-view.ts';
import { openCase } from '../store/index.ts';
import { judge, type JudgeOptions } from './judge.ts';

/** What a case shows, without reading anything new. */
export async function review(casePath: string, options: JudgeOptions): Promise<ReportView> {
  await using theCase = await openCase(casePath, { readOnly: true });
  return (await judge(theCase, options)).view;
}
