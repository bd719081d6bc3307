import type { EpochSeconds } from '../model/lineage.ts';

const SECONDS_A_DAY = 86_400;
const LAST_SECOND = 0xffff_ffff;
/** Above this a number cannot be seconds of our times (year 5138), below it not milliseconds (1973). */
const FIRST_MILLISECONDS = 100_000_000_000;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
/** `Jul 10, 2023, 12:09:47 PM`; older samples lack the second comma; Java's newer locale data puts U+202F before AM/PM. */
const ENGLISH = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)[ \u00a0\u202f]([AP])M$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|([+-])(\d\d):?(\d\d))$/;
const BASIC_ISO = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z$/;
/** Epoch seconds (9 or 10 digits) or milliseconds (12 or 13). */
const DIGITS = /^(?:\d{9,10}|\d{12,13})(?:\.\d{1,9})?$/;

/**
 * Reads any of CloudTrail's time formats: ISO 8601 (also basic, with fractions or an offset), the English text of STS
 * and IAM, epoch seconds and milliseconds as text or number. Null for everything else; fractions are cut off.
 */
export function parseTime(value: unknown): EpochSeconds | null {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return null;
  return parseIso(value) ?? parseEnglish(value) ?? (DIGITS.test(value) ? fromEpoch(Number(value)) : null);
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
/** `2026-10-25T` by days since 1970: a case has few days, and asking `Date` for each of its times takes six times as long. */
const dates = new Map<number, string>();
const MOST_DATES = 4096;

/** Writes ISO 8601 UTC to the second, as reports do. */
export function formatTime(seconds: EpochSeconds): string {
  const day = Math.floor(seconds / SECONDS_A_DAY);
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size >= MOST_DATES) dates.clear();
    date = new Date(day * SECONDS_A_DAY * 1000).toISOString().slice(0, 11);
    dates.set(day, date);
  }
  const rest = Math.floor(seconds - day * SECONDS_A_DAY);
  const minutes = Math.floor(rest / 60);
  return `${date}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[rest % 60]}Z`;
}

/** The clock hour (hours since 1970) that a time lies in. */
export function hourOf(seconds: EpochSeconds): number {
  return Math.floor(seconds / 3600);
}

const ZERO = 48;
/** Text of Node and browsers alike: the explorer's page says times, too. */
const latin1 = new TextDecoder('latin1');

/**
 * `parseTime` for text that still is bytes, 0 for null. `2023-07-10T12:03:25Z` is read without making a string, because
 * nearly every record has two of them.
 */
export function parseTimeBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 20 && bytes[start + 10] === 0x54 && bytes[end - 1] === 0x5a) {
    const seconds = parsePlainIso(bytes, start);
    if (seconds !== -1) return seconds;
  }
  return parseTime(latin1.decode(bytes.subarray(start, end))) ?? 0;
}

function parsePlainIso(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d || bytes[at + 13] !== 0x3a || bytes[at + 16] !== 0x3a) return -1;
  const century = twoDigits(bytes, at);
  const yearOfCentury = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  if ((century | yearOfCentury | month | day | hour | minute | second) < 0) return -1;
  return secondsOf(century * 100 + yearOfCentury, month, day, hour * 3600 + minute * 60 + second, hour, minute, second);
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function parseIso(text: string): EpochSeconds | null {
  const match = ISO.exec(text) ?? BASIC_ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const local = fromParts({ year, month: Number(month), day, hour: Number(hour), minute, second });
  if (local === null || sign === undefined) return local;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return null;
  const offset = Number(offsetHours) * 3600 + Number(offsetMinutes) * 60;
  return inRange(sign === '+' ? local - offset : local + offset);
}

function parseEnglish(text: string): EpochSeconds | null {
  const match = ENGLISH.exec(text);
  if (match === null) return null;
  const [, name, day, year, hour, minute, second, half] = match;
  const at = MONTHS.indexOf(name!);
  const hourOfHalf = Number(hour);
  if (at < 0 || at % 3 !== 0 || hourOfHalf < 1 || hourOfHalf > 12) return null;
  return fromParts({ year, month: at / 3 + 1, day, hour: (hourOfHalf % 12) + (half === 'P' ? 12 : 0), minute, second });
}

interface TimeParts {
  year: string | undefined;
  month: number;
  day: string | undefined;
  hour: number;
  minute: string | undefined;
  second: string | undefined;
}

function fromParts(parts: TimeParts): EpochSeconds | null {
  const minute = Number(parts.minute);
  const second = Number(parts.second);
  const clock = parts.hour * 3600 + minute * 60 + second;
  const seconds = secondsOf(Number(parts.year), parts.month, Number(parts.day), clock, parts.hour, minute, second);
  return seconds === -1 ? null : seconds;
}

/** Seconds since 1970, -1 for a date or time of day that does not exist or that our columns cannot hold. */
function secondsOf(
  year: number,
  month: number,
  day: number,
  clock: number,
  hour: number,
  minute: number,
  second: number,
): number {
  if (hour > 23 || minute > 59 || second > 59) return -1;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1;
  return inRange(daysSince1970(year, month, day) * SECONDS_A_DAY + clock) ?? -1;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of the proleptic Gregorian calendar; a year begins in March so that the leap day comes last. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function fromEpoch(value: number): EpochSeconds | null {
  return inRange(Math.floor(value >= FIRST_MILLISECONDS ? value / 1000 : value));
}

/** 0 is null in a column and 2^32 does not fit, so no moment outside is one. */
function inRange(seconds: number): EpochSeconds | null {
  return seconds >= 1 && seconds <= LAST_SECOND ? seconds : null;
}
