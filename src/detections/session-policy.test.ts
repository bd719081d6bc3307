import { expect, test } from 'vitest';
import { readSessionPolicy } from './session-policy.ts';

const statement = (rest: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [rest] });

test.each([
  ['every action on every resource', { Effect: 'Allow', Action: '*', Resource: '*' }],
  ['in lists', { Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
  ['on **', { Effect: 'Allow', Action: '*', Resource: '**' }],
  ['written as *:*', { Effect: 'Allow', Action: '*:*', Resource: '*' }],
  ['among others', { Effect: 'Allow', Action: ['s3:Get*', '*'], Resource: ['arn:aws:s3:::b', '*'] }],
])('everything is allowed: %s', (_, one) => {
  expect(readSessionPolicy(statement(one)).everything).toBe(true);
});

test.each([
  ['one service', { Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  ['one bucket', { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::b/*' }],
  ['a deny', { Effect: 'Deny', Action: '*', Resource: '*' }],
  ['nothing', {}],
])('not everything is allowed: %s', (_, one) => {
  expect(readSessionPolicy(statement(one)).everything).toBe(false);
});

test('one statement need not be in a list', () => {
  const document = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
  expect(readSessionPolicy(document).everything).toBe(true);
});

test('NotAction is remarked upon with what it leaves out', () => {
  const { everything, notes } = readSessionPolicy(statement({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }));
  expect(everything).toBe(false);
  expect(notes).toEqual(['the session policy allows everything but iam:*']);
});

test.each<[string, object, string[]]>([
  [
    'all resources but some',
    { Action: '*', NotResource: 'arn:aws:s3:::zzz' },
    ['the session policy allows every action on every resource but arn:aws:s3:::zzz'],
  ],
  [
    'all but some actions on all but some resources',
    { NotAction: 'iam:*', NotResource: ['arn:aws:s3:::zzz'] },
    ['the session policy allows everything but iam:* on every resource but arn:aws:s3:::zzz'],
  ],
  [
    'an ARN of wildcards',
    { Action: '*', Resource: 'arn:aws:*:*:*:*' },
    ['the session policy allows every action on arn:aws:*:*:*:*'],
  ],
  [
    'ARNs that IAM fills up with wildcards',
    { Action: '*', Resource: ['arn:aws', 'arn:aws:*', 'arn:*', 'arn:aws:s3', 'arn:aws:s3:*'] },
    ['the session policy allows every action on arn:aws, arn:aws:*, arn:*'],
  ],
  ['one service', { Action: 's3:*', NotResource: 'arn:aws:s3:::zzz' }, []],
  ['one bucket', { Action: '*', Resource: 'arn:aws:s3:::b/*' }, []],
])('what looks narrow and is not is remarked upon: %s', (_, one, notes) => {
  expect(readSessionPolicy(statement({ Effect: 'Allow', ...one }))).toEqual({ everything: false, notes });
});

test.each(['', '{', 'null', '[]', '"*"', '{"Statement":7}', '{"Statement":[null,7,"x"]}'])(
  '%s allows nothing',
  (text) => {
    expect(readSessionPolicy(text).everything).toBe(false);
  },
);
