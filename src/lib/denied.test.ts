import { expect, test } from 'vitest';
import { deniedBy, deniedByBoth, EVERYBODY, NOBODY, WHENEVER, type Denied, type IssuedIn } from './denied.ts';

const onIssueTime = (time: unknown, operator = 'DateLessThan', key = 'aws:TokenIssueTime') => ({
  [operator]: { [key]: time },
});
const onUserId = (id: unknown, operator = 'StringEquals') => ({ [operator]: { 'aws:userid': id } });
const deny = (more: object = {}) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });
const under = (...conditions: object[]) => deny({ Condition: Object.assign({}, ...conditions) });
const AT = Date.UTC(2026, 2, 1) / 1000;
const EARLIER = Date.UTC(2026, 1, 1) / 1000;
const ISO = '2026-03-01T00:00:00Z';
const EARLIER_ISO = '2026-02-01T00:00:00Z';
const ONE = 'AROAEXAMPLE:one';
const TWO = 'AROAEXAMPLE:two';

const until = (to: number): Partial<Denied> => ({ issued: [{ from: 0, to }] });

test.each<[string, unknown, Partial<Denied>]>([
  ['no condition', deny(), EVERYBODY],
  ['an empty condition', deny({ Condition: {} }), EVERYBODY],
  ['lists of one', deny({ Action: ['*'], Resource: ['*'] }), EVERYBODY],
  ['a time', under(onIssueTime(ISO)), until(AT)],
  ['a time in a list', under(onIssueTime([ISO])), until(AT)],
  ['the latest of several times', under(onIssueTime([EARLIER_ISO, ISO])), until(AT)],
  ['a key in other letters', under(onIssueTime(ISO, 'DateLessThan', 'AWS:tokenissuetime')), until(AT)],
  ['or at that time', under(onIssueTime(ISO, 'DateLessThanEquals')), until(AT + 1)],
  ['if there is a time', under(onIssueTime(ISO, 'DateLessThanIfExists')), { ...until(AT), keys: true }],
  [
    'a time, and not before another one',
    under(onIssueTime(ISO), onIssueTime(EARLIER_ISO, 'DateGreaterThanEquals')),
    { issued: [{ from: EARLIER, to: AT }] },
  ],
  [
    'after a time',
    under(onIssueTime(ISO, 'DateGreaterThan')),
    { issued: [{ from: AT + 1, to: Number.POSITIVE_INFINITY }] },
  ],
  ['that there is a time', under(onIssueTime('false', 'Null')), { issued: [WHENEVER] }],
  ['that there is a time, as a boolean', under(onIssueTime(false, 'Null')), { issued: [WHENEVER] }],
  ['one session', under(onUserId(ONE)), { userIds: [ONE] }],
  ['some sessions', under(onUserId([ONE, TWO], 'StringLike')), { userIds: [ONE, TWO] }],
])('a deny of everything: %s', (_, statement, expected) => {
  const denied = { ...NOBODY, ...expected };
  expect(deniedBy({ Statement: [statement] })).toEqual(denied);
  expect(deniedBy({ Statement: statement })).toEqual(denied);
});

test.each<[string, unknown]>([
  ['an allow', deny({ Effect: 'Allow' })],
  ['some actions', deny({ Action: ['iam:*', 's3:*'] })],
  ['some resources', deny({ Resource: 'arn:aws:s3:::bucket' })],
  ['all actions but some', { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }],
  ['sessions by a wildcard', under(onUserId('AROAEXAMPLE:*', 'StringLike'))],
  ['all sessions but one', under(onUserId(ONE, 'StringNotEquals'))],
  ['a session, until a time', under(onUserId(ONE), onIssueTime(ISO))],
  ['a time and an address', under(onIssueTime(ISO), { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })],
  ['an impossible time', under(onIssueTime(EARLIER_ISO), onIssueTime(ISO, 'DateGreaterThan'))],
  ['another time', under(onIssueTime(ISO, 'DateLessThan', 'aws:CurrentTime'))],
  ['a time that is none', under(onIssueTime('soon'))],
  ['that there is no time', under(onIssueTime('true', 'Null'))],
  ['a condition that is none', deny({ Condition: 'never' })],
  ['a text', 'Deny'],
  ['nothing', null],
])('not of everything: %s', (_, statement) => {
  expect(deniedBy({ Statement: [statement] })).toEqual(NOBODY);
});

test('several statements deny what any of them does', () => {
  const early = under(onIssueTime(EARLIER_ISO));
  const late = under(onIssueTime(ISO));
  const later = under(onIssueTime(ISO, 'DateGreaterThan'));
  expect(deniedBy({ Statement: [late, early] })).toEqual({ ...NOBODY, ...until(AT) });
  expect(deniedBy({ Statement: [early, deny(), late] })).toEqual(EVERYBODY);
  expect(deniedBy({ Statement: [later, early, under(onUserId(ONE))] })).toEqual({
    ...NOBODY,
    issued: [
      { from: 0, to: EARLIER },
      { from: AT + 1, to: Number.POSITIVE_INFINITY },
    ],
    userIds: [ONE],
  });
  expect(deniedBy(null)).toEqual(NOBODY);
});

test.each<[string, Partial<Denied>, Partial<Denied>, Partial<Denied>]>([
  ['all and a time', EVERYBODY, until(AT), until(AT)],
  ['two times', until(EARLIER), until(AT), until(EARLIER)],
  ['a time and a session', until(AT), { userIds: [ONE] }, {}],
  ['all sessions and one', { issued: [WHENEVER] }, { userIds: [ONE] }, { userIds: [ONE] }],
  ['two sessions and one', { userIds: [ONE, TWO] }, { userIds: [TWO] }, { userIds: [TWO] }],
  ['nobody and all', NOBODY, EVERYBODY, {}],
])('both: %s', (_, one, other, expected) => {
  const [a, b] = [
    { ...NOBODY, ...one },
    { ...NOBODY, ...other },
  ];
  expect(deniedByBoth(a, b)).toEqual({ ...NOBODY, ...expected });
  expect(deniedByBoth(b, a)).toEqual({ ...NOBODY, ...expected });
});

test('both: spans that overlap in part', () => {
  const spans = (...issued: IssuedIn[]): Denied => ({ ...NOBODY, issued });
  expect(deniedByBoth(spans({ from: 0, to: 10 }, { from: 20, to: 30 }), spans({ from: 5, to: 25 }))).toEqual(
    spans({ from: 5, to: 10 }, { from: 20, to: 25 }),
  );
});
