import { expect, test } from 'vitest';
import type { Advice } from '../../model/advice.ts';
import { renderAdvice } from './advice.ts';

const advice: Advice = {
  check: 'instance-without-perimeter',
  severity: 'low',
  accountId: '111122223333',
  target: 'arn:aws:iam::111122223333:role/WebServer',
  reason: 'No policy of it denies calls from elsewhere.',
  policy: null,
  how: 'Put one on the role.',
  reference: 'https://docs.aws.amazon.com/',
};
const title = 'Instance roles whose credentials work anywhere';
const shown = (width: number): string[] => [
  ...renderAdvice([advice], {
    titles: [{ id: advice.check, title }],
    hasSnapshot: true,
    width,
    color: false,
    ascii: false,
  }),
];

test('a check stands beside its title where both have room, and below it where not', () => {
  expect(shown(100)).toContain(`LOW       ${title}`.padEnd(100 - advice.check.length) + advice.check);
  const narrow = shown(60);
  expect(narrow).toContain(`LOW       ${title}`);
  expect(narrow).toContain(`          ${advice.check}`);
  for (const line of narrow) expect(line.length).toBeLessThanOrEqual(60);
});
