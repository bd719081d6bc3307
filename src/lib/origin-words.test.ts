import { expect, test } from 'vitest';
import type { OriginKind } from '../model/lineage.ts';
import { ownName, withoutArn } from './origin-words.ts';

const iam = 'arn:aws:iam::111122223333:';
const lambda = 'arn:aws:lambda:us-east-1:111122223333:function:';

test.each<[OriginKind, string, string, string]>([
  ['console', `${iam}user/team/lee`, 'team/lee', 'team/lee'],
  ['lambda-function', `${lambda}resize`, 'resize', 'resize'],
  ['lambda-function', `${lambda}resize:live`, 'resize:live', 'resize:live'],
  ['ecs-task', 'arn:aws-cn:ecs:cn-north-1:111122223333:task/shop/0a1b', 'shop/0a1b', 'shop/0a1b'],
  ['saml', `${iam}saml-provider/Company#dana@example.com`, 'Company#dana@example.com', 'dana@example.com'],
  ['web-identity', `${iam}oidc-provider/ci.example#repo:a/b#c`, 'ci.example#repo:a/b#c', 'repo:a/b#c'],
  ['web-identity', 'accounts.google.com#', 'accounts.google.com#', 'accounts.google.com#'],
  ['access-key', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['identity-center', 'kim#1@example.com', 'kim#1@example.com', 'kim#1@example.com'],
  ['unknown', 'arn:aws:sts', 'arn:aws:sts', 'arn:aws:sts'],
])('of %s %s the name is %s, and what tells it from others %s', (kind, id, name, own) => {
  expect([withoutArn(id), ownName({ kind, id })]).toEqual([name, own]);
});
