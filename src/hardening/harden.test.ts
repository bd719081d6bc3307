import { expect, test } from 'vitest';
import { configSchema } from '../model/config.ts';
import {
  ACCOUNT,
  arn,
  ask,
  clean,
  FOREIGN,
  of,
  posture,
  role,
  snapshot,
  story,
  trusting,
  user,
} from '../../test/support/hardening.ts';
import { EXTERNAL_ID_PLACEHOLDER } from './checks/foreign-without-external-id.ts';

test('a trust policy for a whole account is narrowed to the principals that the case saw', () => {
  const records = story((world) => {
    clean(world, 'ci').assumeRole(world.role('Deploy'), { at: world.on(1, '10:00') });
    clean(world, 'ops').assumeRole(world.role('Deploy'), { at: world.on(2, '10:00') });
  });
  const iam = snapshot({ roles: [role('Deploy', [trusting(arn('root'))])] });
  expect(of(ask(records, { iam }), 'trust-too-wide')).toMatchObject([
    {
      severity: 'low',
      target: arn('role/Deploy'),
      policy: { Statement: [{ Effect: 'Allow', Principal: { AWS: [arn('user/ci'), arn('user/ops')] } }] },
    },
  ]);
});

test.each([
  ['anyone, without a condition, is high', '*', 'high'],
  ['a foreign account is medium', arn('root', FOREIGN), 'medium'],
  ['the own account is low', ACCOUNT, 'low'],
])('in a trust policy %s', (_, principal, severity) => {
  const iam = snapshot({ roles: [role('Deploy', [trusting(principal)])] });
  expect(of(ask([], { iam }), 'trust-too-wide')).toMatchObject([{ severity, policy: null }]);
});

test('whom only suspicious credentials came as is not among the real users', () => {
  const records = story((world) => {
    const key = clean(world, 'ci');
    const first = key.assumeRole(world.role('Deploy'), { at: world.on(1, '10:00') });
    first.assumeRole(world.role('Admin'), { at: world.on(1, '10:05') });
    clean(world, 'ops').assumeRole(world.role('Admin'), { at: world.on(2, '10:00') });
  });
  const iam = snapshot({ roles: [role('Admin', [trusting(arn('root'))])] });
  const [advice] = of(ask(records, { iam }), 'trust-too-wide');
  expect(advice).toMatchObject({ policy: { Statement: [{ Principal: { AWS: arn('user/ops') } }] } });
  expect(advice!.reason).toContain(`Only suspicious credentials came as ${arn('role/Deploy')}`);
});

test('a trust policy that names exactly those who came is left alone', () => {
  const records = story((world) => {
    clean(world, 'ci').assumeRole(world.role('Deploy'), { at: world.on(1, '10:00') });
  });
  const iam = snapshot({ roles: [role('Deploy', [trusting(arn('user/ci'))])] });
  expect(of(ask(records, { iam }), 'trust-too-wide')).toEqual([]);
});

test('without a snapshot the newest trust policy of the logs is narrowed', () => {
  const records = story((world) => {
    const admin = clean(world, 'ops');
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusting(arn('root'))] });
    admin.iam('UpdateAssumeRolePolicy', { roleName: 'Deploy', policyDocument }, { at: world.on(0, '09:00') });
    clean(world, 'ci').assumeRole(world.role('Deploy'), { at: world.on(1, '10:00') });
  });
  const [advice] = of(ask(records), 'trust-too-wide');
  expect(advice).toMatchObject({ policy: { Statement: [{ Principal: { AWS: arn('user/ci') } }] } });
  expect(advice!.how).toContain('read from the logs');
});

test('users must show MFA, and the roles that come the same way need not', () => {
  const records = story((world) => {
    world.signIn(world.user('alice'), { at: world.on(0, '08:00'), mfa: true });
    clean(world, 'alice').assumeRole(world.role('Admin'), { at: world.on(1, '10:00') });
    const runner = world.instance({
      role: world.role('Runner'),
      by: clean(world, 'ops'),
      at: world.on(0, '09:00'),
      route: { kind: 'public' },
    });
    runner.token(world.on(1, '11:00')).assumeRole(world.role('Admin'), { at: world.on(1, '11:01') });
  });
  const iam = snapshot({ roles: [role('Admin', [trusting(arn('root'))])] });
  expect(of(ask(records, { iam }), 'assume-role-without-mfa')).toMatchObject([
    {
      severity: 'medium',
      policy: {
        Statement: [
          { Principal: { AWS: arn('root') }, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
          { Principal: { AWS: arn('role/Runner') } },
        ],
      },
    },
  ]);
});

test.each([
  ['where users come with MFA', { serialNumber: arn('mfa/alice') }, [trusting(arn('root'))]],
  [
    'where the trust policy asks for MFA',
    {},
    [{ ...trusting(arn('root')), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  ],
])('%s, a role needs no more', (_, options, trust) => {
  const records = story((world) => {
    clean(world, 'alice').assumeRole(world.role('Admin'), { at: world.on(1, '10:00'), ...options });
  });
  const iam = snapshot({ roles: [role('Admin', trust)] });
  expect(of(ask(records, { iam }), 'assume-role-without-mfa')).toEqual([]);
});

test('a foreign account needs an external id, an own one does not', () => {
  const roles = [role('Vendor', [trusting(arn('root', FOREIGN), arn('user/ops'))])];
  const iam = snapshot({ roles });
  expect(of(ask([], { iam }), 'foreign-without-external-id')).toMatchObject([
    {
      severity: 'medium',
      policy: {
        Statement: [
          {
            Principal: { AWS: arn('root', FOREIGN) },
            Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID_PLACEHOLDER } },
          },
          { Principal: { AWS: arn('user/ops') } },
        ],
      },
    },
  ]);
  const config = configSchema.parse({ knownAccounts: [FOREIGN] });
  expect(of(ask([], { iam, config }), 'foreign-without-external-id')).toEqual([]);
});

test('of a circle the step is cut that nobody takes, by a deny in the trust policy', () => {
  const [red, blue] = [arn('role/Red'), arn('role/Blue')];
  const records = story((world) => {
    const runner = world.instance({
      role: world.role('Red'),
      by: clean(world, 'ops'),
      at: world.on(0, '09:00'),
      route: { kind: 'public' },
    });
    runner.token(world.on(1, '11:00')).assumeRole(world.role('Blue'), { at: world.on(1, '11:01') });
  });
  const iam = snapshot({ roles: [role('Red', [trusting(blue)]), role('Blue', [trusting(red)])] });
  const circle = posture([
    [red, blue],
    [blue, red],
  ]);
  expect(of(ask(records, { iam, posture: circle }), 'exploitable-cycle')).toMatchObject([
    {
      target: red,
      policy: {
        Statement: [{ Effect: 'Allow' }, { Effect: 'Deny', Condition: { ArnEquals: { 'aws:PrincipalArn': blue } } }],
      },
    },
  ]);
});

test('keys that IMDSv1 delivered name the instance', () => {
  const ids: string[] = [];
  const records = story((world) => {
    const web = world.instance({
      role: world.role('Web'),
      by: clean(world, 'ops'),
      at: world.on(0, '09:00'),
      route: { kind: 'public' },
    });
    web.token(world.on(1, '10:00'), '1.0').call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '10:01') });
    ids.push(web.id);
  });
  expect(of(ask(records), 'imdsv1')).toMatchObject([{ target: ids[0], severity: 'medium' }]);
});

test('an instance role may be used from the addresses of its instances, and not from where it was suspicious', () => {
  const addresses: string[] = [];
  const records = story((world) => {
    const web = world.instance({
      role: world.role('Web'),
      by: clean(world, 'ops'),
      at: world.on(0, '09:00'),
      route: { kind: 'public' },
    });
    const token = web.token(world.on(1, '10:00'));
    token.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '10:01') });
    addresses.push(web.home().ip);
    const stolen = web.token(world.on(2, '10:00'));
    stolen.call('s3.amazonaws.com', 'ListBuckets', {
      at: world.on(2, '10:30'),
      from: { ip: '203.0.113.66', userAgent: 'curl/8' },
    });
  });
  const [advice] = of(ask(records), 'instance-without-perimeter');
  expect(advice).toMatchObject({
    severity: 'medium',
    policy: { Statement: [{ Condition: { NotIpAddressIfExists: { 'aws:SourceIp': addresses } } }] },
  });
});

test('a role with a network perimeter is left alone', () => {
  const records = story((world) => {
    const web = world.instance({
      role: world.role('Web'),
      by: clean(world, 'ops'),
      at: world.on(0, '09:00'),
      route: { kind: 'public' },
    });
    web.token(world.on(1, '10:00')).call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '10:01') });
  });
  const document = {
    Statement: {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } },
    },
  };
  const policies = [{ id: 'p', name: 'p', inline: true, document, through: null }];
  const iam = snapshot({ roles: [role('Web', [], { policies })] });
  expect(of(ask(records, { iam }), 'instance-without-perimeter')).toEqual([]);
});

test('sessions of twelve hours that are used for minutes are too long', () => {
  const records = story((world) => {
    const key = clean(world, 'ops');
    for (let day = 0; day < 6; day++) {
      const session = key.assumeRole(world.role('Ops'), { at: world.on(day, '10:00'), durationSeconds: 43_200 });
      session.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(day, '10:20') });
    }
  });
  const [advice] = of(ask(records), 'long-session');
  expect(advice).toMatchObject({ target: arn('role/Ops'), severity: 'medium' });
  expect(advice!.how).toContain('--max-session-duration 3600');
});

test('GetSessionToken without MFA and GetFederationToken are told by the user who called', () => {
  const records = story((world) => {
    const key = clean(world, 'ci');
    key.getSessionToken({ at: world.on(1, '10:00') });
    key.getFederationToken({ at: world.on(1, '11:00'), name: 'backup' });
  });
  const advice = ask(records);
  expect(of(advice, 'get-session-token')).toMatchObject([{ target: arn('user/ci'), severity: 'medium' }]);
  expect(of(advice, 'get-federation-token')).toMatchObject([{ target: arn('user/ci'), severity: 'medium' }]);
  expect(of(advice, 'missing-alarms')[0]!.reason).toContain(
    'GetSessionToken without MFA (1) and GetFederationToken (1)',
  );
});

test('users who may and did not are told once an account', () => {
  const allow = { Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] };
  const policies = [{ id: 'p', name: 'p', inline: true, document: allow, through: null }];
  const accessKeys = ['a', 'b'].map((name) => ({
    accessKeyId: `AKIA${name.toUpperCase()}EXAMPLE`,
    userName: name,
    active: true,
    createdAt: Date.UTC(2025, 0, 1) / 1000,
  }));
  const iam = snapshot({ users: [user('a', { policies }), user('b', { policies })], accessKeys });
  const advice = ask([], { iam });
  expect(of(advice, 'get-session-token')).toMatchObject([{ target: ACCOUNT, severity: 'low' }]);
  expect(of(advice, 'get-federation-token')).toMatchObject([{ target: ACCOUNT, severity: 'low' }]);
  expect(of(advice, 'long-term-key').map(({ target, severity }) => [target, severity])).toEqual([
    ['AKIAAEXAMPLE', 'medium'],
    ['AKIABEXAMPLE', 'medium'],
  ]);
});

test.each([
  [
    'from an address of AWS alone',
    '54.240.0.9',
    {
      severity: 'medium',
      policy: {
        Statement: [
          { Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'] } },
        ],
      },
    },
  ],
  [
    'from outside',
    '198.51.100.9',
    { severity: 'low', policy: { Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }] } },
  ],
])('a key that is used %s could be another kind of role', (_, ip, expected) => {
  const records = story((world) => {
    clean(world, 'ci').call('s3.amazonaws.com', 'ListBuckets', {
      at: world.on(1, '10:00'),
      from: { ip, userAgent: 'aws-cli/2' },
    });
  });
  expect(of(ask(records), 'long-term-key')).toMatchObject([expected]);
});

test('a stopped trail is a gap that a service control policy would have kept shut', () => {
  const gap = { account: ACCOUNT, region: null, from: 1, to: null, reason: 'trail main was stopped' };
  const coverage = {
    from: null,
    to: null,
    files: 0,
    events: 0,
    duplicates: 0,
    accounts: [ACCOUNT],
    regions: [],
    skipped: [],
    gaps: [gap],
  };
  expect(of(ask([], { coverage }), 'trail-gap')).toMatchObject([{ severity: 'high', target: ACCOUNT }]);
});

test('a key that was deleted is no advice any more, one that was deactivated is', () => {
  const records = story((world) => {
    const admin = clean(world, 'admin');
    for (const [name, end] of [
      ['gone', 'DeleteAccessKey'],
      ['off', 'UpdateAccessKey'],
    ] as const) {
      const key = clean(world, name);
      key.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '10:00') });
      const named = { userName: name, accessKeyId: key.accessKeyId, status: 'Inactive' };
      admin.iam(end, named, { at: world.on(2, '10:00') });
    }
  });
  const told = of(ask(records), 'long-term-key').map(({ reason }) => /user\/(\w+)/.exec(reason)?.[1]);
  expect(told).toHaveLength(2);
  expect(new Set(told)).toEqual(new Set(['admin', 'off']));
});
