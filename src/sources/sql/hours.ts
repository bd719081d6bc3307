import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { HourState, QueriedHour } from '../../model/queried.ts';

const HOUR = 3600;
/** CloudTrail delivers within minutes as a rule (userguide/cloudtrail-concepts); two hours after its end an hour is whole. */
const SETTLED_AFTER = 2 * HOUR;

export interface HoursAsked {
  /** Before the hour, in the ledger's names: `trino://…#`. */
  readonly prefix: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly now: EpochSeconds;
  /** In which state the case knows hours, by their names in the ledger. */
  readonly known: ReadonlyMap<string, string>;
}

/** A run of hours that the case lacks, and the time in them that was asked for. */
export interface Span {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly hours: readonly QueriedHour[];
}

/** The hours that are to be read, in runs without a hole, each of at most so many days. */
export function spansToRead(asked: HoursAsked, days: number): Span[] {
  const spans: { from: number; to: number; hours: QueriedHour[] }[] = [];
  for (let start = Math.floor(asked.from / HOUR) * HOUR; start < asked.to; start += HOUR) {
    const hour = hourToRead(asked, start);
    if (hour === null) continue;
    const from = Math.max(start, asked.from);
    const to = Math.min(start + HOUR, asked.to);
    const before = spans.at(-1);
    if (before !== undefined && before.to === from && before.hours.length < days * 24) {
      before.hours.push(hour);
      before.to = to;
    } else spans.push({ from, to, hours: [hour] });
  }
  return spans;
}

/** The parts of a span in which every event is read by itself. */
export function apartIn({ hours, from, to }: Span): [EpochSeconds, EpochSeconds][] {
  const out: [number, number][] = [];
  for (const hour of hours) {
    if (hour.state === 'groups') continue;
    const last = out.at(-1);
    if (last !== undefined && last[1] === hour.from) last[1] = hour.from + HOUR;
    else out.push([hour.from, hour.from + HOUR]);
  }
  return out.map(([start, end]) => [Math.max(start, from), Math.min(end, to)]);
}

function hourToRead({ prefix, from, to, now, known }: HoursAsked, start: EpochSeconds): QueriedHour | null {
  const source = `${prefix}${formatTime(start).slice(0, 13)}`;
  const before = known.get(source);
  if (before === 'groups' || before === 'events') return null;
  const isWhole = from <= start && start + HOUR <= to && start + HOUR + SETTLED_AFTER <= now;
  return { source, from: start, state: stateOf(isWhole, before) };
}

function stateOf(isWhole: boolean, before: string | undefined): HourState {
  if (!isWhole) return 'events, open';
  return before === undefined ? 'groups' : 'events';
}
