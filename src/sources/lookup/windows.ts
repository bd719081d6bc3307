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
const SETTLED = HOUR;

export interface History {
  readonly now: EpochSeconds;
  readonly since: EpochSeconds | null;
  readonly until: EpochSeconds | null;
}

/** The days (UTC) of the event history that a time range touches, newest first. */
export const days = (history: History): Window[] => windowsOf(history, DAY);

/** The same in stretches of thirty days, for questions that few events answer. */
export const blocks = (history: History): Window[] => windowsOf(history, 30 * DAY);

function windowsOf({ now, since, until }: History, length: number): Window[] {
  const from = Math.max(since ?? 0, now - HISTORY_DAYS * DAY);
  const to = Math.min(until ?? Infinity, now);
  const found: Window[] = [];
  for (let start = Math.floor(from / length) * length; start < to; start += length) {
    found.unshift(windowOf(start, start + length, now));
  }
  return found;
}

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
  return { from, to, closed: to + SETTLED <= now };
}
