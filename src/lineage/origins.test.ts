import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  assume,
  forwarded,
  lineageOf,
  mint,
  OTHER,
  record,
  roleSession,
  service,
  session,
  told,
  user,
} from '../../test/support/raw-records.ts';
import type { Json, MintOptions, RoleOptions } from '../../test/support/raw-records.ts';
import { allOrigins } from './index.ts';

const AKIA = 'AKIACIEXAMPLE';
const ONE = 'ASIAONEEXAMPLE';
const INSTANCE = 'i-0123456789abcdef0';
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:resize`;
const saml = { type: 'SAMLUser', principalId: 'q=:alice', userName: 'alice', identityProvider: 'q=' };
const idp = `arn:aws:iam::${ACCOUNT}:saml-provider/Idp`;
const oidc = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const rootKey = { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };

function byService(invokedBy: string, roleAndName: string, options: MintOptions = {}): Json {
  return assume(service(invokedBy), '10:00:00', ONE, roleAndName, { bare: true, ...options });
}

describe('the issuance tells the origin', () => {
  test.each<[string, Json]>([
    [`access-key ${AKIA}`, assume(user('ci', AKIA), '10:00:00', ONE, 'Deploy/run')],
    [
      `root-user ${ACCOUNT}`,
      mint({ ...rootKey, accessKeyId: AKIA }, '10:00:00', ONE, { eventName: 'GetSessionToken' }),
    ],
    [`ec2-instance ${INSTANCE}`, byService('ec2.amazonaws.com', `Web/${INSTANCE}`)],
    [`ec2-instance ${INSTANCE}`, byService('ec2.amazonaws.com.cn', `Web/${INSTANCE}`)],
    ['aws-service ec2.amazonaws.com', byService('ec2.amazonaws.com', 'Fleet/SpotFleet')],
    ['lambda-function resize', byService('lambda.amazonaws.com', 'Fn/resize')],
    ['ecs-task 0123abcd', byService('ecs-tasks.amazonaws.com', 'Task/0123abcd')],
    ['eks-pod eks-prod-pod-1', byService('pods.eks.amazonaws.com', 'Pod/eks-prod-pod-1')],
    ['roles-anywhere 00c0ffee', byService('rolesanywhere.amazonaws.com', 'Host/00c0ffee')],
    ['aws-service rds.amazonaws.com', byService('rds.amazonaws.com', 'Monitor/SLRManagement')],
    [
      'aws-service rolesanywhere.amazonaws.com',
      byService('rolesanywhere.amazonaws.com', 'AWSServiceRoleForRolesAnywhere/RolesAnywhereInternalSession', {
        path: '/aws-service-role/rolesanywhere.amazonaws.com/',
      }),
    ],
    [
      `saml ${idp}#alice`,
      assume(saml, '10:00:00', ONE, 'Saml/alice', {
        request: { principalArn: idp },
        fields: { eventName: 'AssumeRoleWithSAML' },
      }),
    ],
    [
      'identity-center alice@example.com',
      assume(saml, '10:00:00', ONE, 'AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b/alice@example.com', {
        path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
        fields: { eventName: 'AssumeRoleWithSAML' },
      }),
    ],
    [
      `web-identity ${oidc}#repo:org/app:ref:refs/heads/main`,
      assume(
        { type: 'WebIdentityUser', userName: 'repo:org/app:ref:refs/heads/main', identityProvider: oidc },
        '10:00:00',
        ONE,
        'Gh/GitHubActions',
        { fields: { eventName: 'AssumeRoleWithWebIdentity' } },
      ),
    ],
    [
      'cognito us-east-1:0000',
      mint({ type: 'Unknown' }, '10:00:00', ONE, {
        eventSource: 'cognito-identity.amazonaws.com',
        eventName: 'GetCredentialsForIdentity',
        requestParameters: { identityId: 'us-east-1:0000' },
      }),
    ],
    [
      `account ${OTHER}`,
      assume({ type: 'AWSAccount', principalId: 'AIDAXEXAMPLE', accountId: OTHER }, '10:00:00', ONE, 'Deploy/run'),
    ],
    [`iam-user arn:aws:iam::${ACCOUNT}:user/ci`, assume(user('ci', null), '10:00:00', ONE, 'Deploy/run')],
  ])('%s', (origin, issuance) => {
    expect(told(lineageOf([issuance]), ONE)).toMatchObject({ origin, inferred: false });
  });

  test('a function is named by its ARN where one session of it shows that', () => {
    const inScopeOf = { sourceArn: FUNCTION, issuerType: 'AWS::Lambda::Function' };
    const lineage = lineageOf([
      byService('lambda.amazonaws.com', 'Fn/resize'),
      record({
        at: '20:00:00',
        userIdentity: roleSession('Fn/resize', 'ASIATWOEXAMPLE', '19:00:00', { identity: { inScopeOf } }),
      }),
    ]);
    expect(told(lineage, ONE)).toMatchObject({ origin: `lambda-function ${FUNCTION}`, inferred: false });
    expect(told(lineage, 'ASIATWOEXAMPLE')).toMatchObject({ origin: `lambda-function ${FUNCTION}`, inferred: true });
    expect(lineage.origins.length).toBe(1);
  });

  test('two functions of one role and name, in two regions, are told apart by what their own calls show', () => {
    const twin = FUNCTION.replace('us-east-1', 'eu-west-1');
    const uses = (key: string, sourceArn: string): Json =>
      record({
        at: '20:00:00',
        userIdentity: roleSession('Fn/resize', key, '10:00:00', { identity: { inScopeOf: { sourceArn } } }),
      });
    const lineage = lineageOf([
      byService('lambda.amazonaws.com', 'Fn/resize'),
      assume(service('lambda.amazonaws.com'), '10:00:00', 'ASIATWOEXAMPLE', 'Fn/resize', { bare: true }),
      assume(service('lambda.amazonaws.com'), '10:00:00', 'ASIASILENTEXAMPLE', 'Fn/resize', { bare: true }),
      uses(ONE, FUNCTION),
      uses('ASIATWOEXAMPLE', twin),
    ]);
    expect(told(lineage, ONE)).toMatchObject({ origin: `lambda-function ${FUNCTION}` });
    expect(told(lineage, 'ASIATWOEXAMPLE')).toMatchObject({ origin: `lambda-function ${twin}` });
    expect(told(lineage, 'ASIASILENTEXAMPLE')).toMatchObject({ origin: 'lambda-function resize' });
  });

  test('the two keys of one instance are two tokens of one origin', () => {
    const lineage = lineageOf([
      byService('ec2.amazonaws.com', `Web/${INSTANCE}`),
      assume(service('ec2.amazonaws.com'), '10:00:00', 'ASIATWOEXAMPLE', `Web/${INSTANCE}`, { bare: true }),
    ]);
    expect(lineage.credentials.length).toBe(2);
    expect(lineage.origins.length).toBe(1);
    expect(told(lineage, 'ASIATWOEXAMPLE').principalArn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Web/${INSTANCE}`);
  });

  test('whoever hides the signing key cannot pass for an instance by the session name', () => {
    const caller = roleSession('Dev/bob', null, '09:00:00');
    const lineage = lineageOf([
      assume(caller, '10:00:00', ONE, `Web/${INSTANCE}`),
      record({ at: '10:01:00', userIdentity: roleSession(`Web/${INSTANCE}`, ONE, '10:00:00') }),
    ]);
    expect(told(lineage, ONE).origin).toBe(`unknown ${ONE}`);
  });

  test('a person who uses roles of two accounts is one origin, of no one account', () => {
    const options = { path: '/aws-reserved/sso.amazonaws.com/', fields: { eventName: 'AssumeRoleWithSAML' } };
    const lineage = lineageOf([
      assume(saml, '10:00:00', ONE, 'AWSReservedSSO_A_1a2b3c4d5e6f7a8b/alice', options),
      assume(saml, '11:00:00', 'ASIATWOEXAMPLE', 'AWSReservedSSO_B_1a2b3c4d5e6f7a8b/alice', {
        ...options,
        account: OTHER,
      }),
    ]);
    expect(allOrigins(lineage)).toEqual([{ kind: 'identity-center', id: 'alice', accountId: null, userName: 'alice' }]);
  });

  test('AssumeRoot: the child is the root user of the member account, the origin stays the caller’s', () => {
    const lineage = lineageOf([
      mint(user('ci', AKIA), '10:00:00', ONE, {
        eventName: 'AssumeRoot',
        requestParameters: { targetPrincipal: OTHER },
      }),
      record({
        at: '10:01:00',
        userIdentity: {
          ...rootKey,
          accountId: OTHER,
          principalId: OTHER,
          accessKeyId: ONE,
          sessionContext: session('10:00:00'),
        },
        recipientAccountId: OTHER,
      }),
    ]);
    expect(told(lineage, ONE)).toMatchObject({
      parent: AKIA,
      origin: `access-key ${AKIA}`,
      accountId: OTHER,
      userName: null,
      uses: 1,
    });
  });

  test('GetFederationToken: principal, user and origin', () => {
    const federatedUser = {
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/backup`,
      federatedUserId: `${ACCOUNT}:backup`,
    };
    const credentials = { accessKeyId: ONE, sessionToken: 'EXAMPLESECRET' };
    const lineage = lineageOf([
      mint(user('ci', AKIA), '10:00:00', ONE, {
        eventName: 'GetFederationToken',
        requestParameters: { name: 'backup' },
        responseElements: { credentials, federatedUser },
      }),
    ]);
    expect(told(lineage, ONE)).toMatchObject({
      parent: AKIA,
      principalArn: federatedUser.arn,
      sessionName: 'backup',
      userName: 'ci',
      accountId: ACCOUNT,
    });
  });
});

describe('without an issuance the session context tells it', () => {
  const role = (roleAndName: string, options: RoleOptions = {}): Json =>
    roleSession(roleAndName, ONE, '09:00:00', options);
  const federated = (issuer: Json): Json => ({
    type: 'FederatedUser',
    principalId: `${ACCOUNT}:backup`,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/backup`,
    accountId: ACCOUNT,
    accessKeyId: ONE,
    sessionContext: session('09:00:00', { sessionIssuer: issuer }),
  });

  test.each<[string, Json]>([
    [`ec2-instance ${INSTANCE}`, role(`Web/${INSTANCE}`)],
    [`ec2-instance ${INSTANCE}`, role(`Web/${INSTANCE}`, { context: { ec2RoleDelivery: '2.0' } })],
    [`unknown ${ONE}`, role('Web/i-zzzzzzzz')],
    [`lambda-function ${FUNCTION}`, role('Fn/resize', { identity: { inScopeOf: { sourceArn: FUNCTION } } })],
    [
      `ecs-task arn:aws:ecs:us-east-1:${ACCOUNT}:task/c/t`,
      role('Task/t', { identity: { inScopeOf: { sourceArn: `arn:aws:ecs:us-east-1:${ACCOUNT}:task/c/t` } } }),
    ],
    [
      `web-identity ${oidc}`,
      role('Gh/GitHubActions', { context: { webIdFederationData: { federatedProvider: oidc } } }),
    ],
    [`cognito arn:aws:iam::${ACCOUNT}:role/App`, role('App/CognitoIdentityCredentials')],
    [
      'identity-center alice',
      role('AWSReservedSSO_A_1a2b3c4d5e6f7a8b/alice', { path: '/aws-reserved/sso.amazonaws.com/' }),
    ],
    ['aws-service rds.amazonaws.com', role('AWSServiceRoleForRDS/x', { path: '/aws-service-role/rds.amazonaws.com/' })],
    [
      `iam-user arn:aws:iam::${ACCOUNT}:user/ci`,
      federated({ type: 'IAMUser', arn: user('ci', null)['arn'], userName: 'ci' }),
    ],
    [`root-user ${ACCOUNT}`, federated({ type: 'Root', accountId: ACCOUNT, arn: rootKey.arn })],
    [`iam-user arn:aws:iam::${ACCOUNT}:user/ci`, user('ci', ONE, session('09:00:00', {}, true))],
    [`root-user ${ACCOUNT}`, { ...rootKey, accessKeyId: ONE, sessionContext: session('09:00:00') }],
    [`unknown ${ONE}`, role('Admin/bob')],
  ])('%s', (origin, userIdentity) => {
    const lineage = lineageOf([record({ at: '10:00:00', userIdentity })]);
    expect(told(lineage, ONE)).toMatchObject({ origin, inferred: true, parent: null, expiresAt: 0, live: false });
  });

  test('a key that only a change of it names is its own origin', () => {
    const deleted = { eventSource: 'iam.amazonaws.com', eventName: 'DeleteAccessKey' };
    const lineage = lineageOf([
      record({
        at: '10:00:00',
        userIdentity: user('admin', AKIA),
        ...deleted,
        requestParameters: { accessKeyId: 'AKIAOTHEREXAMPLE', userName: 'ci' },
      }),
    ]);
    expect(told(lineage, 'AKIAOTHEREXAMPLE')).toMatchObject({
      origin: 'access-key AKIAOTHEREXAMPLE',
      live: false,
      revokedBy: 'access-key-deleted',
    });
  });
});

describe('console sessions', () => {
  const origin = `console arn:aws:iam::${ACCOUNT}:user/bob`;
  const login = record({
    at: '09:00:00',
    userIdentity: user('bob', null),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes' },
    eventType: 'AwsConsoleSignIn',
  });
  const page = (key: string, at: string, created: string, fields: Json = {}): Json =>
    record({ at, userIdentity: user('bob', key, session(created, {}, true)), ...fields });

  test('one sign-in shows as many keys; clocks differ by a second or two', () => {
    const keys = ['ASIAAEXAMPLE', 'ASIABEXAMPLE', 'ASIACEXAMPLE'];
    const lineage = lineageOf([login, ...keys.map((key, i) => page(key, `09:1${i}:00`, '09:00:02'))]);
    for (const key of keys)
      expect(told(lineage, key)).toMatchObject({ origin, inferred: true, parent: null, mfa: true });
    expect(lineage.origins.length).toBe(1);
  });

  test('a failed sign-in begins no session', () => {
    const failed = { ...login, errorMessage: 'Failed authentication', responseElements: { ConsoleLogin: 'Failure' } };
    const lineage = lineageOf([failed, page('ASIAAEXAMPLE', '09:10:00', '09:00:00')]);
    expect(told(lineage, 'ASIAAEXAMPLE').origin).toBe(`iam-user arn:aws:iam::${ACCOUNT}:user/bob`);
  });

  test('one call marked as the console’s tells it for all keys of the session, with no sign-in in the logs', () => {
    const lineage = lineageOf([
      page('ASIAAEXAMPLE', '09:10:00', '09:00:00', { sessionCredentialFromConsole: 'true' }),
      page('ASIABEXAMPLE', '09:10:00', '09:00:00'),
      page('ASIACEXAMPLE', '09:10:00', '09:00:01'),
    ]);
    expect(told(lineage, 'ASIABEXAMPLE').origin).toBe(origin);
    expect(told(lineage, 'ASIACEXAMPLE').origin).toBe(`iam-user arn:aws:iam::${ACCOUNT}:user/bob`);
  });

  test('a sign-in session anchor tells it too', () => {
    const anchor = { signInSessionArn: `arn:aws:signin:us-east-1:${ACCOUNT}:session/1` };
    const userIdentity = user('bob', ONE, session('09:00:00', anchor));
    expect(told(lineageOf([record({ at: '09:30:00', userIdentity })]), ONE).origin).toBe(origin);
  });

  test('a console session is not a GetSessionToken session of the same second', () => {
    const lineage = lineageOf([
      login,
      mint(user('bob', AKIA), '09:00:00', ONE, { eventName: 'GetSessionToken' }),
      page('ASIAAEXAMPLE', '09:10:00', '09:00:00'),
    ]);
    expect(told(lineage, 'ASIAAEXAMPLE')).toMatchObject({ origin, parent: null });
  });

  test('SwitchRole: the used key hangs below the one that STS logs, which goes back to the person', () => {
    const internal = { ...user('bob', 'ASIAFASEXAMPLE', session('09:00:00', {}, true)), invokedBy: 'AWS Internal' };
    const lineage = lineageOf([
      login,
      assume(internal, '09:30:00', ONE, 'Admin/bob', { fields: { sourceIPAddress: 'AWS Internal' } }),
      record({ at: '09:31:00', userIdentity: roleSession('Admin/bob', 'ASIAUSEDEXAMPLE', '09:30:00') }),
    ]);
    expect(told(lineage, 'ASIAUSEDEXAMPLE')).toMatchObject({ parent: ONE, basis: 'session', origin, depth: 2 });
    expect(told(lineage, ONE)).toMatchObject({ parent: 'ASIAFASEXAMPLE', basis: 'signed' });
    expect(told(lineage, 'ASIAFASEXAMPLE')).toMatchObject({ forwarded: true, origin });
  });

  test('SwitchRole with no issuance in the logs goes back to whom it names', () => {
    const lineage = lineageOf([
      record({
        at: '09:30:00',
        userIdentity: roleSession('Admin/bob', null, '09:30:00'),
        eventSource: 'signin.amazonaws.com',
        eventName: 'SwitchRole',
        responseElements: { SwitchRole: 'Success' },
        additionalEventData: { SwitchFrom: `arn:aws:iam::${OTHER}:user/bob` },
      }),
      record({ at: '09:31:00', userIdentity: roleSession('Admin/bob', ONE, '09:30:01') }),
    ]);
    expect(told(lineage, ONE).origin).toBe(`console arn:aws:iam::${OTHER}:user/bob`);
  });

  test('a token that signed in to the console is the parent of the console’s keys', () => {
    const token = roleSession('Admin/run', ONE, '09:00:00');
    const lineage = lineageOf([
      assume(user('ci', AKIA), '09:00:00', ONE, 'Admin/run'),
      record({
        at: '09:40:00',
        userIdentity: token,
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Success' },
      }),
      record({ at: '09:41:00', userIdentity: roleSession('Admin/run', 'ASIAPAGEEXAMPLE', '09:40:00') }),
    ]);
    expect(told(lineage, 'ASIAPAGEEXAMPLE')).toMatchObject({
      parent: ONE,
      basis: 'session',
      origin: `access-key ${AKIA}`,
    });
  });
});

describe('forwarded access', () => {
  const key = (name: string, id: string): Json => record({ at: '08:00:00', userIdentity: user(name, id) });

  test('what services do for a user with one known key goes back to that key, and is no child of it', () => {
    const lineage = lineageOf([key('ci', AKIA), forwarded(user('ci', ONE, session('10:00:00')), '10:00:00')]);
    expect(told(lineage, ONE)).toMatchObject({
      forwarded: true,
      parent: null,
      origin: `access-key ${AKIA}`,
      inferred: true,
      live: false,
    });
  });

  test('what services do for a user with two known keys goes back to the user', () => {
    const acts = forwarded(user('ci', ONE, session('10:00:00')), '10:00:00');
    const lineage = lineageOf([key('ci', AKIA), key('ci', 'AKIASECONDEXAMPLE'), acts]);
    expect(told(lineage, ONE).origin).toBe(`iam-user arn:aws:iam::${ACCOUNT}:user/ci`);
  });

  test('one direct call, and the key is not forwarded access', () => {
    const identity = user('ci', ONE, session('10:00:00'));
    const lineage = lineageOf([
      key('ci', AKIA),
      forwarded(identity, '10:00:00'),
      record({ at: '10:01:00', userIdentity: identity }),
    ]);
    expect(told(lineage, ONE)).toMatchObject({ forwarded: false, origin: `iam-user arn:aws:iam::${ACCOUNT}:user/ci` });
  });

  test('a token with an issuance that only services use is not forwarded access', () => {
    const lineage = lineageOf([
      assume(user('ci', AKIA), '10:00:00', ONE, 'Deploy/run'),
      forwarded(roleSession('Deploy/run', ONE, '10:00:00'), '10:01:00', 'cloudformation.amazonaws.com'),
    ]);
    expect(told(lineage, ONE)).toMatchObject({ forwarded: false, basis: 'signed' });
  });

  test('what services do for an instance whose two keys both fit goes back to the instance, to neither key', () => {
    const lineage = lineageOf([
      byService('ec2.amazonaws.com', `Web/${INSTANCE}`),
      assume(service('ec2.amazonaws.com'), '10:00:00', 'ASIATWOEXAMPLE', `Web/${INSTANCE}`, { bare: true }),
      forwarded(roleSession(`Web/${INSTANCE}`, 'ASIAFASEXAMPLE', '10:00:00'), '10:30:00'),
    ]);
    expect(told(lineage, 'ASIAFASEXAMPLE')).toMatchObject({
      parent: null,
      origin: `ec2-instance ${INSTANCE}`,
      forwarded: true,
    });
  });

  test('what services do for a session of which one key is known goes back to that key', () => {
    const lineage = lineageOf([
      record({ at: '10:00:00', userIdentity: roleSession('Admin/bob', ONE, '09:00:00') }),
      forwarded(roleSession('Admin/bob', 'ASIAFASEXAMPLE', '09:00:00'), '10:00:00'),
    ]);
    expect(told(lineage, 'ASIAFASEXAMPLE')).toMatchObject({ origin: `unknown ${ONE}`, parent: null });
  });
});

describe('odd keys', () => {
  test('a long-term key whose record lacks the type is no key of the root user', () => {
    const { type: _type, ...untyped } = user('bob', AKIA);
    const lineage = lineageOf([record({ at: '10:00:00', userIdentity: untyped })]);
    expect(told(lineage, AKIA).origin).toBe(`access-key ${AKIA}`);
  });

  test('a long-term key id that only occurs in sessions goes back to the session, and keeps its kind', () => {
    const lineage = lineageOf([
      record({
        at: '10:00:00',
        userIdentity: user('bob', AKIA, session('09:00:00', {}, true)),
        sessionCredentialFromConsole: 'true',
      }),
    ]);
    expect(told(lineage, AKIA).origin).toBe(`console arn:aws:iam::${ACCOUNT}:user/bob`);
    expect(lineage.credentials.temporary[lineage.find(AKIA)]).toBe(0);
  });

  test('calls of a service-linked role carry no key and go to the one token of their session', () => {
    const path = '/aws-service-role/rds.amazonaws.com/';
    const slr = {
      ...roleSession('AWSServiceRoleForRDS/SLRManagement', null, '10:00:01', { path }),
      invokedBy: 'rds.amazonaws.com',
    };
    const issued = byService('rds.amazonaws.com', 'AWSServiceRoleForRDS/SLRManagement', { path });
    const call = record({ at: '10:00:05', userIdentity: slr, sourceIPAddress: 'rds.amazonaws.com' });
    expect(told(lineageOf([issued, call]), ONE)).toMatchObject({ uses: 1, origin: 'aws-service rds.amazonaws.com' });

    const twin = assume(
      service('rds.amazonaws.com'),
      '10:00:02',
      'ASIATWOEXAMPLE',
      'AWSServiceRoleForRDS/SLRManagement',
      { path, bare: true },
    );
    expect(told(lineageOf([issued, twin, call]), ONE).uses).toBe(0);
  });
});
