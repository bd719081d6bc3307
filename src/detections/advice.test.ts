import { expect, test } from 'vitest';
import {
  assume,
  lineageOf,
  mint,
  record,
  roleSession,
  service,
  session,
  user,
  type Json,
} from '../../test/support/raw-records.ts';
import { configSchema } from '../model/config.ts';
import { detect } from './index.ts';

const KEY = 'AKIACIEXAMPLE';
const ci = user('ci', KEY);
const boss = user('boss', 'AKIABOSSEXAMPLE');
const iam = (by: Json, at: string, eventName: string, requestParameters: Json): Json =>
  record({ at, userIdentity: by, eventSource: 'iam.amazonaws.com', eventName, requestParameters });
const found = (records: readonly Json[], rule: string) =>
  detect({
    lineage: lineageOf(records),
    config: configSchema.parse({}),
    awsRanges: { date: '', lookup: () => null },
  }).find((finding) => finding.rule === rule)!;

const got = mint(ci, '10:00:00', 'ASIAONEEXAMPLE', { eventName: 'GetSessionToken' });
const chain = [
  got,
  assume(user('ci', 'ASIAONEEXAMPLE', session('10:00:00')), '10:10:00', 'ASIATWOEXAMPLE', 'Deploy/run'),
];
const roles = [
  assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Build/run'),
  assume(roleSession('Build/run', 'ASIAONEEXAMPLE', '10:00:00'), '10:10:00', 'ASIATWOEXAMPLE', 'Deploy/run'),
];

test('a chain that begins with a session of a user is denied with the user as well', () => {
  expect(found(chain, 'token-chain').next).toContain('(aws iam put-role-policy, put-user-policy for the user)');
  expect(found(roles, 'token-chain').next).toContain('(aws iam put-role-policy)');
});

test.each<[string, Json[]]>([
  ['deactivated', [iam(boss, '11:00:00', 'UpdateAccessKey', { userName: 'ci', accessKeyId: KEY, status: 'Inactive' })]],
  ['deleted', [iam(boss, '11:00:00', 'DeleteAccessKey', { userName: 'ci', accessKeyId: KEY })]],
])('nobody is told to deactivate a key that is %s', (_, ended) => {
  expect(found(roles, 'token-chain').next).toContain('update-access-key');
  expect(found([...roles, ...ended], 'token-chain').next).not.toContain('update-access-key');
});

test.each<[string, Json, string]>([
  ['a user', ci, 'deny user ci everything'],
  ['a role', roleSession('Build/run', 'ASIAONEEXAMPLE', '10:00:00'), 'deny Build everything'],
])('who tampered with a trail is named: %s', (_, by, words) => {
  const stop = record({
    at: '11:00:00',
    userIdentity: by,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  });
  expect(found([roles[0]!, stop], 'trail-tampering').next).toContain(words);
});

test('trusts of many roles are named once', () => {
  const names = ['Red', 'Blue', 'Green', 'Black', 'White', 'Pink'];
  const stop = record({
    at: '09:00:00',
    userIdentity: ci,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  });
  const opened = names.map((roleName) =>
    iam(ci, '10:00:00', 'CreateRole', { roleName, assumeRolePolicyDocument: '{}' }),
  );
  const minted = names.map((name) =>
    assume(service('lambda.amazonaws.com'), '10:30:00', `ASIA${name.toUpperCase()}EXAMPLE`, `${name}/run`),
  );
  const { reason, next } = found([stop, ...opened, ...minted], 'minted-through-new-trust');
  expect(reason).toMatch(
    /Since then 6 tokens came through the trust policies of roles (?:\w+, ){3}\w+ and 2 more, first ASIA/,
  );
  expect(next).toMatch(
    /^Take back the trust policies of roles [\w, ]+ and 2 more first.*then revoke the sessions of these roles/,
  );
  const one = found([stop, opened[0]!, minted[0]!], 'minted-through-new-trust');
  expect(one.reason).toContain('1 token came through the trust policy of role Red, first');
  expect(one.next).toContain('revoke the sessions of that role');
});
