import type { EpochSeconds } from '../model/lineage.ts';

const DAY = 86_400;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** How CloudTrail writes `expiration`: STS today, STS until 2020 and Cognito, transformed logs, newer Java locale data. */
export type ExpirationStyle = 'comma' | 'no-comma' | 'iso' | 'narrow-space';

const TWO = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
let lastDay = -1;
let lastDate = '';

/** `2026-10-05T08:00:00Z`. Hot: most times are of the day of the one before. */
export function isoTime(at: EpochSeconds): string {
  const day = Math.floor(at / DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * DAY * 1000).toISOString().slice(0, 11);
  }
  const seconds = Math.floor(at) - day * DAY;
  return `${lastDate}${TWO[Math.floor(seconds / 3600)]!}:${TWO[Math.floor(seconds / 60) % 60]!}:${TWO[seconds % 60]!}Z`;
}

/** `Oct 5, 2026, 8:00:00 AM` and its variants: English, UTC, twelve hours. */
export function expirationText(at: EpochSeconds, style: ExpirationStyle = 'comma'): string {
  if (style === 'iso') return isoTime(at);
  const date = new Date(at * 1000);
  const hour = date.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const comma = style === 'no-comma' ? '' : ',';
  const space = style === 'narrow-space' ? '\u202f' : ' ';
  const day = `${MONTHS[date.getUTCMonth()]!} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day}${comma} ${clock}${space}${hour < 12 ? 'AM' : 'PM'}`;
}

/** Epoch seconds of `2026-10-05T08:00:00Z`. */
export function epoch(iso: string): EpochSeconds {
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not a time: ${iso}`);
  return milliseconds / 1000;
}

/** Midnight of the day that `start` lies in, plus whole days, plus `HH:MM` or `HH:MM:SS`. */
export function dayTime(start: EpochSeconds, day: number, clock: string): EpochSeconds {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return Math.floor(start / DAY) * DAY + day * DAY + hours * 3600 + minutes * 60 + seconds;
}
