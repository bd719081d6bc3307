import type { EpochSeconds } from '../../model/lineage.ts';

/** A stretch of time that is asked for, and entered into the ledger, as one. */
export interface Window {
  readonly from: EpochSeconds;
  /** Not included. */
  readonly to: EpochSeconds;
  /** Nothing more will come: its events have been delivered. */
  readonly closed: boolean;
}

export const HISTORY_DAYS = 90;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** Events come within fifteen minutes as a rule; what is younger is asked for again by the next scan. */
export const SETTLED_SECONDS = HOUR;

export interface History {
  readonly now: EpochSeconds;
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
}

/** The days (UTC) of the event history that a time range touches, newest first. */
export function days(history: History): Window[] {
  const { from, to } = rangeOf(history);
  const found: Window[] = [];
  for (let start = Math.floor(from / DAY) * DAY; start < to; start += DAY) {
    found.unshift(windowOf(start, start + DAY, history.now));
  }
  return found;
}

/** What the event history has of a time range. */
export const rangeOf = ({ now, since, until }: History): { from: EpochSeconds; to: EpochSeconds } => ({
  from: Math.max(since ?? 0, now - HISTORY_DAYS * DAY),
  to: Math.min(until ?? Infinity, now),
});

/** The hours of a day that have begun and that a time range touches, in order. */
export function hours({ from, to }: Window, { now, since, until }: History): Window[] {
  const end = Math.min(to, now, until ?? Infinity);
  const found: Window[] = [];
  for (let hour = from; hour < end; hour += HOUR) {
    if (since === null || hour + HOUR > since) found.push(windowOf(hour, hour + HOUR, now));
  }
  return found;
}

function windowOf(from: EpochSeconds, to: EpochSeconds, now: EpochSeconds): Window {
  return { from, to, closed: to + SETTLED_SECONDS <= now };
}
