import type { ReportView } from '../../model/report-view.ts';
import { openCase, requireRecords } from '../open-case.ts';
import { judge } from './judge.ts';
import { recall, type RecallOptions } from './recall.ts';

/** What a case shows, without reading anything new. With a `detail` only that need be there whole. */
export async function review(casePath: string, options: RecallOptions): Promise<ReportView> {
  await using theCase = await openCase(casePath, { readOnly: true });
  theCase.readAhead();
  const { view } = (await recall(theCase, options)) ?? (await judge(theCase, options));
  requireRecords(casePath, view.coverage);
  return view;
}
