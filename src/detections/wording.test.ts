import { expect, test } from 'vitest';
import { hours } from './wording.ts';

test.each([
  [900, '15 min'],
  [3540, '59 min'],
  [3600, '1 h'],
  [5400, '1.5 h'],
  [129_600, '36 h'],
])('%d seconds are said as %s', (seconds, expected) => {
  expect(hours(seconds)).toBe(expected);
});
