import { expect, test } from 'vitest';
import {
  ACCOUNT,
  arn,
  ask,
  clean,
  FOREIGN,
  of,
  role,
  snapshot,
  story,
  trusting,
  user,
} from '../../test/support/hardening.ts';
import { EXTERNAL_ID_PLACEHOLDER } from './checks/foreign-without-external-id.ts';

const ORG = 'o-exampleorgid';
const statement = (principal: string, Condition: object = {}): object => ({ ...trusting(principal), Condition });
const adviceFor = (check: string, principal: string, condition?: object) => {
  const iam = snapshot({ roles: [role('Deploy', [statement(principal, condition)])] });
  return of(ask([], { iam }), check);
};
const severitiesFor = (principal: string, condition?: object): (string | undefined)[] =>
  ['trust-too-wide', 'foreign-without-external-id'].map((check) => adviceFor(check, principal, condition)[0]?.severity);

test.each([
  ['whoever is not of an organization', { StringNotEquals: { 'aws:PrincipalOrgID': ORG } }],
  ['whoever is of no organization', { StringEqualsIfExists: { 'aws:PrincipalOrgID': ORG } }],
  ['whoever has no values that are not listed', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': `${ORG}/*` } }],
  ['any organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
  ['any external id', { StringLike: { 'sts:ExternalId': '*' } }],
  ['any external id, if it is there', { Null: { 'sts:ExternalId': 'false' } }],
  ['a role of that name in any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Deploy' } }],
  [
    'a text that a path of a foreign role may have',
    { StringLike: { 'aws:PrincipalArn': `*:iam::${ACCOUNT}:role/Deploy` } },
  ],
  ['a session name of any role', { StringLike: { 'aws:userid': '*:deploy' } }],
  ['every network but one', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }],
])('a condition that lets in %s keeps no stranger out', (_, condition) => {
  expect(severitiesFor('*', condition)).toEqual(['high', 'high']);
});

test.each([
  ['an organization', { StringEquals: { 'aws:PrincipalOrgID': ORG } }],
  ['an organizational unit', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${ORG}/r-1/ou-1/*` } }],
  [
    'an organization, twice',
    { StringEqualsIfExists: { 'aws:PrincipalOrgID': ORG }, Null: { 'aws:PrincipalOrgID': 'false' } },
  ],
  ['one role of its own', { ArnLike: { 'aws:PrincipalArn': arn('role/Deploy') } }],
  ['one role of its own, the key in other case', { arnequals: { 'AWS:principalarn': arn('role/Deploy') } }],
  ['one role of its own, which every call names', { StringEqualsIfExists: { 'aws:PrincipalArn': arn('role/Deploy') } }],
  ['roles of its own', { StringLike: { 'aws:PrincipalArn': arn('role/*') } }],
])('a condition on %s keeps strangers out', (_, condition) => {
  expect(severitiesFor('*', condition)).toEqual([undefined, undefined]);
});

test('what keeps no stranger out is named', () => {
  const [advice] = adviceFor('trust-too-wide', '*', { StringNotEquals: { 'aws:PrincipalOrgID': ORG } });
  expect(advice!.reason).toContain('(StringNotEquals aws:PrincipalOrgID) keeps no stranger out');
});

test('a condition on principals of another account lets in those, and nobody else', () => {
  const vendor = arn('role/Vendor', FOREIGN);
  const [advice] = adviceFor('foreign-without-external-id', '*', { ArnLike: { 'aws:PrincipalArn': vendor } });
  expect(advice).toMatchObject({ severity: 'medium' });
  expect(advice!.reason).toContain(`lets in ${FOREIGN} and insists`);
});

test('own principals beside foreign ones need no external id', () => {
  const principals = [arn('role/Deploy'), arn('role/Vendor', FOREIGN)];
  const [advice] = adviceFor('foreign-without-external-id', '*', { ArnLike: { 'aws:PrincipalArn': principals } });
  expect(advice!.policy).toMatchObject({
    Statement: [
      { Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID_PLACEHOLDER } } },
      { Condition: { StringEquals: { 'aws:PrincipalAccount': [ACCOUNT] } } },
    ],
  });
});

test.each([
  ['an id only of those that send one', { StringEqualsIfExists: { 'sts:ExternalId': 'abc' } }, 'abc'],
  ['any id', { StringLike: { 'sts:ExternalId': '*' } }, EXTERNAL_ID_PLACEHOLDER],
  ['any id but one', { StringNotEquals: { 'sts:ExternalId': 'abc' } }, EXTERNAL_ID_PLACEHOLDER],
  ['any id, if it is there', { Null: { 'sts:ExternalId': 'false' } }, EXTERNAL_ID_PLACEHOLDER],
])('a foreign account of which a role asks %s needs an external id', (_, condition, id) => {
  const [advice] = adviceFor('foreign-without-external-id', arn('root', FOREIGN), condition);
  expect(advice).toMatchObject({
    severity: 'medium',
    policy: { Statement: [{ Condition: { ...condition, StringEquals: { 'sts:ExternalId': id } } }] },
  });
  expect(advice!.how.includes(EXTERNAL_ID_PLACEHOLDER)).toBe(id === EXTERNAL_ID_PLACEHOLDER);
});

test.each([
  ['one external id', { StringEquals: { 'sts:ExternalId': 'abc' } }],
  ['external ids of one kind', { StringLike: { 'sts:ExternalId': 'abc-*' } }],
  [
    'one, and that it is there',
    { StringEqualsIfExists: { 'sts:ExternalId': 'abc' }, Null: { 'sts:ExternalId': false } },
  ],
  ['an own role, which it is not', { ArnEquals: { 'aws:PrincipalArn': arn('role/Deploy') } }],
])('a foreign account of which a role asks %s needs no more', (_, condition) => {
  expect(adviceFor('foreign-without-external-id', arn('root', FOREIGN), condition)).toEqual([]);
});

test.each([
  ['of those whose calls tell of it', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, 1],
  ['only that a call tells of it', { Null: { 'aws:MultiFactorAuthPresent': 'false' } }, 1],
  ['that it is missing', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, 1],
  ['of the last hour, if at all', { NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } }, 1],
  ['of the last hour', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, 0],
  ['as true without quotes', { Bool: { 'aws:MultiFactorAuthPresent': true } }, 0],
])('a trust policy that asks for MFA %s', (_, condition, findings) => {
  const records = story((world) => {
    clean(world, 'alice').assumeRole(world.role('Admin'), { at: world.on(1, '10:00') });
  });
  const iam = snapshot({ roles: [role('Admin', [statement(arn('root'), condition)])] });
  expect(of(ask(records, { iam }), 'assume-role-without-mfa')).toHaveLength(findings);
});

const denying = (Condition: object) => [
  {
    id: 'p',
    name: 'p',
    inline: true,
    document: { Statement: { Effect: 'Deny', Action: '*', Resource: '*', Condition } },
    through: null,
  },
];

test.each([
  ['some networks', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, 1],
  ['all but some networks', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 0],
  ['whatever comes by no endpoint', { Null: { 'aws:SourceVpce': 'true' } }, 0],
])('a deny of %s and the perimeter of an instance', (_, condition, findings) => {
  const records = story((world) => {
    const by = clean(world, 'ops');
    const web = world.instance({ role: world.role('Web'), by, at: world.on(0, '09:00'), route: { kind: 'public' } });
    web.token(world.on(1, '10:00')).call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '10:01') });
  });
  const iam = snapshot({ roles: [role('Web', [], { policies: denying(condition) })] });
  expect(of(ask(records, { iam }), 'instance-without-perimeter')).toHaveLength(findings);
});

test.each([
  ['without MFA', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, 0],
  ['with MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, 1],
  ['of keys alone', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }, 1],
])('a deny of calls %s and session tokens', (_, condition, findings) => {
  const accessKeys = [{ accessKeyId: 'AKIAANNEXAMPLE', userName: 'ann', active: true, createdAt: null }];
  const iam = snapshot({ users: [user('ann', { policies: denying(condition) })], accessKeys });
  expect(of(ask([], { iam }), 'get-session-token')).toHaveLength(findings);
});
