import { expect, test } from 'vitest';
import { assume, lineageOf, record, session, user, type Json } from '../../test/support/raw-records.ts';
import type { Finding } from '../model/finding.ts';
import { markSuspicious } from './mark-suspicious.ts';

const BAD = 'AKIABADEXAMPLE';
const KEY = 'AKIABACKUPEXAMPLE';
const bad = user('ci', BAD);
const boss = user('boss', 'AKIABOSSEXAMPLE');
const iam = (by: Json, at: string, eventName: string, userName: string, responseElements: Json | null = null): Json =>
  record({
    at,
    userIdentity: by,
    eventSource: 'iam.amazonaws.com',
    eventName,
    requestParameters: { userName },
    responseElements,
  });
const makesKey = (by: Json, at: string, userName = 'backup'): Json =>
  iam(by, at, 'CreateAccessKey', userName, { accessKey: { userName, accessKeyId: KEY, status: 'Active' } });
const signIn = (at: string, name: string): Json =>
  record({
    at,
    userIdentity: user(name, 'ASIACONSOLEEXAMPLE', session(at)),
    sessionCredentialFromConsole: 'true',
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
  });
const withKey = assume(user('backup', KEY), '12:00:00', 'ASIABACKUPEXAMPLE', 'Deploy/run');

test.each<[string, Json[], string[]]>([
  [
    'a key that it made, and a token got with that key',
    [makesKey(bad, '10:00:00'), withKey],
    [KEY, 'ASIABACKUPEXAMPLE'],
  ],
  ['a key that it made and that was never used', [makesKey(bad, '10:00:00')], [KEY]],
  ['no key that somebody else made', [makesKey(boss, '10:00:00'), withKey], []],
  [
    'a key of a user whom it made, whoever made the key',
    [iam(bad, '10:00:00', 'CreateUser', 'backup'), makesKey(boss, '10:10:00'), withKey],
    [KEY, 'ASIABACKUPEXAMPLE'],
  ],
  [
    'no key of a namesake, made by somebody else when its own user was gone',
    [
      iam(bad, '10:00:00', 'CreateUser', 'backup'),
      iam(boss, '10:05:00', 'DeleteUser', 'backup'),
      iam(boss, '10:06:00', 'CreateUser', 'backup'),
      makesKey(boss, '10:10:00'),
      withKey,
    ],
    [],
  ],
  [
    'a console session of a user whom it gave a password',
    [iam(bad, '10:00:00', 'CreateLoginProfile', 'eve'), signIn('11:00:00', 'eve')],
    ['ASIACONSOLEEXAMPLE'],
  ],
  ['no console session of before', [signIn('09:00:00', 'eve'), iam(bad, '10:00:00', 'UpdateLoginProfile', 'eve')], []],
  [
    'no console session after somebody else set the password anew',
    [
      iam(bad, '10:00:00', 'UpdateLoginProfile', 'eve'),
      iam(boss, '10:30:00', 'UpdateLoginProfile', 'eve'),
      signIn('11:00:00', 'eve'),
    ],
    [],
  ],
  [
    'no access key of a user whom it gave a password only',
    [iam(bad, '10:00:00', 'CreateLoginProfile', 'backup'), withKey],
    [],
  ],
])('what a suspicious credential made is suspicious: %s', (_, records, expected) => {
  const lineage = lineageOf([record({ at: '08:00:00', userIdentity: bad }), ...records]);
  const found = { severity: 'critical', credential: BAD, credentials: [BAD] } as unknown as Finding;
  const marks = markSuspicious(lineage, [found]);
  const keys = Array.from(marks.keys())
    .filter((i) => marks[i] === 1)
    .map((i) => lineage.facts.texts.get(lineage.credentials.accessKeyId[i]!));
  expect(new Set(keys)).toEqual(new Set([BAD, ...expected]));
});
