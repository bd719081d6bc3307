import { expect, test } from 'vitest';
import { isOfPerson } from './person-subject.ts';

const github = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const own = 'arn:aws:iam::111122223333:oidc-provider/login.example.com';

test.each([
  ['accounts.google.com', '103547991597142817347', false],
  ['graph.facebook.com', '10204204204204204', true],
  ['www.amazon.com', 'amzn1.account.EXAMPLE', true],
  [own, 'alice@example.com', true],
  [own, 'auth0|5f7c8ec7c33c6c004bbafe82', true],
  [own, 'google-oauth2|103547991597142817347', true],
  [own, 'a1b2c3d4e5@clients', false],
  [own, 'system:serviceaccount:web:front', false],
  [own, 'spiffe://example.com/web', false],
  [own, '3f2c7a1e-0b8d-4c61-9a51-0d6b7c1e2f3a', false],
  [own, 'project_path:acme/shop:ref_type:branch:ref:main', false],
  [github, 'repo:acme/shop:ref:refs/heads/main', false],
  [github, 'repo:acme@1/shop@2:ref:refs/heads/main', false],
  [github, 'repo:acme/shop:ref:refs/heads/alice@example.com', false],
])('%s vouches for %s: a person is %s', (provider, subject, expected) => {
  expect(isOfPerson(provider, subject)).toBe(expected);
});
