import { describe, expect, test } from 'vitest';
import {
  allow,
  deny,
  document,
  federatedOf,
  keyOf,
  policy,
  role,
  roleArn,
  rootOf,
  serviceOf,
  sessionOf,
  snapshotOf,
  tokenOf,
  trusting,
  user,
  userArn,
} from '../../../test/support/iam.ts';
import { createDecider } from './decider.ts';

const admin = policy('admin', allow('*'));
const app = roleArn('App');
const target = roleArn('Target');
const at = (iso: string): number => Date.parse(iso) / 1000;

/** The answer to whether a session of App, with some policies, can assume Target, with some trust policy. */
async function assume(trust: unknown, policies: Parameters<typeof policy>[1][] = [], caller = sessionOf(app)) {
  const snapshot = snapshotOf({
    roles: [
      role('App', trusting({ Service: 'ec2.amazonaws.com' }), {
        policies: policies.map((one, i) => policy(`${i}`, one)),
      }),
      role('Target', trust),
    ],
  });
  return createDecider(snapshot).decide({ caller, action: 'sts:AssumeRole', resource: target });
}

describe('who can assume a role', () => {
  test('a role that the trust policy names needs no policy of its own', async () => {
    expect(await assume(trusting({ AWS: app }))).toMatchObject({ decision: 'allowed', unknown: [] });
  });

  test('a trusted account leaves it to its own policies', async () => {
    const trust = trusting({ AWS: 'arn:aws:iam::111122223333:root' });
    expect(await assume(trust)).toMatchObject({
      decision: 'denied',
      conditions: ['no policy of the caller allows it'],
    });
    expect(await assume(trust, [allow('sts:AssumeRole', target)])).toMatchObject({ decision: 'allowed' });
    expect(await assume(trust, [allow('sts:AssumeRole', roleArn('Other'))])).toMatchObject({ decision: 'denied' });
  });

  test('a condition is told in words', async () => {
    const trust = trusting(
      { AWS: app },
      { Condition: { StringEquals: { 'sts:ExternalId': 'x 1' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
    );
    const answer = await assume(trust);
    expect(answer.decision).toBe('depends');
    expect([...answer.conditions].sort()).toEqual(['with MFA', 'with the external id "x 1"']);
    expect([...answer.unknown].sort()).toEqual(['aws:MultiFactorAuthPresent', 'sts:ExternalId']);
  });

  test('an unconditional grant beside a conditional one is a grant', async () => {
    const both = document(
      {
        Effect: 'Allow',
        Principal: { AWS: app },
        Action: 'sts:AssumeRole',
        Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      },
      { Effect: 'Allow', Principal: { AWS: app }, Action: 'sts:*' },
    );
    expect(await assume(both)).toMatchObject({ decision: 'allowed', conditions: [] });
  });

  test('the statement that denies is named', async () => {
    const answer = await assume(trusting({ AWS: app }), [deny('sts:*', '*', { Sid: 'NoSts' })]);
    expect(answer).toMatchObject({ decision: 'denied', conditions: ['denied by statement NoSts of policy#0'] });
  });

  test.each([
    ['no document', null],
    ['a Statement without Effect', document({ Principal: '*', Action: 'sts:AssumeRole' })],
    ['an unknown version', { Version: '2020-01-01', Statement: [] }],
  ])('of a trust policy that is %s nothing is known', async (_, trust) => {
    expect(await assume(trust)).toMatchObject({ decision: 'depends', unknown: [`trust policy of ${target}`] });
  });

  test('a policy without text leaves every answer open but an explicit deny', async () => {
    const missing = { id: 'arn:aws:iam::aws:policy/X', name: 'X', inline: false, document: null, through: null };
    const ask = (policies: (typeof missing | ReturnType<typeof policy>)[]) =>
      createDecider(
        snapshotOf({ roles: [role('App', trusting('*'), { policies }), role('Target', trusting({ AWS: app }))] }),
      ).decide({ caller: sessionOf(app), action: 'sts:AssumeRole', resource: target });
    expect(await ask([missing])).toMatchObject({ decision: 'depends', unknown: ['arn:aws:iam::aws:policy/X'] });
    expect(await ask([missing, policy('d', deny('*'))])).toMatchObject({ decision: 'denied' });
  });
});

describe('what a kind of credential may call', () => {
  const snapshot = snapshotOf({
    users: [user('ann', { policies: [policy('d', deny('*'))] }), user('bob', { policies: [admin] })],
    roles: [role('App', trusting('*'), { policies: [admin] })],
  });
  const { decide } = createDecider(snapshot);

  test.each([
    ['an active key always gets a session token', keyOf(userArn('ann')), 'sts:GetSessionToken', '*', 'allowed'],
    ['everybody may ask who he is', keyOf(userArn('ann')), 'sts:GetCallerIdentity', '*', 'allowed'],
    ['a session token gets no other', tokenOf(userArn('bob')), 'sts:GetSessionToken', '*', 'denied'],
    [
      'a session token without MFA calls no IAM',
      tokenOf(userArn('bob'), { mfa: false }),
      'iam:CreateAccessKey',
      userArn('ann'),
      'denied',
    ],
    [
      'a session token with MFA does',
      tokenOf(userArn('bob'), { mfa: true }),
      'iam:CreateAccessKey',
      userArn('ann'),
      'allowed',
    ],
    ['where MFA is not known it depends', tokenOf(userArn('bob')), 'iam:CreateAccessKey', userArn('ann'), 'depends'],
    ['a role session gets no session token', sessionOf(app), 'sts:GetSessionToken', '*', 'denied'],
    [
      'a federated user assumes no role',
      federatedOf('x', userArn('bob'), { sessionPolicies: [document(allow('*'))] }),
      'sts:AssumeRole',
      app,
      'denied',
    ],
    ['the root user assumes no role', rootOf(), 'sts:AssumeRole', app, 'denied'],
    ['the root user may do everything else', rootOf(), 'iam:CreateUser', userArn('eve'), 'allowed'],
    [
      'a federated user without session policy may do nothing',
      federatedOf('x', userArn('bob')),
      's3:ListAllMyBuckets',
      '*',
      'denied',
    ],
  ])('%s', async (_, caller, action, resource, decision) => {
    expect((await decide({ caller, action, resource })).decision).toBe(decision);
  });
});

describe('denies of containment', () => {
  const cutOff = '2026-10-13T12:00:00Z';
  const withDeny = (condition: object) =>
    createDecider(
      snapshotOf({
        roles: [
          role('App', trusting('*'), { policies: [admin, policy('deny', deny('*', '*', { Condition: condition }))] }),
        ],
        users: [user('ann', { policies: [admin, policy('deny', deny('*', '*', { Condition: condition }))] })],
      }),
    );
  const older = { DateLessThan: { 'aws:TokenIssueTime': cutOff } };

  test.each([
    [
      'a token issued before the cut-off is dead',
      older,
      sessionOf(app, { issuedAt: at('2026-10-13T11:59:59Z') }),
      'denied',
    ],
    ['one issued in the same second lives', older, sessionOf(app, { issuedAt: at(cutOff) }), 'allowed'],
    ['a long-term key has no issue time', older, keyOf(userArn('ann')), 'allowed'],
    ['a token of unknown age may live', older, sessionOf(app), 'depends'],
    [
      'a session by its name is dead',
      { StringEquals: { 'aws:userid': 'AROAAPPEXAMPLE:evil' } },
      sessionOf(app, { sessionName: 'evil' }),
      'denied',
    ],
    [
      'another name lives',
      { StringEquals: { 'aws:userid': 'AROAAPPEXAMPLE:evil' } },
      sessionOf(app, { sessionName: 'good' }),
      'allowed',
    ],
    [
      'whoever may choose the name may live',
      { StringEquals: { 'aws:userid': 'AROAAPPEXAMPLE:evil' } },
      sessionOf(app),
      'depends',
    ],
    ['every name of the role is dead', { StringLike: { 'aws:userid': 'AROAAPPEXAMPLE:*' } }, sessionOf(app), 'denied'],
    [
      'the names of another role are not this one',
      { StringLike: { 'aws:userid': 'AROAOTHEREXAMPLE:*' } },
      sessionOf(app),
      'allowed',
    ],
  ])('%s', async (_, condition, caller, decision) => {
    expect((await withDeny(condition).isDead(caller)).decision).toBe(decision);
  });

  test('ten thousand sessions come down to a few answers, each its own', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `s${i}`);
    const decider = withDeny({
      StringEquals: { 'aws:userid': names.slice(0, 100).map((name) => `AROAAPPEXAMPLE:${name}`) },
    });
    const answers = await Promise.all(names.map((sessionName) => decider.isDead(sessionOf(app, { sessionName }))));
    expect(answers.map(({ decision }) => decision)).toEqual(names.map((_, i) => (i < 100 ? 'denied' : 'allowed')));
  });

  test('a deny of some actions is not death', async () => {
    const decider = createDecider(
      snapshotOf({ roles: [role('App', trusting('*'), { policies: [policy('d', deny(['s3:*', 'sts:*']))] })] }),
    );
    expect((await decider.isDead(sessionOf(app))).decision).toBe('allowed');
  });
});

test('the prefilter keeps every role that some context lets the caller assume, and few others', () => {
  const snapshot = snapshotOf({
    roles: [
      role('App', trusting({ Service: 'ec2.amazonaws.com' }), {
        policies: [policy('a', allow('sts:AssumeRole', roleArn('ByAccount*')))],
      }),
      role('ByName', trusting({ AWS: app })),
      role('ByAccount1', trusting({ AWS: '111122223333' })),
      role('AccountOnly', trusting({ AWS: '111122223333' })),
      role('Anyone', trusting('*')),
      role('Service', trusting({ Service: 'lambda.amazonaws.com' })),
      role('Unreadable', null),
    ],
  });
  const { mayAssume } = createDecider(snapshot);
  expect([...mayAssume(sessionOf(app))].sort()).toEqual(
    ['Anyone', 'ByAccount1', 'ByName', 'Unreadable'].map((name) => roleArn(name)),
  );
  expect([...mayAssume(serviceOf('lambda.amazonaws.com'))].sort()).toEqual(
    ['Anyone', 'Service', 'Unreadable'].map((name) => roleArn(name)),
  );
});

test('a source identity that the trust policy does not let through ends the chain', async () => {
  const decide = (trust: unknown) =>
    createDecider(snapshotOf({ roles: [role('App', trusting('*')), role('Target', trust)] })).decide({
      caller: sessionOf(app, { sourceIdentity: 'ann' }),
      action: 'sts:AssumeRole',
      resource: target,
    });
  expect((await decide(trusting({ AWS: app }))).decision).toBe('denied');
  expect(
    (
      await decide(
        document({ Effect: 'Allow', Principal: { AWS: app }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }),
      )
    ).decision,
  ).toBe('allowed');
});
