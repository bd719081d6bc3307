import { expect, test } from 'vitest';
import { expirationText } from './times.ts';

const noon = Date.UTC(2026, 9, 5, 12, 0, 9) / 1000;
const midnight = Date.UTC(2026, 9, 5, 0, 5, 0) / 1000;

test.each([
  ['comma', noon, 'Oct 5, 2026, 12:00:09 PM'],
  ['comma', midnight, 'Oct 5, 2026, 12:05:00 AM'],
  ['no-comma', noon, 'Oct 5, 2026 12:00:09 PM'],
  ['iso', noon, '2026-10-05T12:00:09Z'],
  ['narrow-space', noon, 'Oct 5, 2026, 12:00:09\u202fPM'],
] as const)('an expiration in the style %s of %d reads %s', (style, at, text) => {
  expect(expirationText(at, style)).toBe(text);
});
