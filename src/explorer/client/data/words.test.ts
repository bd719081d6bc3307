import { expect, test } from 'vitest';
import { ofUser, tokensAndKeys } from './words.ts';

test.each([
  ['AKIAIOSFODNN7EXAMPLE', 'deploy-bot', ' of deploy-bot'],
  ['i-0123456789abcdef0', null, ''],
  ['kim@example.com', 'kim@example.com', ''],
  ['arn:aws:iam::111122223333:user/lee', 'lee', ''],
  ['arn:aws:iam::111122223333:user/ashlee', 'lee', ' of lee'],
  ['arn:aws:iam::111122223333:oidc-provider/ci.example#repo:a/b:ref:main', 'repo:a/b:ref:main', ''],
] as const)('after %s the user %s is named once', (id, userName, said) => {
  expect(ofUser({ id, userName })).toBe(said);
});

test.each([
  [187, 1, '187 tokens and 1 long-term key'],
  [1, 0, '1 token'],
  [0, 1, '1 long-term key'],
  [0, 0, '0 tokens'],
] as const)('%d tokens and %d keys are told apart', (tokens, keys, said) => {
  expect(tokensAndKeys(tokens, keys)).toBe(said);
});
