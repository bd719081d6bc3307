import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  assume,
  clock,
  lineageOf,
  mint,
  OTHER,
  record,
  service,
  told,
  user,
} from '../../test/support/raw-records.ts';
import type { Json } from '../../test/support/raw-records.ts';

const AKIA = 'AKIACIEXAMPLE';
const ONE = 'ASIAONEEXAMPLE';
const HOUR = 3600;
const ci = user('ci', AKIA);
const root = {
  type: 'Root',
  principalId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  accessKeyId: AKIA,
};

describe('expiry', () => {
  const at = clock('10:00:00');
  const bare = { expiration: null };

  test.each<[string, Json, number]>([
    [
      'the expiration that is logged',
      assume(ci, '10:00:00', ONE, 'Deploy/run', { expiration: 'Mar 1, 2026, 12:09:47 PM' }),
      clock('12:09:47'),
    ],
    [
      'the duration asked for',
      assume(ci, '10:00:00', ONE, 'Deploy/run', { ...bare, request: { durationSeconds: 900 } }),
      at + 900,
    ],
    ['AssumeRole’s hour', assume(ci, '10:00:00', ONE, 'Deploy/run', bare), at + HOUR],
    ['GetSessionToken’s twelve hours', mint(ci, '10:00:00', ONE, { eventName: 'GetSessionToken' }), at + 12 * HOUR],
    ['an hour for the root user', mint(root, '10:00:00', ONE, { eventName: 'GetSessionToken' }), at + HOUR],
    [
      'an hour for the root user, though more was asked for',
      mint(root, '10:00:00', ONE, { eventName: 'GetSessionToken', requestParameters: { durationSeconds: 129_600 } }),
      at + HOUR,
    ],
    [
      'GetFederationToken’s twelve hours',
      mint(ci, '10:00:00', ONE, { eventName: 'GetFederationToken' }),
      at + 12 * HOUR,
    ],
    ['AssumeRoot’s quarter of an hour', mint(ci, '10:00:00', ONE, { eventName: 'AssumeRoot' }), at + 900],
    [
      'unknown for a service that does not say',
      assume(service('ec2.amazonaws.com'), '10:00:00', ONE, 'Web/i-0123456789abcdef0', bare),
      0,
    ],
  ])('%s', (_, issuance, expiresAt) => {
    expect(told(lineageOf([issuance], '10:01:00'), ONE)).toMatchObject({ expiresAt, live: expiresAt !== 0 });
  });

  test('a token of 36 hours is live on the next day', () => {
    const asked = { eventName: 'GetSessionToken', requestParameters: { durationSeconds: 129_600 } };
    expect(told(lineageOf([mint(ci, '10:00:00', ONE, asked)], '23:59:59'), ONE)).toMatchObject({
      live: true,
      expiresAt: at + 36 * HOUR,
    });
  });

  test.each([
    ['09:59:59', false],
    ['10:00:00', true],
    ['10:59:59', true],
    ['11:00:00', false],
  ])('a token of 10 to 11 o’clock, as of %s: live %s', (asOf, live) => {
    expect(told(lineageOf([assume(ci, '10:00:00', ONE, 'Deploy/run', bare)], asOf), ONE).live).toBe(live);
  });
});

describe('MFA', () => {
  test.each([
    [{ serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/ci` }, true],
    [{ durationSeconds: 900 }, false],
  ])('GetSessionToken with %j', (requestParameters, mfa) => {
    const issuance = mint(ci, '10:00:00', ONE, { eventName: 'GetSessionToken', requestParameters });
    expect(told(lineageOf([issuance]), ONE).mfa).toBe(mfa);
  });

  test('a long-term key has none, and nobody says so', () => {
    expect(told(lineageOf([record({ at: '10:00:00', userIdentity: ci })]), AKIA).mfa).toBeNull();
  });
});

describe('revocation', () => {
  const admin = user('admin', 'AKIAADMINEXAMPLE');
  const iam = (at: string, eventName: string, requestParameters: Json, fields: Json = {}): Json =>
    record({ at, userIdentity: admin, eventSource: 'iam.amazonaws.com', eventName, requestParameters, ...fields });
  const token = assume(ci, '10:00:00', ONE, 'Deploy/run', { path: '/ops/' });
  const deny = (condition: Json | null): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', ...(condition !== null && { Condition: condition }) }],
    });
  const before = (time: string): Json => ({ DateLessThan: { 'aws:TokenIssueTime': `2026-03-01T${time}Z` } });
  const revoke = (at: string, cutOff: string, roleName = 'Deploy'): Json =>
    iam(at, 'PutRolePolicy', { roleName, policyName: 'AWSRevokeOlderSessions', policyDocument: deny(before(cutOff)) });

  const between = (from: string, to: string): Json => ({
    ...before(to),
    DateGreaterThanEquals: { 'aws:TokenIssueTime': `2026-03-01T${from}Z` },
  });
  const named = (id: string): Json => ({ StringEquals: { 'aws:userid': [id] } });
  const put = (at: string, policyDocument: string): Json =>
    iam(at, 'PutRolePolicy', { roleName: 'Deploy', policyName: 'Stop', policyDocument });
  const revokeAs = (policyName: string, cutOff: string): Json =>
    iam('10:30:00', 'PutRolePolicy', { roleName: 'Deploy', policyName, policyDocument: deny(before(cutOff)) });
  const MANAGED = `arn:aws:iam::${ACCOUNT}:policy/Stop`;
  const managed = (madeAt: string, attachedAt: string, policyDocument: string): Json[] => [
    iam(attachedAt, 'AttachRolePolicy', { roleName: 'Deploy', policyArn: MANAGED }),
    iam(
      madeAt,
      'CreatePolicy',
      { policyName: 'Stop', policyDocument },
      { responseElements: { policy: { policyName: 'Stop', arn: MANAGED } } },
    ),
  ];

  test.each<[string, Json[], string | null]>([
    ['sessions issued before the cut-off', [revoke('10:30:00', '10:30:00')], 'role-sessions-revoked'],
    ['not those issued after it', [revoke('10:30:00', '09:30:00')], null],
    ['not another role’s', [revoke('10:30:00', '10:30:00', 'Other')], null],
    [
      'not those of a namesake in another account',
      [{ ...revoke('10:30:00', '10:30:00'), recipientAccountId: OTHER }],
      null,
    ],
    [
      'the first change that covers it',
      [iam('10:40:00', 'DeleteRole', { roleName: 'Deploy' }), revoke('10:30:00', '10:30:00')],
      'role-sessions-revoked',
    ],
    ['a role that was deleted', [iam('10:40:00', 'DeleteRole', { roleName: 'Deploy' })], 'role-deleted'],
    ['not by a role deleted before', [iam('09:40:00', 'DeleteRole', { roleName: 'Deploy' })], null],
    [
      'a deny of everything, whenever issued',
      [iam('09:30:00', 'PutRolePolicy', { roleName: 'Deploy', policyName: 'Stop', policyDocument: deny(null) })],
      'role-denied',
    ],
    [
      'no deny that was taken away again',
      [
        revoke('10:30:00', '10:30:00'),
        iam('10:50:00', 'DeleteRolePolicy', { roleName: 'Deploy', policyName: 'AWSRevokeOlderSessions' }),
      ],
      null,
    ],
    [
      'no deny of any name whose policy was deleted',
      [
        iam('10:30:00', 'PutRolePolicy', { roleName: 'Deploy', policyName: 'Stop', policyDocument: deny(null) }),
        iam('10:50:00', 'DeleteRolePolicy', { roleName: 'Deploy', policyName: 'Stop' }),
      ],
      null,
    ],
    [
      'no deny that was written over',
      [
        iam('10:30:00', 'PutRolePolicy', { roleName: 'Deploy', policyName: 'Stop', policyDocument: deny(null) }),
        iam('10:50:00', 'PutRolePolicy', {
          roleName: 'Deploy',
          policyName: 'Stop',
          policyDocument: '{"Statement":[]}',
        }),
      ],
      null,
    ],
    [
      'no managed deny that was detached',
      ['AttachRolePolicy', 'DetachRolePolicy'].map((name, i) =>
        iam(`10:3${i}:00`, name, { roleName: 'Deploy', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
      ),
      null,
    ],
    [
      'a managed deny that is still attached',
      [iam('10:30:00', 'AttachRolePolicy', { roleName: 'Deploy', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' })],
      'role-denied',
    ],
    [
      'a deny that stands, though another was taken away',
      [
        revoke('10:30:00', '10:30:00'),
        iam('10:40:00', 'PutRolePolicy', { roleName: 'Deploy', policyName: 'Stop', policyDocument: deny(null) }),
        iam('10:50:00', 'DeleteRolePolicy', { roleName: 'Deploy', policyName: 'AWSRevokeOlderSessions' }),
      ],
      'role-denied',
    ],
    [
      'since the first of two denies that cover it, the second narrower',
      [put('09:30:00', deny(null)), put('10:50:00', deny(before('10:30:00')))],
      'role-denied',
    ],
    [
      'no deny that was written over by one that spares it',
      [put('09:30:00', deny(null)), put('10:50:00', deny(before('09:30:00')))],
      null,
    ],
    ['no cut-off that was corrected', [put('09:30:00', deny(before('11:00:00'))), revokeAs('Stop', '09:50:00')], null],
    ['sessions of a time', [put('10:30:00', deny(between('09:00:00', '10:30:00')))], 'role-sessions-revoked'],
    ['not those from before that time', [put('10:30:00', deny(between('10:00:01', '10:30:00')))], null],
    [
      'what a deny of all and then one of a time both cover',
      [put('09:30:00', deny(null)), put('10:30:00', deny(between('09:00:00', '10:30:00')))],
      'role-denied',
    ],
    [
      'whatever has a time of issue',
      [put('09:30:00', deny({ Null: { 'aws:TokenIssueTime': 'false' } }))],
      'role-denied',
    ],
    ['a session by its name', [put('10:30:00', deny(named('AROADEPLOYEXAMPLE:run')))], 'role-sessions-revoked'],
    ['not one of another name', [put('10:30:00', deny(named('AROADEPLOYEXAMPLE:other')))], null],
    ['a managed policy, made before', managed('10:20:00', '10:30:00', deny(before('10:30:00'))), 'permissions-changed'],
    ['a managed policy, made in that second', managed('10:30:00', '10:30:00', deny(null)), 'permissions-changed'],
    ['no managed policy that spares it', managed('09:20:00', '09:30:00', deny(before('09:30:00'))), null],
    [
      'no managed policy that was detached',
      [
        ...managed('10:20:00', '10:30:00', deny(null)),
        iam('10:40:00', 'DetachRolePolicy', { roleName: 'Deploy', policyArn: MANAGED }),
      ],
      null,
    ],
    [
      'no managed policy of which another version may be in force',
      [
        ...managed('10:20:00', '10:30:00', deny(null)),
        iam('10:40:00', 'CreatePolicyVersion', { policyArn: MANAGED, policyDocument: '{"Statement":[]}' }),
      ],
      null,
    ],
    [
      'no managed policy whose first version nobody knows',
      [
        iam('10:20:00', 'CreatePolicyVersion', { policyArn: MANAGED, policyDocument: deny(null) }),
        iam('10:30:00', 'AttachRolePolicy', { roleName: 'Deploy', policyArn: MANAGED }),
      ],
      null,
    ],
    ['nothing that comes after the moment', [revoke('23:30:00', '23:30:00')], null],
  ])('of a role’s token: %s', (_, controls, revokedBy) => {
    expect(told(lineageOf([token, ...controls]), ONE)).toMatchObject({ revokedBy, live: true });
  });

  test('of a user’s session token, by a deny on the user', () => {
    const issuance = mint(ci, '10:00:00', ONE, { eventName: 'GetSessionToken' });
    const denied = iam('10:30:00', 'PutUserPolicy', {
      userName: 'ci',
      policyName: 'Old',
      policyDocument: deny(before('10:30:00')),
    });
    const lineage = lineageOf([issuance, denied]);
    expect(told(lineage, ONE).revokedBy).toBe('user-sessions-revoked');
    expect(told(lineage, AKIA)).toMatchObject({ revokedBy: null, live: true });
  });

  test('of a user’s session token, by a deny of whatever has a time of issue: the key has none', () => {
    const issuance = mint(ci, '10:00:00', ONE, { eventName: 'GetSessionToken' });
    const document = deny({ Null: { 'aws:TokenIssueTime': 'false' } });
    const denied = iam('09:30:00', 'PutUserPolicy', { userName: 'ci', policyName: 'Stop', policyDocument: document });
    const lineage = lineageOf([issuance, denied]);
    expect(told(lineage, ONE).revokedBy).toBe('user-sessions-revoked');
    expect(told(lineage, AKIA)).toMatchObject({ revokedBy: null, live: true });
  });

  test('each token of a role by the first change since which all denies that followed cover it', () => {
    const minted = ['09:00', '10:00', '11:00', '12:00', '13:00'].map((at, i) =>
      assume(ci, `${at}:00`, `ASIA${i}EXAMPLE`, 'Deploy/run'),
    );
    const lineage = lineageOf([
      ...minted,
      revokeAs('One', '09:30:00'),
      put('10:40:00', deny(between('09:30:00', '10:30:00'))),
      put('11:30:00', deny(between('09:30:00', '11:30:00'))),
      iam('12:30:00', 'PutRolePolicy', {
        roleName: 'Deploy',
        policyName: 'Two',
        policyDocument: deny(before('12:30:00')),
      }),
    ]);
    const since = (key: string): number | null => {
      const row = lineage.credentials.revokedBy[lineage.find(key)]!;
      return row < 0 ? null : lineage.facts.controls.columns.eventTime[row]!;
    };
    expect(minted.map((_, i) => since(`ASIA${i}EXAMPLE`))).toEqual([
      clock('10:30:00'),
      clock('10:40:00'),
      clock('11:30:00'),
      clock('12:30:00'),
      null,
    ]);
  });

  const status = (at: string, to: 'Active' | 'Inactive'): Json =>
    iam(at, 'UpdateAccessKey', { userName: 'ci', accessKeyId: AKIA, status: to });
  const use = record({ at: '09:00:00', userIdentity: ci });

  test.each<[string, Json[], { live: boolean; revokedBy: string | null }]>([
    ['deactivated', [status('10:00:00', 'Inactive')], { live: false, revokedBy: 'access-key-deactivated' }],
    [
      'activated again',
      [status('10:00:00', 'Inactive'), status('11:00:00', 'Active')],
      { live: true, revokedBy: null },
    ],
    [
      'deactivated, then deleted',
      [status('10:00:00', 'Inactive'), iam('11:00:00', 'DeleteAccessKey', { userName: 'ci', accessKeyId: AKIA })],
      { live: false, revokedBy: 'access-key-deleted' },
    ],
    [
      'denied everything, deactivated, then deleted',
      [
        iam('09:30:00', 'PutUserPolicy', { userName: 'ci', policyName: 'Stop', policyDocument: deny(null) }),
        status('10:00:00', 'Inactive'),
        iam('11:00:00', 'DeleteAccessKey', { userName: 'ci', accessKeyId: AKIA }),
      ],
      { live: false, revokedBy: 'access-key-deleted' },
    ],
    [
      'its user deleted',
      [iam('11:00:00', 'DeleteUser', { userName: 'ci' })],
      { live: false, revokedBy: 'user-deleted' },
    ],
    [
      'a namesake deleted before it was there',
      [iam('08:00:00', 'DeleteUser', { userName: 'ci' })],
      { live: true, revokedBy: null },
    ],
    [
      'its user denied everything',
      [iam('11:00:00', 'PutUserPolicy', { userName: 'ci', policyName: 'Stop', policyDocument: deny(null) })],
      { live: true, revokedBy: 'user-denied' },
    ],
    [
      'its user denied everything, then only the tokens from before',
      [
        iam('11:00:00', 'PutUserPolicy', { userName: 'ci', policyName: 'Stop', policyDocument: deny(null) }),
        iam('11:10:00', 'PutUserPolicy', {
          userName: 'ci',
          policyName: 'Stop',
          policyDocument: deny(before('11:10:00')),
        }),
      ],
      { live: true, revokedBy: null },
    ],
    ['deactivated after the moment', [status('23:30:00', 'Inactive')], { live: true, revokedBy: null }],
  ])('of a long-term key: %s', (_, controls, expected) => {
    expect(told(lineageOf([use, ...controls]), AKIA)).toMatchObject(expected);
  });

  test('a descendant outlives the key', () => {
    const lineage = lineageOf([token, status('10:10:00', 'Inactive')]);
    expect(told(lineage, ONE)).toMatchObject({ live: true, revokedBy: null, parent: AKIA });
  });

  test('a key that is made after the moment is not live yet', () => {
    const made = iam(
      '12:00:00',
      'CreateAccessKey',
      { userName: 'ci' },
      {
        responseElements: { accessKey: { accessKeyId: 'AKIANEWEXAMPLE', userName: 'ci', status: 'Active' } },
      },
    );
    expect(told(lineageOf([made], '11:00:00'), 'AKIANEWEXAMPLE').live).toBe(false);
    expect(told(lineageOf([made], '12:00:00'), 'AKIANEWEXAMPLE')).toMatchObject({
      live: true,
      issuedAt: clock('12:00:00'),
      accountId: ACCOUNT,
      userName: 'ci',
    });
  });
});
