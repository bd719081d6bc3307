import { expect, test } from 'vitest';
import { denyOf } from './extract-deny.ts';

const before = (time: unknown, operator = 'DateLessThan', key = 'aws:TokenIssueTime') => ({
  [operator]: { [key]: time },
});
const deny = (more: object = {}) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });
const AT = Date.UTC(2026, 2, 1) / 1000;
const ISO = '2026-03-01T00:00:00Z';

test.each<[string, unknown, number | null]>([
  ['no condition', deny(), null],
  ['an empty condition', deny({ Condition: {} }), null],
  ['lists of one', deny({ Action: ['*'], Resource: ['*'] }), null],
  ['a time', deny({ Condition: before(ISO) }), AT],
  ['a time in a list', deny({ Condition: before([ISO]) }), AT],
  ['the latest of several times', deny({ Condition: before(['2026-02-01T00:00:00Z', ISO]) }), AT],
  ['a key in other letters', deny({ Condition: before(ISO, 'DateLessThan', 'AWS:tokenissuetime') }), AT],
  ['or at that time', deny({ Condition: before(ISO, 'DateLessThanEquals') }), AT + 1],
  ['if there is a time', deny({ Condition: before(ISO, 'DateLessThanIfExists') }), AT],
])('a deny of everything: %s', (_, statement, cutOff) => {
  expect(denyOf({ Statement: [statement] })).toEqual({ cutOff });
  expect(denyOf({ Statement: statement })).toEqual({ cutOff });
});

test.each<[string, unknown]>([
  ['an allow', deny({ Effect: 'Allow' })],
  ['some actions', deny({ Action: ['iam:*', 's3:*'] })],
  ['some resources', deny({ Resource: 'arn:aws:s3:::bucket' })],
  ['all actions but some', { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }],
  ['one session', deny({ Condition: { StringEquals: { 'aws:userid': 'AROAEXAMPLE:x' } } })],
  ['a time and an address', deny({ Condition: { ...before(ISO), IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })],
  ['a time after', deny({ Condition: before(ISO, 'DateGreaterThan') })],
  ['another time', deny({ Condition: before(ISO, 'DateLessThan', 'aws:CurrentTime') })],
  ['a time that is none', deny({ Condition: before('soon') })],
  ['a text', 'Deny'],
  ['nothing', null],
])('not of everything: %s', (_, statement) => {
  expect(denyOf({ Statement: [statement] })).toBeNull();
});

test('the widest of several statements counts', () => {
  const early = deny({ Condition: before('2026-02-01T00:00:00Z') });
  const late = deny({ Condition: before(ISO) });
  expect(denyOf({ Statement: [late, early] })).toEqual({ cutOff: AT });
  expect(denyOf({ Statement: [early, deny(), late] })).toEqual({ cutOff: null });
  expect(denyOf(null)).toBeNull();
});
