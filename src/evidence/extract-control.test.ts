import { describe, expect, test } from 'vitest';
import { controlCalls } from './control-calls.ts';
import { ACCOUNT, type Fields, KEY, recordOf, rowsOf, session, TEN, TOKEN, user } from './test-record.ts';

const OTHER = 'AKIAQWERTYUIOPEXAMPL';

function changed(call: string, requestParameters: Fields | null, more: Fields = {}) {
  return rowsOf('controls', recordOf(call, { requestParameters, ...more }));
}

test('a change tells who made it, with which key, from where', () => {
  const [row] = changed('iam:DeleteUser', { userName: 'alice' }, { userIdentity: session });
  expect(row).toMatchObject({
    eventID: '22222222-2222-4222-8222-222222222222',
    eventTime: TEN,
    kind: 'user-deleted',
    eventName: 'DeleteUser',
    recipientAccountId: ACCOUNT,
    actorAccessKeyId: TOKEN,
    actorType: 'AssumedRole',
    actorPrincipalId: session.principalId,
    actorArn: session.arn,
    actorSessionCreatedAt: TEN,
    sourceIPAddress: '198.51.100.7',
    targetUserName: 'alice',
  });
});

test.each([...controlCalls.keys()])('a failed %s changes nothing', (call) => {
  const request = { status: 'Inactive', isMultiRegionTrail: false };
  expect(changed(call, request, { errorCode: 'AccessDenied' })).toEqual([]);
});

describe('access keys', () => {
  test.each([
    ['Inactive', 'access-key-deactivated'],
    ['Active', 'access-key-activated'],
  ])('UpdateAccessKey to %s', (status, kind) => {
    const rows = changed('iam:UpdateAccessKey', { userName: 'alice', accessKeyId: OTHER, status });
    expect(rows).toMatchObject([{ kind, targetAccessKeyId: OTHER, targetUserName: 'alice', actorAccessKeyId: KEY }]);
  });

  test('a key made is named by the response', () => {
    const accessKey = { accessKeyId: OTHER, status: 'Active', userName: 'alice' };
    expect(changed('iam:CreateAccessKey', null, { responseElements: { accessKey } })).toMatchObject([
      { kind: 'access-key-created', targetAccessKeyId: OTHER, targetUserName: 'alice' },
    ]);
  });

  test('without a user name it is the caller’s own user, and nobody’s for a role session', () => {
    const request = { accessKeyId: KEY };
    expect(changed('iam:DeleteAccessKey', request)).toMatchObject([{ targetUserName: 'ci', targetAccessKeyId: KEY }]);
    expect(changed('iam:DeleteAccessKey', request, { userIdentity: session })).toMatchObject([
      { targetUserName: null },
    ]);
  });

  test('a status that is none changes nothing', () => {
    expect(changed('iam:UpdateAccessKey', { accessKeyId: OTHER, status: 'Sleepy' })).toEqual([]);
  });
});

describe('sessions revoked and denied', () => {
  const deny = (condition?: Fields) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], ...(condition && { Condition: condition }) }],
  });
  const older = deny({ DateLessThan: { 'aws:TokenIssueTime': '2026-03-01T09:59:00.000Z' } });

  test.each([
    ['as text', JSON.stringify(older)],
    ['URL-encoded', encodeURIComponent(JSON.stringify(older))],
    ['as an object', older],
  ])('AWSRevokeOlderSessions on a role, %s', (_, policyDocument) => {
    const request = { roleName: 'Deploy', policyName: 'AWSRevokeOlderSessions', policyDocument };
    const [row] = changed('iam:PutRolePolicy', request);
    expect(row).toMatchObject({
      kind: 'role-sessions-revoked',
      targetRoleName: 'Deploy',
      policyName: 'AWSRevokeOlderSessions',
      cutOff: TEN - 60,
    });
    expect(JSON.parse(row!.document!)).toEqual(older);
  });

  test('a deny by issue time under any name on a user', () => {
    const request = { userName: 'ci', policyName: 'out', policyDocument: JSON.stringify(older) };
    expect(changed('iam:PutUserPolicy', request)).toMatchObject([
      { kind: 'user-sessions-revoked', targetUserName: 'ci', cutOff: TEN - 60 },
    ]);
  });

  test.each<[string, 'role' | 'user', Fields, string, number | null]>([
    [
      'sessions of a time',
      'role',
      {
        DateLessThan: { 'aws:TokenIssueTime': '2026-03-01T09:59:00Z' },
        DateGreaterThanEquals: { 'aws:TokenIssueTime': '2026-03-01T08:00:00Z' },
      },
      'role-sessions-revoked',
      TEN - 60,
    ],
    ['a session by name', 'role', { StringEquals: { 'aws:userid': 'AROAX:run' } }, 'role-sessions-revoked', null],
    ['all tokens of a role', 'role', { Null: { 'aws:TokenIssueTime': 'false' } }, 'role-denied', null],
    ['all tokens of a user', 'user', { Null: { 'aws:TokenIssueTime': 'false' } }, 'user-sessions-revoked', null],
    ['an address', 'role', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 'permissions-changed', null],
  ])('a deny of %s on a %s', (_, holder, condition, kind, cutOff) => {
    const [call, name] = holder === 'role' ? ['iam:PutRolePolicy', 'roleName'] : ['iam:PutUserPolicy', 'userName'];
    const request = { [name]: 'x', policyName: 'out', policyDocument: JSON.stringify(deny(condition)) };
    expect(changed(call, request)).toMatchObject([{ kind, cutOff }]);
  });

  test('AWSRevokeOlderSessions whose document is not in the log cuts off at the time of the call', () => {
    expect(changed('iam:PutRolePolicy', { roleName: 'Deploy', policyName: 'AWSRevokeOlderSessions' })).toMatchObject([
      { kind: 'role-sessions-revoked', cutOff: TEN, document: null },
    ]);
  });

  test.each([
    [
      'iam:PutRolePolicy',
      { roleName: 'Deploy', policyName: 'no', policyDocument: JSON.stringify(deny()) },
      'role-denied',
    ],
    ['iam:PutUserPolicy', { userName: 'ci', policyName: 'no', policyDocument: JSON.stringify(deny()) }, 'user-denied'],
    ['iam:AttachRolePolicy', { roleName: 'Deploy', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }, 'role-denied'],
    ['iam:AttachUserPolicy', { userName: 'ci', policyArn: 'arn:aws-cn:iam::aws:policy/AWSDenyAll' }, 'user-denied'],
    [
      'iam:AttachUserPolicy',
      { userName: 'ci', policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' },
      'user-quarantined',
    ],
    [
      'iam:AttachUserPolicy',
      { userName: 'ci', policyArn: `arn:aws:iam::${ACCOUNT}:policy/AWSDenyAll` },
      'permissions-changed',
    ],
    [
      'iam:AttachUserPolicy',
      { userName: 'ci', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      'permissions-changed',
    ],
    ['iam:PutRolePolicy', { roleName: 'Deploy', policyName: 'p', policyDocument: 'not JSON' }, 'permissions-changed'],
    [
      'iam:PutGroupPolicy',
      { groupName: 'g', policyName: 'p', policyDocument: JSON.stringify(deny()) },
      'permissions-changed',
    ],
    ['iam:DeleteRolePolicy', { roleName: 'Deploy', policyName: 'AWSRevokeOlderSessions' }, 'deny-removed'],
    ['iam:DetachUserPolicy', { userName: 'ci', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }, 'deny-removed'],
    ['iam:DeleteRolePolicy', { roleName: 'Deploy', policyName: 'out' }, 'permissions-changed'],
    [
      'iam:DetachRolePolicy',
      { roleName: 'Deploy', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      'permissions-changed',
    ],
  ])('%s with %j is %s', (call, request, kind) => {
    expect(changed(call, request)).toMatchObject([{ kind }]);
  });

  test('a removed policy is named, so that the deny that it was can be found', () => {
    expect(changed('iam:DeleteRolePolicy', { roleName: 'Deploy', policyName: 'out' })).toMatchObject([
      { targetRoleName: 'Deploy', policyName: 'out', policyArn: null },
    ]);
    expect(
      changed('iam:DetachUserPolicy', { userName: 'ci', policyArn: `arn:aws:iam::${ACCOUNT}:policy/team/out` }),
    ).toMatchObject([
      { targetUserName: 'ci', policyName: 'out', policyArn: `arn:aws:iam::${ACCOUNT}:policy/team/out` },
    ]);
  });
});

describe('trust, providers and profiles', () => {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
  test.each<[string, Fields, Fields, Fields]>([
    [
      'iam:UpdateAssumeRolePolicy',
      { roleName: 'Deploy', policyDocument: JSON.stringify(trust) },
      {},
      { kind: 'trust-changed', targetRoleName: 'Deploy', document: JSON.stringify(trust) },
    ],
    [
      'iam:CreateRole',
      { roleName: 'Deploy', assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)) },
      { role: { arn: 'arn:role' } },
      { kind: 'role-created', targetRoleName: 'Deploy', target: 'arn:role', document: JSON.stringify(trust) },
    ],
    ['iam:DeleteRole', { roleName: 'Deploy' }, {}, { kind: 'role-deleted', targetRoleName: 'Deploy', document: null }],
    [
      'iam:CreateSAMLProvider',
      { name: 'Idp', sAMLMetadataDocument: '<xml/>' },
      { sAMLProviderArn: 'arn:idp' },
      { kind: 'identity-provider-changed', target: 'arn:idp' },
    ],
    [
      'iam:DeleteOpenIDConnectProvider',
      { openIDConnectProviderArn: 'arn:oidc' },
      {},
      { kind: 'identity-provider-changed', target: 'arn:oidc' },
    ],
    [
      'rolesanywhere:CreateTrustAnchor',
      { name: 'a' },
      { trustAnchor: { trustAnchorArn: 'arn:anchor' } },
      { kind: 'identity-provider-changed', target: 'arn:anchor' },
    ],
    [
      'iam:AddRoleToInstanceProfile',
      { instanceProfileName: 'web', roleName: 'Web' },
      {},
      { kind: 'instance-profile-changed', target: 'web', targetRoleName: 'Web' },
    ],
    [
      'ec2:AssociateIamInstanceProfile',
      { AssociateIamInstanceProfileRequest: { InstanceId: 'i-0', IamInstanceProfile: { Name: 'web' } } },
      {},
      { kind: 'instance-profile-changed', target: 'web' },
    ],
    [
      'organizations:AttachPolicy',
      { policyId: 'p-1', targetId: ACCOUNT },
      {},
      { kind: 'organization-policy-changed', target: ACCOUNT, policyArn: 'p-1' },
    ],
    [
      'iam:AddUserToGroup',
      { groupName: 'admins', userName: 'eve' },
      {},
      { kind: 'group-changed', targetUserName: 'eve', target: 'admins' },
    ],
    [
      'iam:PutUserPermissionsBoundary',
      { userName: 'ci', permissionsBoundary: 'arn:aws:iam::aws:policy/Edge' },
      {},
      { kind: 'permissions-changed', targetUserName: 'ci', policyName: 'Edge' },
    ],
    [
      'iam:CreatePolicyVersion',
      { policyArn: 'arn:aws:iam::1:policy/p', policyDocument: JSON.stringify(trust), setAsDefault: true },
      {},
      { kind: 'permissions-changed', policyName: 'p', document: JSON.stringify(trust) },
    ],
    [
      'iam:EnableMFADevice',
      { userName: 'ci', serialNumber: 'arn:mfa' },
      {},
      { kind: 'mfa-device-added', targetUserName: 'ci', target: 'arn:mfa' },
    ],
    ['iam:CreateLoginProfile', { userName: 'eve' }, {}, { kind: 'login-profile-created', targetUserName: 'eve' }],
  ])('%s', (call, request, responseElements, expected) => {
    expect(changed(call, request, { responseElements })).toMatchObject([expected]);
  });
});

describe('other credentials, and IAM Identity Center', () => {
  test.each<[string, Fields, Fields, Fields]>([
    [
      'iam:CreateServiceSpecificCredential',
      { userName: 'ci', serviceName: 'codecommit.amazonaws.com' },
      { serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE', userName: 'ci' } },
      { kind: 'user-credential-added', targetUserName: 'ci', target: 'ACCAEXAMPLE' },
    ],
    [
      'iam:UploadSSHPublicKey',
      { userName: 'ci', sSHPublicKeyBody: 'ssh-rsa AAAA' },
      { sSHPublicKey: { sSHPublicKeyId: 'APKAEXAMPLE' } },
      { kind: 'user-credential-added', targetUserName: 'ci', target: 'APKAEXAMPLE' },
    ],
    [
      'iam:UploadSigningCertificate',
      { certificateBody: '-----BEGIN' },
      { certificate: { certificateId: 'CERTEXAMPLE' } },
      { kind: 'user-credential-added', target: 'CERTEXAMPLE' },
    ],
    [
      'iam:UpdateRole',
      { roleName: 'Deploy', maxSessionDuration: 43200 },
      {},
      { kind: 'permissions-changed', targetRoleName: 'Deploy' },
    ],
    [
      'iam:UpdateUser',
      { userName: 'ci', newUserName: 'co' },
      {},
      { kind: 'permissions-changed', targetUserName: 'ci', target: 'co' },
    ],
    ['iam:EnableOrganizationsRootSessions', {}, {}, { kind: 'organization-policy-changed' }],
    [
      'sso:CreateAccountAssignment',
      { targetId: ACCOUNT, targetType: 'AWS_ACCOUNT', permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1' },
      {},
      { kind: 'permissions-changed', target: ACCOUNT, targetUserName: null },
    ],
    [
      'sso:AttachManagedPolicyToPermissionSet',
      { permissionSetArn: 'ps-1', managedPolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      {},
      { kind: 'permissions-changed', target: 'ps-1', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ],
    [
      'sso:PutInlinePolicyToPermissionSet',
      { permissionSetArn: 'ps-1', inlinePolicy: '{"Statement":[]}' },
      {},
      { kind: 'permissions-changed', target: 'ps-1', document: '{"Statement":[]}' },
    ],
    [
      'identitystore:CreateUser',
      { identityStoreId: 'd-1', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      { userId: 'u-1' },
      { kind: 'person-created', target: 'u-1', targetUserName: null },
    ],
    ['sso-directory:CreateUser', {}, { user: { userId: 'u-1' } }, { kind: 'person-created', target: 'u-1' }],
  ])('%s', (call, request, responseElements, expected) => {
    expect(changed(call, request, { responseElements })).toMatchObject([expected]);
  });
});

describe('the trail', () => {
  test.each([
    ['cloudtrail:StopLogging', { name: 'org' }, 'trail-stopped'],
    ['cloudtrail:StartLogging', { name: 'org' }, 'trail-started'],
    ['cloudtrail:DeleteTrail', { name: 'org' }, 'trail-deleted'],
    ['cloudtrail:DeleteEventDataStore', { eventDataStore: 'org' }, 'trail-deleted'],
    ['cloudtrail:StopEventDataStoreIngestion', { eventDataStore: 'org' }, 'trail-stopped'],
  ])('%s', (call, request, kind) => {
    expect(changed(call, request)).toMatchObject([{ kind, target: 'org', actorArn: user.arn }]);
  });

  const management = (...more: Fields[]) => ({
    fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }, ...more],
  });
  test.each<[string, Fields]>([
    ['one Region', { isMultiRegionTrail: false }],
    ['no global services', { includeGlobalServiceEvents: false }],
    ['no validation', { enableLogFileValidation: false }],
    ['no management events', { eventSelectors: [{ readWriteType: 'All', includeManagementEvents: false }] }],
    ['writes only', { eventSelectors: [{ readWriteType: 'WriteOnly', includeManagementEvents: true }] }],
    ['reads only', { eventSelectors: [{ readWriteType: 'ReadOnly' }] }],
    [
      'no Management category',
      { advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }] },
    ],
    ['management writes', { advancedEventSelectors: [management({ field: 'readOnly', equals: ['false'] })] }],
    [
      'without STS',
      { advancedEventSelectors: [management({ field: 'eventSource', notEquals: ['sts.amazonaws.com'] })] },
    ],
  ])('is narrowed to %s', (_, request) => {
    expect(changed('cloudtrail:PutEventSelectors', { trailName: 'org', ...request })).toMatchObject([
      { kind: 'trail-narrowed', target: 'org' },
    ]);
  });

  test.each<[string, Fields]>([
    ['all of it', { eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true }] }],
    ['the defaults', { eventSelectors: [{ dataResources: [] }] }],
    [
      'reads here and writes there',
      { eventSelectors: [{ readWriteType: 'ReadOnly' }, { readWriteType: 'WriteOnly' }] },
    ],
    ['the noise of KMS left out', { eventSelectors: [{ excludeManagementEventSources: ['kms.amazonaws.com'] }] }],
    [
      'management and data',
      { advancedEventSelectors: [management(), { fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }] },
    ],
    [
      'advanced, without KMS',
      { advancedEventSelectors: [management({ field: 'eventSource', notEquals: ['kms.amazonaws.com'] })] },
    ],
    ['more Regions', { isMultiRegionTrail: true }],
  ])('is not narrowed by %s', (_, request) => {
    expect(changed('cloudtrail:UpdateTrail', { name: 'org', ...request })).toMatchObject([{ kind: 'trail-changed' }]);
  });

  test('a change of something else is none of what it records', () => {
    expect(changed('cloudtrail:UpdateTrail', { name: 'org', kmsKeyId: 'k' })).toEqual([]);
  });

  test('what a new one records is what was asked for, and the defaults', () => {
    const [row] = changed('cloudtrail:CreateTrail', { name: 'org', isMultiRegionTrail: true });
    expect(row).toMatchObject({ kind: 'trail-changed', target: 'org' });
    expect(JSON.parse(row!.document!)).toMatchObject({
      isMultiRegionTrail: true,
      enableLogFileValidation: false,
      includeGlobalServiceEvents: true,
      managementReads: true,
      managementWrites: true,
    });
  });
});

test('looking and using are no changes', () => {
  expect(changed('iam:ListUsers', null)).toEqual([]);
  expect(changed('s3:PutObject', { bucketName: 'b' })).toEqual([]);
});

describe('what is started with a role', () => {
  const ROLE = `arn:aws:iam::${ACCOUNT}:role`;

  test('instances by their ids, with the profile that the answer names', () => {
    const iamInstanceProfile = { arn: `arn:aws:iam::${ACCOUNT}:instance-profile/App`, id: 'AIPAEXAMPLE' };
    const instancesSet = { items: ['i-0b', 'i-0a'].map((instanceId) => ({ instanceId, iamInstanceProfile })) };
    const request = { iamInstanceProfile: { arn: iamInstanceProfile.arn } };
    expect(changed('ec2:RunInstances', request, { responseElements: { instancesSet } })).toMatchObject([
      { kind: 'workload-started', target: 'i-0a i-0b', policyArn: iamInstanceProfile.arn, targetRoleName: null },
    ]);
  });

  test('every role that the call gives, wherever it stands in it', () => {
    const request = { family: 'x', executionRoleArn: `${ROLE}/Pull`, taskRoleArn: `${ROLE}/team/App` };
    expect(changed('ecs:RegisterTaskDefinition', request)).toMatchObject([
      { kind: 'workload-started', targetRoleName: 'App Pull' },
    ]);
  });

  test('a function by its ARN; a role of an answer counts too', () => {
    const functionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:x`;
    const responseElements = { functionArn, role: `${ROLE}/App` };
    expect(changed('lambda:UpdateFunctionCode20150331v2', { functionName: 'x' }, { responseElements })).toMatchObject([
      { kind: 'workload-started', target: functionArn, targetRoleName: 'App' },
    ]);
  });

  test.each([
    ['ecs:RunTask', { taskDefinition: 'x:1' }, { taskDefinition: 'x:1', overrides: {} }],
    ['codebuild:StartBuild', { projectName: 'x' }, { projectName: 'x', buildspecOverride: 'y' }],
    ['cloudformation:UpdateStack', { stackName: 'x' }, { stackName: 'x', roleARN: `${ROLE}/App` }],
  ])('%s counts only where it says more than to run what is there', (call, plain, other) => {
    expect(changed(call, plain)).toEqual([]);
    expect(changed(call, other)).toMatchObject([{ kind: 'workload-started' }]);
  });
});

test.each([
  ['s3:PutBucketPolicy', { bucketName: 'b', bucketPolicy: { Version: '2012-10-17' } }, 'b'],
  ['ec2:ModifySnapshotAttribute', { snapshotId: 'snap-1' }, 'snap-1'],
  ['lambda:AddPermission20150331v2', { functionName: 'x', principal: '*' }, 'x'],
  ['kms:CreateGrant', { keyId: 'k' }, 'k'],
])('%s opens a thing to others', (call, request, target) => {
  expect(changed(call, request)).toMatchObject([{ kind: 'resource-shared', target }]);
});

test('a grant that a service makes for whom it works for opens nothing', () => {
  const userIdentity = { ...session, invokedBy: 'ec2.amazonaws.com' };
  expect(changed('kms:CreateGrant', { keyId: 'k' }, { userIdentity })).toEqual([]);
});

describe('credentials of a user for single services', () => {
  test('are named by the answer that makes them, and by the request that ends them', () => {
    const responseElements = {
      serviceSpecificCredential: { serviceSpecificCredentialId: 'ACCAEXAMPLE', userName: 'alice' },
    };
    expect(changed('iam:CreateServiceSpecificCredential', { userName: 'alice' }, { responseElements })).toMatchObject([
      { kind: 'user-credential-added', target: 'ACCAEXAMPLE', targetUserName: 'alice' },
    ]);
    expect(changed('iam:DeleteSSHPublicKey', { userName: 'alice', sSHPublicKeyId: 'APKAEXAMPLE' })).toMatchObject([
      { kind: 'user-credential-removed', target: 'APKAEXAMPLE', targetUserName: 'alice' },
    ]);
  });

  test.each([
    ['Active', 'user-credential-added'],
    ['Inactive', 'user-credential-removed'],
  ])('are switched %s', (status, kind) => {
    const request = { userName: 'alice', certificateId: 'CERTEXAMPLE', status };
    expect(changed('iam:UpdateSigningCertificate', request)).toMatchObject([{ kind, target: 'CERTEXAMPLE' }]);
  });
});
