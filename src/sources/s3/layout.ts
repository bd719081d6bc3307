import { REGION as region } from '../../lib/region.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

/**
 * Where CloudTrail puts its files in a bucket: [prefix/]AWSLogs/[o-…/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/
 * (userguide/get-and-view-cloudtrail-log-files).
 */

/** `logs`: folders below hold days of one account and region. `step`: only some folders lead to logs. */
export type Place = 'logs' | 'step' | 'elsewhere';

/** What is looked for: `records`, or `digests` too. */
export type Wanted = 'records' | 'digests';

const organisation = 'o-[a-z0-9]+';
const account = '\\d{12}';

/** Events are in these; digests, Insights and aggregates in others are not records. */
const layouts = {
  records: layoutOf('CloudTrail(?:-NetworkActivity)?'),
  digests: layoutOf('CloudTrail(?:-NetworkActivity|-Digest)?'),
};

function layoutOf(kinds: string): Record<'step' | 'logs' | 'child', RegExp> {
  const root = `(?:^|/)AWSLogs/(?:${organisation}/)?`;
  return {
    step: new RegExp(`${root}(?:${account}/(?:${kinds}/)?)?$`),
    logs: new RegExp(`${root}${account}/${kinds}/${region}/(?:\\d{4}/(?:\\d\\d/(?:\\d\\d/)?)?)?$`),
    child: new RegExp(`/(?:${organisation}|${account}|${kinds}|${region})/$`),
  };
}

/** What a folder (ending in `/`) is in the layout. */
export function placeOf(folder: string, wanted: Wanted = 'records'): Place {
  const { logs, step } = layouts[wanted];
  if (logs.test(folder)) return 'logs';
  return step.test(folder) ? 'step' : 'elsewhere';
}

/** Whether a folder inside a step leads to logs: a bucket holds load balancers', Config's and other logs beside them. */
export const leadsToLogs = (folder: string, wanted: Wanted = 'records'): boolean => layouts[wanted].child.test(folder);

/** Whether a key can hold event records. */
export function isRecordKey(key: string): boolean {
  return !key.endsWith('/') && !/(?:^|\/)CloudTrail-(?:Digest|Insight|Aggregated)\//.test(key);
}

const DAY = 86_400;
/** Files are delivered within minutes; those that fail are tried again for thirty days. */
const LATE_DAYS = 1;

export interface DayRange {
  /** Keys after this one may hold what is asked for; null: from the beginning. */
  readonly startAfter: string | null;
  /** Keys from this one on were delivered too late for it; null: to the end. */
  readonly endBefore: string | null;
}

/** The keys of a folder of logs in which records of a time range are: a record is never delivered before it happens. */
export function dayRange(folder: string, range: { since: EpochSeconds | null; until: EpochSeconds | null }): DayRange {
  const root = folder.replace(/(?:\d{4}\/(?:\d\d\/(?:\d\d\/)?)?)?$/, '');
  const { since, until } = range;
  return {
    startAfter: since === null ? null : root + dayOf(since),
    endBefore: until === null ? null : root + dayOf(lastDelivery(until) + DAY),
  };
}

/** Files that were delivered after this are not asked for. */
export const lastDelivery = (until: EpochSeconds): EpochSeconds => until + LATE_DAYS * DAY;

function dayOf(time: EpochSeconds): string {
  return `${new Date(time * 1000).toISOString().slice(0, 10).replaceAll('-', '/')}/`;
}
