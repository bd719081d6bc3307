import { duration, grouped, plural } from '../lib/wording.ts';
import type { Severity } from '../model/finding.ts';
import type { ReportCoverage, ReportSummary } from '../model/report-view.ts';

/** How numbers, times and origins are said in text; the same in every report, and in no machine's locale. */

/** `2026-10-25T14:03:11Z` as `2026-10-25 14:03`, always UTC. */
export function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

/** `10-25 14:03`, for columns that are too narrow for the year. */
export function shortMinute(time: string): string {
  return minute(time).slice(5);
}

export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** One unit only, where columns are narrow: `108 min`, `36 h`, `2 d`; as elsewhere minutes up to two hours, of which an hour is much. */
export function shortDuration(seconds: number): string {
  if (seconds < 7200) return duration(seconds);
  const hours = Math.floor(seconds / 3600);
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** Worst first. */
export const worstFirst: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export function findingCounts(findings: ReportSummary['findings'], separator: string): string {
  const some = worstFirst.filter((severity) => findings[severity] > 0);
  return some.map((severity) => `${grouped(findings[severity])} ${severity}`).join(separator);
}

/** `1 source, 2 gaps`: what of the logs is not in a report; null where nothing is missing. */
export function missingParts({ skipped, gaps }: Pick<ReportCoverage, 'skipped' | 'gaps'>): string | null {
  const parts = [
    skipped.length > 0 ? plural(skipped.length, 'source') : '',
    gaps.length > 0 ? plural(gaps.length, 'gap') : '',
  ];
  return parts.filter(Boolean).join(', ') || null;
}
