import { describe, expect, test } from 'vitest';
import { ACCOUNT, type Fields, KEY, recordOf, rowsOf, session, TEN, TOKEN, user } from './test-record.ts';

const CHILD = 'ASIAQWERTYUIOPEXAMPL';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/Deploy`;
const credentials = { accessKeyId: CHILD, sessionToken: 'secret', expiration: 'Mar 1, 2026, 11:00:00 AM' };
const assumedRoleUser = {
  assumedRoleId: 'AROAQWERTYUIOPEXAMPL:ci-1',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci-1`,
};

function issuancesOf(call: string, fields: Fields) {
  return rowsOf('issuances', recordOf(call, fields));
}

test('an AssumeRole by a user’s key tells key, signer, role, session, expiry and client', () => {
  const request = { roleArn: ROLE, roleSessionName: 'ci-1', durationSeconds: 3600, externalId: 'x1' };
  const [row, ...more] = issuancesOf('sts:AssumeRole', {
    requestParameters: request,
    responseElements: { credentials, assumedRoleUser },
  });
  expect(more).toEqual([]);
  expect(row).toMatchObject({
    eventID: '22222222-2222-4222-8222-222222222222',
    eventTime: TEN,
    eventName: 'AssumeRole',
    recipientAccountId: ACCOUNT,
    accessKeyId: CHILD,
    expiration: TEN + 3600,
    durationSeconds: 3600,
    signerAccessKeyId: KEY,
    callerType: 'IAMUser',
    callerUserName: 'ci',
    sourceIPAddress: '198.51.100.7',
    roleArn: ROLE,
    sessionName: 'ci-1',
    principalId: assumedRoleUser.assumedRoleId,
    principalArn: assumedRoleUser.arn,
    externalId: 'x1',
    mfa: false,
    omitted: false,
  });
});

test('a chained AssumeRole names the token that signed it, its role and when its session began', () => {
  const [row] = issuancesOf('sts:AssumeRole', {
    userIdentity: session,
    requestParameters: { roleArn: ROLE, roleSessionName: 'ci-2' },
    responseElements: { credentials },
  });
  expect(row).toMatchObject({
    accessKeyId: CHILD,
    signerAccessKeyId: TOKEN,
    callerIssuerArn: session.sessionContext.sessionIssuer.arn,
    callerSessionCreatedAt: TEN,
  });
});

test('the source identity of a session is that of the tokens that it mints', () => {
  const caller = { ...session, sessionContext: { ...session.sessionContext, sourceIdentity: 'alice' } };
  const [row] = issuancesOf('sts:AssumeRole', { userIdentity: caller, responseElements: { credentials } });
  expect(row?.sourceIdentity).toBe('alice');
});

test('an issuance to an EC2 instance has a key though neither signer nor role user nor duration are there', () => {
  const [row] = issuancesOf('sts:AssumeRole', {
    userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
    requestParameters: { roleArn: ROLE, roleSessionName: 'i-0123456789abcdef0' },
    responseElements: { credentials },
    sharedEventID: '44444444-4444-4444-8444-444444444444',
  });
  expect(row).toMatchObject({
    accessKeyId: CHILD,
    signerAccessKeyId: null,
    callerType: 'AWSService',
    invokedBy: 'ec2.amazonaws.com',
    sessionName: 'i-0123456789abcdef0',
    durationSeconds: 0,
    sharedEventID: '44444444-4444-4444-8444-444444444444',
  });
});

test('the target account’s copy of a cross-account call has a key and no signer', () => {
  const [row] = issuancesOf('sts:AssumeRole', {
    userIdentity: { type: 'AWSAccount', principalId: user.principalId, accountId: '444455556666' },
    responseElements: { credentials },
    resources: [{ type: 'AWS::IAM::Role', accountId: ACCOUNT, ARN: ROLE }],
  });
  expect(row).toMatchObject({
    accessKeyId: CHILD,
    signerAccessKeyId: null,
    callerAccountId: '444455556666',
    roleArn: ROLE,
  });
});

test.each([{ errorCode: 'AccessDenied' }, { errorMessage: 'denied' }])(
  'a failed AssumeRole mints nothing: %o',
  (error) => {
    expect(issuancesOf('sts:AssumeRole', { ...error, responseElements: { credentials } })).toEqual([]);
  },
);

describe('MFA is known only where the call could have told', () => {
  const serialNumber = `arn:aws:iam::${ACCOUNT}:mfa/ci`;
  test.each<[string, string, Fields, boolean | null]>([
    ['GetSessionToken without parameters', 'sts:GetSessionToken', { requestParameters: null }, false],
    ['GetSessionToken without a device', 'sts:GetSessionToken', { requestParameters: { durationSeconds: 900 } }, false],
    ['GetSessionToken with a device', 'sts:GetSessionToken', { requestParameters: { serialNumber } }, true],
    ['AssumeRole with a device', 'sts:AssumeRole', { requestParameters: { serialNumber } }, true],
    ['a request that was left out', 'sts:AssumeRole', { requestParameters: { omitted: true } }, null],
    ['GetFederationToken', 'sts:GetFederationToken', { requestParameters: { name: 'backup' } }, null],
  ])('%s', (_, call, fields, mfa) => {
    expect(issuancesOf(call, { responseElements: { credentials }, ...fields })[0]?.mfa).toBe(mfa);
  });

  test.each([
    ['Yes', true],
    ['No', false],
    [undefined, null],
  ])('ConsoleLogin with MFAUsed %j', (MFAUsed, mfa) => {
    const fields = { additionalEventData: { MFAUsed }, responseElements: { ConsoleLogin: 'Success' } };
    expect(issuancesOf('signin:ConsoleLogin', fields)[0]?.mfa).toBe(mfa);
  });
});

test('GetFederationToken tells its name, policies and the federated user', () => {
  const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
  const federatedUser = { arn: `arn:aws:sts::${ACCOUNT}:federated-user/backup`, federatedUserId: `${ACCOUNT}:backup` };
  const [row] = issuancesOf('sts:GetFederationToken', {
    requestParameters: {
      name: 'backup',
      policy,
      policyArns: [{ arn: 'arn:aws:iam::aws:policy/B' }, 'arn:aws:iam::aws:policy/A'],
    },
    responseElements: { credentials, federatedUser },
  });
  expect(row).toMatchObject({
    sessionName: 'backup',
    sessionPolicyArns: 'arn:aws:iam::aws:policy/A arn:aws:iam::aws:policy/B',
    principalId: federatedUser.federatedUserId,
    principalArn: federatedUser.arn,
  });
  expect(JSON.parse(row!.sessionPolicy!)).toEqual(JSON.parse(policy));
});

test('a SAML issuance names provider and subject and no signer', () => {
  const [row] = issuancesOf('sts:AssumeRoleWithSAML', {
    userIdentity: { type: 'SAMLUser', principalId: 'q=:alice', userName: 'alice', identityProvider: 'q=' },
    requestParameters: {
      roleArn: ROLE,
      principalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/Idp`,
      roleSessionName: 'alice',
    },
    responseElements: { credentials, subject: 'alice@example.com' },
  });
  expect(row).toMatchObject({
    accessKeyId: CHILD,
    signerAccessKeyId: null,
    provider: `arn:aws:iam::${ACCOUNT}:saml-provider/Idp`,
    subject: 'alice@example.com',
  });
});

test('an OIDC issuance names provider and subject', () => {
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
  const userName = 'repo:org/app:ref:refs/heads/main';
  const [row] = issuancesOf('sts:AssumeRoleWithWebIdentity', {
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `${provider}:sts:${userName}`,
      userName,
      identityProvider: provider,
    },
    requestParameters: { roleArn: ROLE, roleSessionName: 'GitHubActions' },
    responseElements: { credentials },
  });
  expect(row).toMatchObject({ provider, subject: userName, signerAccessKeyId: null });
});

test('AssumeRoot names the account that it reaches into and its task policy', () => {
  const [row] = issuancesOf('sts:AssumeRoot', {
    requestParameters: {
      targetPrincipal: '444455556666',
      taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
    },
    responseElements: { credentials },
  });
  expect(row).toMatchObject({
    accessKeyId: CHILD,
    targetPrincipal: '444455556666',
    sessionPolicyArns: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy',
  });
});

describe('sign-ins without a key', () => {
  test('a console login counts where it succeeded', () => {
    const login = (outcome: string, more: Fields = {}) =>
      issuancesOf('signin:ConsoleLogin', { responseElements: { ConsoleLogin: outcome }, ...more });
    expect(login('Success')).toHaveLength(1);
    expect(login('Success')[0]?.accessKeyId).toBeNull();
    expect(login('Failure')).toEqual([]);
    expect(login('Failure', { errorMessage: 'Failed authentication' })).toEqual([]);
  });

  test('a role switch tells who switched', () => {
    const [row] = issuancesOf('signin:SwitchRole', {
      userIdentity: session,
      responseElements: { SwitchRole: 'Success' },
      additionalEventData: { SwitchFrom: user.arn },
    });
    expect(row).toMatchObject({ accessKeyId: null, switchFrom: user.arn, callerPrincipalId: session.principalId });
  });

  test('GetSigninToken mints where the key is a new one', () => {
    const signin = (accessKeyId: string) =>
      issuancesOf('signin:GetSigninToken', {
        userIdentity: session,
        responseElements: { GetSigninToken: 'Success', credentials: { accessKeyId } },
      })[0];
    expect(signin(CHILD)).toMatchObject({ accessKeyId: CHILD, signerAccessKeyId: TOKEN });
    expect(signin(TOKEN)).toMatchObject({ accessKeyId: null, signerAccessKeyId: TOKEN });
  });

  test('CreateOAuth2Token of `aws login` opens a session that is anchored by its sign-in', () => {
    const signInSessionArn = `arn:aws:signin:us-east-1:${ACCOUNT}:session/11111111-1111-4111-8111-111111111111`;
    const [row] = issuancesOf('signin:CreateOAuth2Token', {
      additionalEventData: { signInSessionArn, success: 'true' },
    });
    expect(row).toMatchObject({ accessKeyId: null, signInSessionArn });
    expect(issuancesOf('signin:CreateOAuth2Token', { additionalEventData: { success: 'false' } })).toEqual([]);
  });

  test.each<[string, Fields]>([
    ['a service event', { serviceEventDetails: { role_name: 'Admin', account_id: '444455556666' } }],
    ['an older record', { requestParameters: { roleName: 'Admin', accountId: '444455556666' } }],
  ])('GetRoleCredentials names role, account and person: %s', (_, fields) => {
    const [row] = issuancesOf('sso:GetRoleCredentials', {
      userIdentity: { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' } },
      ...fields,
    });
    expect(row).toMatchObject({
      accessKeyId: null,
      roleArn: 'Admin',
      targetPrincipal: '444455556666',
      onBehalfOf: 'u-1',
    });
  });

  test.each(['sso', 'sso-oauth', 'sso-oidc'])(
    'the device flow of Identity Center has the client, and no key: %s',
    (service) => {
      const requestParameters = { clientId: 'client-1', clientSecret: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
      const userIdentity = { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' } };
      const [asked] = issuancesOf(`${service}:StartDeviceAuthorization`, {
        userIdentity: { type: 'Unknown' },
        requestParameters,
      });
      const [fetched] = issuancesOf(`${service}:CreateToken`, { userIdentity, requestParameters });
      expect(asked).toMatchObject({ accessKeyId: null, provider: 'client-1', onBehalfOf: null });
      expect(fetched).toMatchObject({ accessKeyId: null, provider: 'client-1', onBehalfOf: 'u-1' });
    },
  );

  test('a person who fails to sign in to Identity Center opens nothing', () => {
    const signIn = (outcome: string): Fields => ({ serviceEventDetails: { UserAuthentication: outcome } });
    expect(issuancesOf('signin:UserAuthentication', signIn('Failure'))).toEqual([]);
    expect(issuancesOf('signin:UserAuthentication', signIn('Success'))).toHaveLength(1);
  });

  test('the node’s half of a Pod Identity issuance is signed by the node and has no key', () => {
    const [row] = issuancesOf('eks-auth:AssumeRoleForPodIdentity', {
      userIdentity: session,
      requestParameters: { clusterName: 'prod', token: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    });
    expect(row).toMatchObject({ accessKeyId: null, signerAccessKeyId: TOKEN });
  });
});

describe('services that mint', () => {
  test('Cognito: the identity is the subject', () => {
    const [row] = issuancesOf('cognito-identity:GetCredentialsForIdentity', {
      userIdentity: { type: 'Unknown' },
      requestParameters: { identityId: 'us-east-1:1b1b1b1b' },
      responseElements: { credentials: { accessKeyId: CHILD, expiration: 'Mar 1, 2026 11:00:00 AM' } },
    });
    expect(row).toMatchObject({ accessKeyId: CHILD, subject: 'us-east-1:1b1b1b1b', expiration: TEN + 3600 });
  });

  test.each([
    ['nobody', {}, null],
    [
      'a user pool',
      { logins: { 'cognito-idp.us-east-1.amazonaws.com/us-east-1_example': 'HIDDEN' } },
      'cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
    ],
  ])('Cognito: %s vouches for the identity', (_, logins, provider) => {
    const [row] = issuancesOf('cognito-identity:GetCredentialsForIdentity', {
      requestParameters: { identityId: 'us-east-1:1b1b1b1b', ...logins },
    });
    expect(row).toMatchObject({ provider });
  });

  test('Roles Anywhere: the trust anchor is the provider', () => {
    const trustAnchorArn = 'arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/0a1b';
    const [row] = issuancesOf('rolesanywhere:CreateSession', { requestParameters: { trustAnchorArn } });
    expect(row).toMatchObject({ provider: trustAnchorArn });
  });

  test('S3 Express: the bucket’s key hangs below the caller’s', () => {
    const [row] = issuancesOf('s3express:CreateSession', { responseElements: { credentials } });
    expect(row).toMatchObject({ accessKeyId: CHILD, signerAccessKeyId: KEY });
  });

  test('Roles Anywhere: each key of the set is an issuance of its role', () => {
    const other = 'ASIAOTHEROTHEREXAMPL';
    const rows = issuancesOf('rolesanywhere:CreateSession', {
      responseElements: {
        credentialSet: [
          { roleArn: ROLE, assumedRoleUser, credentials },
          { roleArn: `${ROLE}2`, credentials: { ...credentials, accessKeyId: other } },
        ],
      },
    });
    expect(rows.map((row) => [row.accessKeyId, row.roleArn, row.sessionName])).toEqual(
      expect.arrayContaining([
        [CHILD, ROLE, 'ci-1'],
        [other, `${ROLE}2`, null],
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  test('a call that nobody has heard of is an issuance where its response has a temporary key', () => {
    const minted = (accessKeyId: string) =>
      issuancesOf('newservice:VendKey', { responseElements: { credentials: { accessKeyId } } });
    expect(minted(CHILD)).toMatchObject([{ accessKeyId: CHILD, signerAccessKeyId: KEY, eventName: 'VendKey' }]);
    expect(minted('AKIAQWERTYUIOPEXAMPL')).toEqual([]);
    expect(rowsOf('uses', recordOf('newservice:VendKey', { responseElements: { credentials } }))[0]?.activity).toBe(
      'mint',
    );
  });

  test('making a long-term key is no issuance', () => {
    expect(issuancesOf('iam:CreateAccessKey', { responseElements: { accessKey: { accessKeyId: KEY } } })).toEqual([]);
  });
});

test.each<[string, Fields]>([
  ['in the response', { responseElements: { omitted: true, originalSize: 120_000 } }],
  ['at the top', { omitted: true }],
])('an issuance whose response was left out for its size is one without a key: %s', (_, fields) => {
  expect(issuancesOf('sts:AssumeRole', { requestParameters: { roleArn: ROLE }, ...fields })).toMatchObject([
    { accessKeyId: null, roleArn: ROLE, omitted: true },
  ]);
});

test.each([null, 7, 'x', [], { credentials: 'x' }, { credentials: { accessKeyId: 7, expiration: {} } }])(
  'a response of a wrong shape is none: %j',
  (responseElements) => {
    const [row] = issuancesOf('sts:AssumeRole', { requestParameters: { durationSeconds: 'long' }, responseElements });
    expect(row).toMatchObject({ accessKeyId: null, expiration: null, durationSeconds: 0 });
  },
);

test('a source in another partition is the same service', () => {
  const fields = { eventSource: 'sts.amazonaws.com.cn', responseElements: { credentials } };
  expect(issuancesOf('sts:AssumeRole', fields)).toMatchObject([{ accessKeyId: CHILD }]);
});
