import { byText } from '../../lib/by-text.ts';
import type { Gap, Skipped } from '../../model/coverage.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

/**
 * Stretches of which the logs cannot tell: a trail that was stopped, where the records of its account do not go on all the same, and files
 * that could not be read but whose name says of which account, region and time they are. A quiet region is not a gap: nothing tells it
 * from an idle one.
 */
export function findGaps(facts: CaseFacts, skipped: readonly Skipped[]): Gap[] {
  return [...stoppedTrails(facts).flatMap((gap) => whereSilent(facts, gap)), ...unreadFiles(skipped)].toSorted(
    (a, b) => (a.from ?? 0) - (b.from ?? 0) || byText(a.reason, b.reason),
  );
}

function stoppedTrails(facts: CaseFacts): Gap[] {
  const { controls, texts } = facts;
  const rows = Array.from({ length: controls.length }, (_, row) => row)
    .filter((row) => /^trail-(stopped|deleted|started)$/.test(texts.get(controls.columns.kind[row]!) ?? ''))
    .toSorted((a, b) => controls.columns.eventTime[a]! - controls.columns.eventTime[b]!);
  const open = new Map<string, { account: string | null; from: EpochSeconds; trail: string | null; verb: string }>();
  const gaps: Gap[] = [];
  for (const row of rows) {
    const account = texts.get(controls.columns.recipientAccountId[row]!);
    const trail = texts.get(controls.columns.target[row]!);
    const at = controls.columns.eventTime[row]!;
    // A trail is named by ARN or by name in these calls.
    const key = `${account} ${trail?.replace(/^.*:trail\//, '')}`;
    const stop = open.get(key);
    if (texts.get(controls.columns.kind[row]!) === 'trail-started') {
      if (stop) gaps.push(gapOf(stop, at));
      open.delete(key);
    } else if (!stop) {
      const verb = texts.get(controls.columns.kind[row]!) === 'trail-deleted' ? 'deleted' : 'stopped';
      open.set(key, { account, from: at, trail, verb });
    }
  }
  for (const stop of open.values()) gaps.push(gapOf(stop, null));
  return gaps;
}

function gapOf(
  stop: { account: string | null; from: EpochSeconds; trail: string | null; verb: string },
  to: EpochSeconds | null,
): Gap {
  return {
    account: stop.account,
    region: null,
    from: stop.from,
    to,
    reason: `trail ${stop.trail ?? ''} was ${stop.verb}`,
  };
}

/** What a trail had recorded when it was stopped is delivered all the same. */
const DELIVERY_SECONDS = 300;

/** A trail is one of many: where another one goes on, nothing is missing. What is left of a gap are the regions that fall silent with it. */
function whereSilent({ volumes, texts }: CaseFacts, gap: Gap): Gap[] {
  const { recipientAccountId, awsRegion, first, last } = volumes.columns;
  const from = (gap.from ?? 0) + DELIVERY_SECONDS;
  const to = gap.to ?? Infinity;
  const before = new Set<number>();
  const during = new Set<number>();
  for (let row = 0; row < volumes.length; row++) {
    if (texts.get(recipientAccountId[row]!) !== gap.account) continue;
    const [begins, ends] = [first[row]!, last[row]!];
    if (begins <= (gap.from ?? 0)) before.add(awsRegion[row]!);
    // Of an hour that reaches beyond both ends nobody knows what lies between.
    if ((ends > from && ends <= to) || (begins > from && begins < to)) during.add(awsRegion[row]!);
  }
  if (during.size === 0) return [gap];
  const silent = [...before].filter((region) => !during.has(region));
  return silent.map((region) => ({ ...gap, region: texts.get(region) }));
}

/** ACCT_CloudTrail_REGION_YYYYMMDDTHHmmZ_…: the time is that of delivery, its records are from about then or before. */
function unreadFiles(skipped: readonly Skipped[]): Gap[] {
  return skipped.flatMap(({ source, reason }) => {
    const name = /(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(source);
    if (name === null) return [];
    const [account, region, year, month, day, hour, minute] = name.slice(1) as [string, string, ...string[]];
    const to = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 1000;
    return [{ account, region, from: null, to, reason: `a file of this time could not be read whole: ${reason}` }];
  });
}
