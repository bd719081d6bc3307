import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTime, hourOf, parseTime, parseTimeBytes } from './time.ts';

const NOON = Date.UTC(2023, 6, 10, 12, 9, 47) / 1000;

describe('every format of CloudTrail means the same moment', () => {
  test.each([
    ['eventTime', '2023-07-10T12:09:47Z'],
    ['a fraction', '2023-07-10T12:09:47.380711Z'],
    ['basic ISO of an old example', '20230710T120947Z'],
    ['an offset', '2023-07-10T14:09:47+02:00'],
    ['an offset without a colon', '2023-07-10T05:39:47-0630'],
    ['expiration of STS', 'Jul 10, 2023, 12:09:47 PM'],
    ['createDate of IAM, without the second comma', 'Jul 10, 2023 12:09:47 PM'],
    ['U+202F before PM', 'Jul 10, 2023, 12:09:47\u202fPM'],
    ['U+00A0 before PM', 'Jul 10, 2023, 12:09:47\u00a0PM'],
    ['epoch seconds', NOON],
    ['epoch seconds as text', String(NOON)],
    ['epoch milliseconds', NOON * 1000],
    ['epoch milliseconds as text', String(NOON * 1000 + 999)],
    ['epoch seconds with a fraction', NOON + 0.999],
  ])('%s', (_, value) => {
    expect(parseTime(value)).toBe(NOON);
  });

  test.each([
    ['Jul 1, 2023, 12:00:00 AM', '2023-07-01T00:00:00Z'],
    ['Jul 1, 2023, 1:00:00 AM', '2023-07-01T01:00:00Z'],
    ['Dec 31, 2026, 11:59:59 PM', '2026-12-31T23:59:59Z'],
    ['Feb 29, 2024, 12:00:00 PM', '2024-02-29T12:00:00Z'],
  ])('%s is %s', (english, iso) => {
    expect(formatTime(parseTime(english)!)).toBe(iso);
  });
});

test.each([
  '',
  'now',
  '2023-07-10',
  '2023-07-10T12:09:47',
  '2023-07-10 12:09:47Z',
  '2023-02-29T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-07-10T24:00:00Z',
  '2023-07-10T12:60:00Z',
  '2023-07-10T12:09:47Zjunk',
  ' 2023-07-10T12:09:47Z',
  'Jul 32, 2023, 12:09:47 PM',
  'Jul 10, 2023, 13:09:47 PM',
  'Jul 10, 2023, 0:09:47 AM',
  'Jux 10, 2023, 12:09:47 PM',
  'ulA 10, 2023, 12:09:47 PM',
  'Jul 10, 2023, 12:09:47',
  '1969-12-31T23:59:59Z',
  '2106-02-07T06:28:16Z',
  '12345',
  0,
  -1,
  2 ** 32,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  null,
  undefined,
  true,
  {},
  ['2023-07-10T12:09:47Z'],
])('%j is no time', (value) => {
  expect(parseTime(value)).toBeNull();
});

const moments = fc.integer({ min: 1, max: 2 ** 32 - 1 });

test('what is formatted parses back, as text and as bytes', () => {
  fc.assert(
    fc.property(moments, (seconds) => {
      const bytes = Buffer.from(`"${formatTime(seconds)}"`);
      expect(formatTime(seconds)).toBe(new Date(seconds * 1000).toISOString().replace('.000', ''));
      expect(parseTime(formatTime(seconds))).toBe(seconds);
      expect(parseTimeBytes(bytes, 1, bytes.length - 1)).toBe(seconds);
    }),
  );
});

test('the English format is read as Intl writes it', () => {
  const english = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  fc.assert(
    fc.property(moments, (seconds) => {
      expect(parseTime(english.format(seconds * 1000))).toBe(seconds);
    }),
  );
});

test('any text is read alike from a string and from its bytes', () => {
  const digit = fc.constantFrom(...'0123456789TZ:-. x');
  const nearly = fc.string({ unit: digit, minLength: 19, maxLength: 21 });
  fc.assert(
    fc.property(fc.oneof(nearly, fc.string()), (text) => {
      const bytes = Buffer.from(text, 'latin1');
      expect(parseTimeBytes(bytes, 0, bytes.length)).toBe(parseTime(bytes.toString('latin1')) ?? 0);
    }),
  );
});

test('an hour holds its first second and not the next hour’s', () => {
  expect(hourOf(7200)).toBe(2);
  expect(hourOf(7199)).toBe(1);
});
