import { describe, expect, test } from 'vitest';
import * as raw from '../../test/support/raw-records.ts';
import {
  assume,
  lineageOf,
  mint,
  OTHER,
  record,
  roleSession,
  session,
  told,
  user,
} from '../../test/support/raw-records.ts';

const AKIA = 'AKIACIEXAMPLE';
const ci = user('ci', AKIA);

describe('signed', () => {
  test('the key that signs an issuance is the parent', () => {
    const lineage = lineageOf([assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run')]);
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({
      parent: AKIA,
      basis: 'signed',
      origin: `access-key ${AKIA}`,
      inferred: false,
      depth: 1,
    });
  });

  test('a failed AssumeRole mints nothing and is an error of its caller', () => {
    const denied = { errorCode: 'AccessDenied', errorMessage: 'no', requestParameters: null, responseElements: null };
    const lineage = lineageOf([
      record({
        at: '10:00:00',
        userIdentity: ci,
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        ...denied,
      }),
    ]);
    expect(lineage.credentials.length).toBe(1);
    expect(told(lineage, AKIA)).toMatchObject({ uses: 1, errors: 1 });
  });

  test('a session name with comma and equals sign is kept whole', () => {
    const name = 'a,x=1,b=@c';
    const lineage = lineageOf([
      assume(ci, '10:00:00', 'ASIAONEEXAMPLE', `Deploy/${name}`),
      record({ at: '10:05:00', userIdentity: roleSession(`Deploy/${name}`, 'ASIATWOEXAMPLE', '09:00:00') }),
    ]);
    expect(told(lineage, 'ASIAONEEXAMPLE').sessionName).toBe(name);
    expect(told(lineage, 'ASIATWOEXAMPLE').sessionName).toBe(name);
  });

  test('GetSigninToken that answers with the same key mints nothing', () => {
    const identity = roleSession('Deploy/run', 'ASIAONEEXAMPLE', '10:00:00');
    const lineage = lineageOf([
      assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run'),
      mint(identity, '10:01:00', 'ASIAONEEXAMPLE', {
        eventSource: 'signin.amazonaws.com',
        eventName: 'GetSigninToken',
      }),
    ]);
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({ parent: AKIA, uses: 1 });
    expect(lineage.issuancesOf.items).toHaveLength(1);
  });

  test('two tokens of the same second, role and session name are two tokens', () => {
    const lineage = lineageOf([
      assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run'),
      assume(ci, '10:00:00', 'ASIATWOEXAMPLE', 'Deploy/run'),
    ]);
    expect([...lineage.children.items]).toHaveLength(2);
    expect(told(lineage, 'ASIATWOEXAMPLE').parent).toBe(AKIA);
  });
});

describe('shared-event', () => {
  const shared = { sharedEventID: '66666666-6666-4666-8666-666666666666' };
  const target = (child: string | null): raw.Json =>
    assume(
      { type: 'AWSAccount', principalId: 'AIDACIEXAMPLE', accountId: raw.ACCOUNT },
      '10:00:01',
      child ?? '',
      'Deploy/run',
      {
        account: OTHER,
        fields: { ...shared, recipientAccountId: OTHER },
      },
    );
  const caller = assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run', { account: OTHER, fields: shared });

  test.each([
    ['the caller’s copy first', [caller, target('ASIAONEEXAMPLE')]],
    ['the target’s copy first', [target('ASIAONEEXAMPLE'), caller]],
  ])('a call logged in both accounts is one issuance: %s', (_, records) => {
    const lineage = lineageOf(records);
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({
      parent: AKIA,
      basis: 'shared-event',
      accountId: OTHER,
      issuedAt: raw.clock('10:00:00'),
    });
    expect(lineage.issuancesOf.items).toHaveLength(2);
  });

  test('a caller’s copy without response is tied by the shared event id', () => {
    const omitted = record({
      at: '10:00:00',
      userIdentity: ci,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      responseElements: { omitted: true, originalSize: 110_000, reason: 'x' },
      ...shared,
    });
    const lineage = lineageOf([omitted, target('ASIAONEEXAMPLE')]);
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({ parent: AKIA, basis: 'shared-event' });
  });

  test('the target’s copy alone goes back to the other account', () => {
    const lineage = lineageOf([target('ASIAONEEXAMPLE')]);
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({
      parent: null,
      basis: null,
      origin: `account ${raw.ACCOUNT}`,
      inferred: false,
    });
  });

  test('a role of another account is not its namesake here', () => {
    const lineage = lineageOf([caller]);
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({
      accountId: OTHER,
      roleArn: `arn:aws:iam::${OTHER}:role/Deploy`,
      principalArn: `arn:aws:sts::${OTHER}:assumed-role/Deploy/run`,
    });
  });
});

describe('session', () => {
  const saml = { type: 'SAMLUser', principalId: 'bdGOnTestEXAMPLE=:alice', userName: 'alice' };
  const portal = (at: string, child: string): raw.Json =>
    assume(saml, at, child, 'AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b/alice', {
      path: '/aws-reserved/sso.amazonaws.com/',
      fields: { eventName: 'AssumeRoleWithSAML' },
    });
  const used = record({
    at: '10:10:00',
    userIdentity: roleSession('AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b/alice', 'ASIAUSEDEXAMPLE', '10:00:01', {
      path: '/aws-reserved/sso.amazonaws.com/',
    }),
  });

  test('another key of an Identity Center session hangs below the key of the issuance', () => {
    const lineage = lineageOf([portal('10:00:00', 'ASIAONEEXAMPLE'), used]);
    expect(told(lineage, 'ASIAUSEDEXAMPLE')).toMatchObject({
      parent: 'ASIAONEEXAMPLE',
      basis: 'session',
      origin: 'identity-center alice',
      inferred: true,
      expiresAt: 0,
      live: false,
    });
    expect(told(lineage, 'ASIAONEEXAMPLE')).toMatchObject({ origin: 'identity-center alice', inferred: false });
  });

  test('no session join where two candidates fit; the role still tells the person', () => {
    const lineage = lineageOf([portal('10:00:00', 'ASIAONEEXAMPLE'), portal('10:00:02', 'ASIATWOEXAMPLE'), used]);
    expect(told(lineage, 'ASIAUSEDEXAMPLE')).toMatchObject({ parent: null, origin: 'identity-center alice' });
  });

  test('no session join three seconds apart', () => {
    const lineage = lineageOf([portal('09:59:58', 'ASIAONEEXAMPLE'), used]);
    expect(told(lineage, 'ASIAUSEDEXAMPLE').parent).toBeNull();
  });

  test('a candidate whose own calls show another creation time does not fit', () => {
    const own = record({
      at: '10:02:00',
      userIdentity: roleSession('AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b/alice', 'ASIAONEEXAMPLE', '10:00:00'),
    });
    const lineage = lineageOf([portal('10:00:00', 'ASIAONEEXAMPLE'), own, used]);
    expect(told(lineage, 'ASIAUSEDEXAMPLE').parent).toBeNull();
  });

  test('an issuance whose signing key is hidden hangs below the session that called', () => {
    const lineage = lineageOf([
      assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run'),
      assume(roleSession('Deploy/run', null, '10:00:00'), '10:05:00', 'ASIATWOEXAMPLE', 'Admin/next'),
    ]);
    expect(told(lineage, 'ASIATWOEXAMPLE')).toMatchObject({ parent: 'ASIAONEEXAMPLE', basis: 'session', depth: 2 });
  });

  test('what a service does for a role session hangs below its token', () => {
    const lineage = lineageOf([
      assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run'),
      raw.forwarded(roleSession('Deploy/run', 'ASIAFASEXAMPLE', '10:00:00'), '10:05:00'),
    ]);
    expect(told(lineage, 'ASIAFASEXAMPLE')).toMatchObject({
      parent: 'ASIAONEEXAMPLE',
      basis: 'session',
      forwarded: true,
      live: false,
    });
  });

  test('what a service does for a user’s key in the second of a GetSessionToken is not that session', () => {
    const lineage = lineageOf([
      mint(ci, '10:00:00', 'ASIAONEEXAMPLE', { eventName: 'GetSessionToken' }),
      raw.forwarded(user('ci', 'ASIAFASEXAMPLE', session('10:00:01')), '10:00:01'),
    ]);
    expect(told(lineage, 'ASIAFASEXAMPLE')).toMatchObject({
      parent: null,
      origin: `access-key ${AKIA}`,
      inferred: true,
    });
  });

  test('what a service does for a GetSessionToken session that shows its creation time is that session’s', () => {
    const lineage = lineageOf([
      mint(ci, '10:00:00', 'ASIAONEEXAMPLE', { eventName: 'GetSessionToken' }),
      record({ at: '10:10:00', userIdentity: user('ci', 'ASIAONEEXAMPLE', session('10:00:01')) }),
      raw.forwarded(user('ci', 'ASIAFASEXAMPLE', session('10:00:01')), '10:10:00'),
    ]);
    expect(told(lineage, 'ASIAFASEXAMPLE')).toMatchObject({ parent: 'ASIAONEEXAMPLE', basis: 'session' });
  });

  describe('a key that goes on with its caller’s session is no other session', () => {
    const token = 'ASIAONEEXAMPLE';
    const signinKey = 'ASIASIGNINEXAMPLE';
    const federated = (key: string | null): raw.Json => ({
      type: 'FederatedUser',
      principalId: `${raw.ACCOUNT}:backup`,
      arn: `arn:aws:sts::${raw.ACCOUNT}:federated-user/backup`,
      accountId: raw.ACCOUNT,
      ...(key !== null && { accessKeyId: key }),
      sessionContext: session('10:00:00', {
        sessionIssuer: { type: 'IAMUser', principalId: 'AIDACIEXAMPLE', arn: ci['arn'], userName: 'ci' },
      }),
    });
    const federation = mint(ci, '10:00:00', token, {
      eventName: 'GetFederationToken',
      requestParameters: { name: 'backup' },
      responseElements: {
        credentials: { accessKeyId: token, sessionToken: 'EXAMPLESECRET' },
        federatedUser: {
          arn: `arn:aws:sts::${raw.ACCOUNT}:federated-user/backup`,
          federatedUserId: `${raw.ACCOUNT}:backup`,
        },
      },
    });
    const role = (key: string | null): raw.Json => roleSession('Deploy/run', key, '10:00:00');
    const assumed = assume(ci, '10:00:00', token, 'Deploy/run');
    const signin = (identity: raw.Json, at: string): raw.Json =>
      mint(identity, at, signinKey, { eventSource: 'signin.amazonaws.com', eventName: 'GetSigninToken' });
    const login = (identity: raw.Json, at: string): raw.Json =>
      record({
        at,
        userIdentity: identity,
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        eventType: 'AwsConsoleSignIn',
        responseElements: { ConsoleLogin: 'Success' },
      });
    const consoleCall = (identity: raw.Json): raw.Json =>
      record({ at: '10:06:00', userIdentity: identity, sessionCredentialFromConsole: 'true' });
    const from = [
      ['a federation token', federation, federated],
      ['a role', assumed, role],
    ] as const;
    const signIns = [
      ['the sign-in shows the new key', '10:05:00', signinKey],
      ['the sign-in shows no key, and comes in the second of the issuance', '10:00:01', null],
      ['the sign-in shows the new key, and comes in the second of the issuance', '10:00:01', signinKey],
    ] as const;

    test.each(from.flatMap((story) => signIns.map((signIn) => [...story, ...signIn] as const)))(
      'a console session from %s: %#',
      (_, minted, as, __, at, shown) => {
        const lineage = lineageOf([
          minted,
          signin(as(token), at),
          login(as(shown), at),
          consoleCall(as('ASIACONSOLEEXAMPLE')),
        ]);
        expect(told(lineage, signinKey)).toMatchObject({ parent: token, basis: 'signed' });
        expect(told(lineage, 'ASIACONSOLEEXAMPLE')).toMatchObject({
          parent: token,
          basis: 'session',
          origin: `access-key ${AKIA}`,
        });
      },
    );

    test('where the token’s issuance is not in the logs, the key that asked for the sign-in stands for the session', () => {
      const lineage = lineageOf([
        signin(role(token), '10:05:00'),
        login(role(signinKey), '10:05:01'),
        consoleCall(role('ASIACONSOLEEXAMPLE')),
      ]);
      expect(told(lineage, 'ASIACONSOLEEXAMPLE')).toMatchObject({ parent: token, basis: 'session' });
    });

    test('where that key is hidden too, the key of the sign-in does', () => {
      const lineage = lineageOf([signin(role(null), '10:05:00'), consoleCall(role('ASIACONSOLEEXAMPLE'))]);
      expect(told(lineage, 'ASIACONSOLEEXAMPLE')).toMatchObject({ parent: signinKey, basis: 'session' });
      expect(told(lineage, signinKey).parent).toBeNull();
    });

    test('a session that begins when another one of its name signs in is told from it', () => {
      const lineage = lineageOf([
        assumed,
        signin(role(token), '10:05:00'),
        assume(ci, '10:05:00', 'ASIATWOEXAMPLE', 'Deploy/run'),
        consoleCall(roleSession('Deploy/run', 'ASIACONSOLEEXAMPLE', '10:05:01')),
      ]);
      expect(told(lineage, 'ASIACONSOLEEXAMPLE')).toMatchObject({ parent: 'ASIATWOEXAMPLE', basis: 'session' });
    });

    test('a session of S3 Express leaves its caller’s session with one candidate', () => {
      const lineage = lineageOf([
        assumed,
        mint(role(token), '10:00:01', 'ASIAEXPRESSEXAMPLE', {
          eventSource: 's3express.amazonaws.com',
          eventName: 'CreateSession',
        }),
        assume(role(null), '10:05:00', 'ASIATWOEXAMPLE', 'Admin/next'),
      ]);
      expect(told(lineage, 'ASIAEXPRESSEXAMPLE')).toMatchObject({ parent: token, basis: 'signed' });
      expect(told(lineage, 'ASIATWOEXAMPLE')).toMatchObject({ parent: token, basis: 'session' });
    });
  });
});
