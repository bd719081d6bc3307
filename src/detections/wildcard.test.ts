import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wildcard } from './wildcard.ts';

test.each([
  ['arn:aws:iam::111122223333:role/Deploy', 'arn:aws:iam::111122223333:role/Deploy', true],
  ['arn:aws:iam::111122223333:role/Deploy', 'arn:aws:iam::111122223333:role/Deploy2', false],
  ['arn:aws:iam::*:role/Deploy', 'arn:aws:iam::444455556666:role/Deploy', true],
  ['arn:aws:iam::*:role/ci/*', 'arn:aws:iam::444455556666:role/ci/a/b', true],
  ['arn:aws:iam::*:role/ci/*', 'arn:aws:iam::444455556666:role/cd/a', false],
  ['*', '', true],
  ['', '', true],
  ['', 'x', false],
  ['a*a', 'a', false],
  ['a*b*b', 'ab', false],
  ['a*b*b', 'axbxb', true],
  ['role.Deploy', 'roleXDeploy', false],
  ['**x', 'x', true],
])('%s against %s: %s', (pattern, text, matches) => {
  expect(wildcard(pattern)(text)).toBe(matches);
});

test('a pattern matches every text that it was made from by putting * for a part', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.boolean())), (parts) => {
      const text = parts.map(([part]) => part).join('');
      const pattern = parts.map(([part, hidden]) => (hidden ? '*' : part)).join('');
      expect(wildcard(pattern)(text)).toBe(true);
    }),
  );
});

test('many stars in a pattern do not make a long text slow', () => {
  expect(wildcard('*a'.repeat(2_000) + 'b')('a'.repeat(200_000))).toBe(false);
});
