import { describe, expect, test } from 'vitest';
import {
  KEY,
  attacker,
  bySec,
  iam,
  account,
  admin,
  planAgainst,
  ids,
  needOf,
  needed,
} from '../../../test/support/attacker-of-ci.ts';
import { role, roleArn, trusting, user as iamUser, userArn } from '../../../test/support/iam.ts';
import { assume, clock, OTHER, record, roleSession, user, type Json } from '../../../test/support/raw-records.ts';
import type { IamSnapshot } from '../../model/iam.ts';

describe('passwords that the attacker set, and has not used', () => {
  const bob = userArn('bob');
  const world = account({ users: [iamUser('bob', admin)] });

  test.each(['CreateLoginProfile', 'UpdateLoginProfile'])('%s: the sign-in is shut', async (call) => {
    const told = await planAgainst([iam('10:01:00', call, { userName: 'bob' })], world);
    expect(await needOf(`disable-login:${bob}`, told)).toEqual(needed);
    expect(ids(told.plan)).toContain(`deny-user-tokens:${bob}`);
  });

  test.each(['ChangePassword', 'DeleteLoginProfile', 'DeleteUser'])(
    'a %s by somebody else since makes it worth nothing',
    async (call) => {
      const records = [
        iam('10:01:00', 'UpdateLoginProfile', { userName: 'bob' }),
        iam('10:05:00', call, { userName: 'bob' }, { userIdentity: user('bob', 'AKIABOBEXAMPLE') }),
      ];
      expect(ids((await planAgainst(records, world)).plan)).not.toContain(`disable-login:${bob}`);
    },
  );

  test('UpdateLoginProfile by somebody else may have left the password as it is', async () => {
    const records = [
      iam('10:01:00', 'CreateLoginProfile', { userName: 'bob' }),
      iam('10:05:00', 'UpdateLoginProfile', { userName: 'bob', passwordResetRequired: true }, bySec),
    ];
    expect(await needOf(`disable-login:${bob}`, await planAgainst(records, world))).toEqual(needed);
  });

  test('a snapshot that is newer, and has no password for the user, is believed', async () => {
    const without = account({ users: [iamUser('bob', { ...admin, hasLoginProfile: false })] });
    const at = (takenAt: number): IamSnapshot => ({
      ...without,
      accounts: without.accounts.map((each) => ({ ...each, takenAt })),
    });
    const records = [iam('10:01:00', 'CreateLoginProfile', { userName: 'bob' })];
    expect(ids((await planAgainst(records, at(clock('11:00:00')))).plan)).not.toContain(`disable-login:${bob}`);
    expect(ids((await planAgainst(records, at(clock('10:00:00')))).plan)).toContain(`disable-login:${bob}`);
  });
});

test('what a record does that hides its key is told by the session that did it', async () => {
  const bob = userArn('bob');
  const token = assume(attacker, '10:01:00', 'ASIADEPLOYEXAMPLE', 'Deploy/x');
  const inSession = (userIdentity: Json): Json =>
    iam('10:05:00', 'CreateLoginProfile', { userName: 'bob' }, { userIdentity });
  const world = account({
    users: [iamUser('bob', admin)],
    roles: [role('Deploy', trusting({ AWS: userArn('ci') }), admin)],
  });
  const told = await planAgainst([token, inSession(roleSession('Deploy/x', null, '10:01:00'))], world);
  expect(ids(told.plan)).toContain(`disable-login:${bob}`);
  const ofAnother = inSession(roleSession('Deploy/x', null, '09:00:00'));
  expect(ids((await planAgainst([token, ofAnother], world)).plan)).not.toContain(`disable-login:${bob}`);
});

describe('a key of somebody else that the attacker switched on again, and has not used', () => {
  const key = 'AKIABOBEXAMPLE';
  const set = (at: string, status: string, more: Json = {}): Json =>
    iam(at, 'UpdateAccessKey', { userName: 'bob', accessKeyId: key, status }, more);
  const world = account({ users: [iamUser('bob', admin)] });

  test('is his: whoever has no secret for it has no use for it', async () => {
    const told = await planAgainst([set('10:01:00', 'Active')], world);
    expect(await needOf(`deactivate-access-key:${key}`, told)).toEqual(needed);
    expect(ids(told.plan)).toContain(`deny-user-tokens:${userArn('bob')}`);
  });

  test.each([
    ['switched off again', [set('10:01:00', 'Active'), set('10:05:00', 'Inactive', bySec)]],
    ['switched on by somebody else', [set('10:01:00', 'Active', bySec)]],
  ])('is nothing to deactivate where it was %s', async (_, records) => {
    expect(ids((await planAgainst(records, world)).plan)).not.toContain(`deactivate-access-key:${key}`);
  });
});

describe('users and roles that the attacker made, and has not used', () => {
  const foreign = trusting({ AWS: `arn:aws:iam::${OTHER}:root` });
  const createUser = iam(
    '10:01:00',
    'CreateUser',
    { userName: 'backdoor' },
    { responseElements: { user: { userName: 'backdoor', arn: userArn('backdoor') } } },
  );
  const createRole = iam(
    '10:01:00',
    'CreateRole',
    { roleName: 'support', assumeRolePolicyDocument: JSON.stringify(foreign) },
    { responseElements: { role: { roleName: 'support', arn: roleArn('support') } } },
  );

  test('a user with a password is denied everything', async () => {
    const records = [createUser, iam('10:01:00', 'CreateLoginProfile', { userName: 'backdoor' })];
    const told = await planAgainst(records, account({ users: [iamUser('backdoor', admin)] }));
    expect(await needOf(`deny-user:${userArn('backdoor')}`, told)).toEqual(needed);
  });

  test('so is a user without any credential: nobody else needs it', async () => {
    const told = await planAgainst([createUser], account({ users: [iamUser('backdoor', admin)] }));
    expect(ids(told.plan)).toContain(`deny-user:${userArn('backdoor')}`);
    expect(told.plan.residual.join('\n')).toContain('user backdoor, made by the attacker: delete it');
  });

  test('a role lets in whom the attacker wants, and is denied everything', async () => {
    const told = await planAgainst([createRole], account({ roles: [role('support', foreign, admin)] }));
    expect(await needOf(`deny-role:${roleArn('support')}`, told)).toEqual(needed);
  });

  test('a role that the snapshot has not yet may let in anybody: then nothing is proven', async () => {
    const { plan } = await planAgainst([createRole], account());
    expect(ids(plan)).toContain(`deny-role:${roleArn('support')}`);
    expect(plan.proof).toMatchObject({ result: 'not-proven' });
  });

  test('what is deleted again is left alone', async () => {
    const deleted = [
      iam('10:10:00', 'DeleteRole', { roleName: 'support' }, bySec),
      iam('10:10:00', 'DeleteUser', { userName: 'backdoor' }, bySec),
    ];
    const { plan } = await planAgainst([createRole, createUser, ...deleted], account());
    expect(ids(plan).filter((id) => /support|backdoor/.test(id))).toEqual([]);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });
});

describe('credentials of users for single services', () => {
  const add = (eventName: string, userName: string, responseElements: Json): Json =>
    iam('10:01:00', eventName, { userName }, { responseElements });
  const bob = userArn('bob');
  const world = account({ users: [iamUser('bob', admin)] });

  test.each([
    ['CreateServiceSpecificCredential', { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE' } }],
    ['UploadSSHPublicKey', { sSHPublicKey: { sSHPublicKeyId: 'APKAEXAMPLE' } }],
    ['UploadSigningCertificate', { certificate: { certificateId: 'CERTEXAMPLE' } }],
  ])('%s: no cut-off ends it, so its user is denied everything', async (call, response) => {
    const told = await planAgainst([add(call, 'bob', response)], world);
    expect(await needOf(`deny-user:${bob}`, told)).toEqual(needed);
    expect(told.plan.residual.join('\n')).toMatch(/user bob: delete \w+EXAMPLE .*, and take the deny away then/);
  });

  test('the user’s own key is off all the same: the deny goes when the credential is deleted', async () => {
    const response = { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE' } };
    const told = await planAgainst([add('CreateServiceSpecificCredential', 'ci', response)], world);
    expect(await needOf(`deny-user:${userArn('ci')}`, told)).toEqual(needed);
    expect(ids(told.plan)).toContain(`deactivate-access-key:${KEY}`);
  });

  test.each([
    ['DeleteServiceSpecificCredential', { serviceSpecificCredentialId: 'ACCAEXAMPLE' }],
    ['UpdateServiceSpecificCredential', { serviceSpecificCredentialId: 'ACCAEXAMPLE', status: 'Inactive' }],
  ])('one that a %s has ended since is none', async (call, request) => {
    const response = { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE' } };
    const records = [
      add('CreateServiceSpecificCredential', 'bob', response),
      iam('10:05:00', call, { userName: 'bob', ...request }, bySec),
    ];
    expect(ids((await planAgainst(records, world)).plan)).not.toContain(`deny-user:${bob}`);
  });
});

test('what was opened to others, and what was read, is named as what no plan undoes', async () => {
  const opened = (eventSource: string, eventName: string, requestParameters: Json): Json =>
    record({ at: '10:01:00', userIdentity: attacker, eventSource, eventName, requestParameters });
  const bucketPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*' }] };
  const { plan } = await planAgainst(
    [
      opened('s3.amazonaws.com', 'PutBucketPolicy', { bucketName: 'payroll', bucketPolicy }),
      opened('ec2.amazonaws.com', 'ModifySnapshotAttribute', { snapshotId: 'snap-1' }),
    ],
    account(),
  );
  expect(plan.residual.toSorted()).toEqual([
    '1 call read data of ec2.amazonaws.com: what was read is out; rotate every secret among it',
    `ModifySnapshotAttribute on snap-1 by ${KEY} at 2026-03-01T10:01:00Z: review it and take it back`,
    `PutBucketPolicy on payroll by ${KEY} at 2026-03-01T10:01:00Z: review it and take it back`,
  ]);
});
