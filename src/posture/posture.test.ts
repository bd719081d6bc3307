import { describe, expect, test } from 'vitest';
import {
  allow,
  deny,
  document,
  policy,
  role,
  roleArn,
  snapshotOf,
  trusting,
  user,
  userArn,
} from '../../test/support/iam.ts';
import type { IamOrganization, IamRole } from '../model/iam.ts';
import { posture } from './posture.ts';

const OTHER = '444455556666';
const account = (accountId = '111122223333'): object => trusting({ AWS: `arn:aws:iam::${accountId}:root` });
const ec2 = trusting({ Service: 'ec2.amazonaws.com' });

async function about(name: string, roles: readonly IamRole[], rest: Partial<Parameters<typeof snapshotOf>[0]> = {}) {
  const { principals } = await posture(snapshotOf({ roles, ...rest }));
  return principals.find(({ arn }) => arn.endsWith(`/${name}`))!;
}

describe('exploitable roles', () => {
  test('a role that trusts itself is held for ever, by itself', async () => {
    const row = await about('Loop', [role('Loop', trusting({ AWS: roleArn('Loop') }))]);
    expect(row).toMatchObject({ exploitable: true, cycle: [roleArn('Loop'), roleArn('Loop')], cycleConditions: [] });
  });

  test('administrators of an account that a role trusts go round through it', async () => {
    const admin = policy('admin', allow('*'));
    expect(await about('Admin', [role('Admin', account(), { policies: [admin] })])).toMatchObject({
      exploitable: true,
    });
    expect(await about('Admin', [role('Admin', account())])).toMatchObject({ exploitable: false, cycle: null });
  });

  test('the way round is the shortest, and its conditions are told', async () => {
    const rows = [
      role('A', trusting({ AWS: [roleArn('C'), roleArn('B')] })),
      role('B', trusting({ AWS: roleArn('A') }, { Condition: { StringEquals: { 'sts:ExternalId': 'k' } } })),
      role('C', trusting({ AWS: roleArn('D') })),
      role('D', trusting({ AWS: roleArn('B') })),
      role('Out', trusting({ AWS: roleArn('A') })),
    ];
    expect(await about('A', rows)).toMatchObject({
      cycle: [roleArn('A'), roleArn('B'), roleArn('A')],
      cycleConditions: ['with the external id k'],
    });
    expect((await about('C', rows)).cycle).toEqual(['C', 'A', 'B', 'D', 'C'].map((name) => roleArn(name)));
    expect(await about('Out', rows)).toMatchObject({ exploitable: false });
  });

  test('a way round without conditions is shown before a shorter one with', async () => {
    const rows = [
      role(
        'A',
        document(
          {
            Effect: 'Allow',
            Principal: { AWS: roleArn('A') },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': 'k' } },
          },
          { Effect: 'Allow', Principal: { AWS: roleArn('B') }, Action: 'sts:AssumeRole' },
        ),
      ),
      role('B', trusting({ AWS: roleArn('A') })),
    ];
    expect(await about('A', rows)).toMatchObject({
      cycle: [roleArn('A'), roleArn('B'), roleArn('A')],
      cycleConditions: [],
    });
  });

  const through = (Condition: object) =>
    about('Loop', [role('Loop', trusting({ AWS: roleArn('Loop') }, { Condition }))]);

  test.each([
    ['MFA, which its session has not', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['MFA of the last hour', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }],
    ['the name of a user for a session name', { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } }],
    ['a session name that begins with that of a user', { StringLike: { 'sts:RoleSessionName': '${aws:username}-*' } }],
    ['a long-term key', { Null: { 'aws:TokenIssueTime': 'true' } }],
  ])('a role that asks for %s is not held by itself', async (_, condition) => {
    expect(await through(condition)).toMatchObject({ exploitable: false, cycle: null });
  });

  test.each([
    ['a temporary credential', { Null: { 'aws:TokenIssueTime': 'false' } }, []],
    [
      'MFA where the request tells of it',
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
      ['without aws:MultiFactorAuthPresent'],
    ],
    ['no MFA', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, []],
    [
      'a session name that is not the name of a user',
      { StringNotEquals: { 'sts:RoleSessionName': '${aws:username}' } },
      ['depending on aws:username'],
    ],
    [
      'the name of a user or another',
      { StringEquals: { 'sts:RoleSessionName': ['${aws:username}', 'deploy'] } },
      ['with the session name deploy'],
    ],
    [
      'the name of a user, if there is one',
      { StringEquals: { 'sts:RoleSessionName': "${aws:username, 'deploy'}" } },
      ['with the session name deploy'],
    ],
  ])('a role that asks for %s may be', async (_, condition, cycleConditions) => {
    expect(await through(condition)).toMatchObject({ exploitable: true, cycleConditions });
  });

  test('users may show MFA, and come under their own name', async () => {
    const Condition = {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      StringEquals: { 'sts:RoleSessionName': '${aws:username}' },
    };
    const { edges } = await posture(
      snapshotOf({
        roles: [role('Ops', trusting({ AWS: [userArn('ann'), roleArn('Ops')] }, { Condition }))],
        users: [user('ann')],
      }),
    );
    expect(edges).toMatchObject([
      { from: userArn('ann'), decision: 'depends', conditions: ['with MFA', 'with the session name ann'] },
    ]);
  });

  test('what depends on a trust policy that cannot be read is not told as certain', async () => {
    const rows = [role('Loop', null, { policies: [policy('admin', allow('*'))] })];
    expect(await about('Loop', rows)).toMatchObject({
      exploitable: true,
      cycleConditions: [`depending on trust policy of ${roleArn('Loop')}`],
    });
  });

  test('a deny on the way ends it', async () => {
    const rows = [
      role('Loop', trusting({ AWS: roleArn('Loop') }), { policies: [policy('d', deny('sts:AssumeRole'))] }),
    ];
    expect(await about('Loop', rows)).toMatchObject({ exploitable: false });
  });

  test('a service control policy ends it, but not in the management account', async () => {
    const level = (id: string, ...statements: object[]) => ({ id, policies: [policy(id, ...statements)] });
    const organization = (managementAccountId: string): IamOrganization => ({
      organizationId: 'o-exampleorgid',
      managementAccountId,
      scps: [level('r-1', allow('*')), level('111122223333', allow('*'), deny('sts:AssumeRole'))],
      rcps: [],
    });
    const rows = [role('Loop', trusting({ AWS: roleArn('Loop') }))];
    const inAccount = (management: string) =>
      about('Loop', rows, { organizations: { '111122223333': organization(management) } });
    expect(await inAccount(OTHER)).toMatchObject({ exploitable: false });
    expect(await inAccount('111122223333')).toMatchObject({ exploitable: true });
  });
});

describe('who is let in from outside', () => {
  test.each([
    ['anyone', trusting('*'), 'anyone', []],
    ['anyone of an account that is not in the snapshot', account(OTHER), 'account', [OTHER]],
    [
      'nobody but with an external id',
      trusting('*', { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
      null,
      [],
    ],
    [
      'anyone whose name is any',
      trusting('*', { Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }),
      'anyone',
      [],
    ],
    [
      'anyone who gives no external id',
      trusting('*', { Condition: { StringEqualsIfExists: { 'sts:ExternalId': 'x' } } }),
      'anyone',
      [],
    ],
    [
      'anyone of an account who gives no external id',
      trusting(
        { AWS: `arn:aws:iam::${OTHER}:root` },
        { Condition: { StringEqualsIfExists: { 'sts:ExternalId': 'x' } } },
      ),
      'account',
      [OTHER],
    ],
    [
      'nobody but of an organization, though whatever the external id',
      trusting('*', {
        Condition: {
          StringEqualsIfExists: { 'sts:ExternalId': 'x' },
          StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
        },
      }),
      null,
      [],
    ],
    [
      'everybody else',
      document({
        Effect: 'Allow',
        NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/x' },
        Action: 'sts:AssumeRole',
      }),
      'anyone',
      [],
    ],
    ['one role of the other account', trusting({ AWS: roleArn('R', OTHER) }), null, []],
    ['the own account', account(), null, []],
    ['a service', ec2, null, []],
  ])('%s', async (_, trust, open, openTo) => {
    expect(await about('R', [role('R', trust)])).toMatchObject({ open, openTo });
  });

  test('all principals that a trust policy names are in the graph', async () => {
    const trust = document(
      {
        Effect: 'Allow',
        Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] },
        Action: 'sts:AssumeRole',
      },
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/Company' },
        Action: 'sts:AssumeRoleWithSAML',
      },
      {
        Effect: 'Allow',
        Principal: { Federated: 'accounts.google.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'accounts.google.com:aud': 'app' } },
      },
      {
        Effect: 'Allow',
        Principal: { AWS: [userArn('ann'), roleArn('Far', OTHER), 'arn:aws:iam::777788889999:root'] },
        Action: 'sts:AssumeRole',
      },
    );
    const { edges } = await posture(snapshotOf({ roles: [role('R', trust)], users: [user('ann')] }));
    expect(edges.map(({ from, decision, conditions }) => [from, decision, ...conditions])).toEqual([
      [userArn('ann'), 'allowed'],
      [roleArn('Far', OTHER), 'allowed'],
      ['arn:aws:iam::777788889999:root', 'allowed'],
      ['accounts.google.com', 'depends', 'for the audience app'],
      ['arn:aws:iam::111122223333:saml-provider/Company', 'allowed'],
      ['ec2.amazonaws.com', 'allowed'],
      ['lambda.amazonaws.com', 'allowed'],
    ]);
  });
});

describe('where a role reaches', () => {
  test.each([OTHER, `arn:aws-us-gov:iam::${OTHER}:root`])(
    'another account in GovCloud, which is named as %s',
    async (named) => {
      const arn = 'arn:aws-us-gov:iam::111122223333:role/Ops';
      const { edges } = await posture(snapshotOf({ roles: [role('Ops', trusting({ AWS: named }), { arn })] }));
      expect(edges.map(({ from }) => from)).toEqual([`arn:aws-us-gov:iam::${OTHER}:root`]);
    },
  );

  test('a role of another account, where both sides agree', async () => {
    const rows = [
      role('Hub', ec2, { policies: [policy('a', allow('sts:AssumeRole', roleArn('Spoke', OTHER)))] }),
      role('Spoke', account(), { accountId: OTHER }),
      role('Closed', account(), { accountId: OTHER }),
    ];
    expect((await about('Hub', rows)).breaksOutTo).toEqual([roleArn('Spoke', OTHER)]);
  });

  test('what it may try in accounts that are not in the snapshot', async () => {
    const rows = [
      role('Hub', ec2, { policies: [policy('a', allow('sts:AssumeRole', 'arn:aws:iam::777788889999:role/*'))] }),
    ];
    expect((await about('Hub', rows)).breaksOutTo).toEqual(['arn:aws:iam::777788889999:role/*']);
  });

  test('every role of its account that lets anybody of it in', async () => {
    const rows = [
      role('Hub', ec2, { policies: [policy('a', allow('sts:AssumeRole'))] }),
      role('X', account()),
      role('Y', account()),
      role('Service', ec2),
    ];
    expect(await about('Hub', rows)).toMatchObject({ assumesAll: true });
    expect(await about('X', rows)).toMatchObject({ assumesAll: false });
  });
});

describe('privileges', () => {
  const level = async (...statements: object[]) =>
    about('R', [role('R', ec2, { policies: [policy('p', ...statements)] })]);

  test.each([
    ['an administrator', [allow('*')], 'admin', /^Administrator/],
    [
      'one who spells it otherwise',
      [{ Effect: 'Allow', NotAction: 'aws-portal:*', Resource: '*' }],
      'admin',
      /^Administrator/,
    ],
    ['an administrator of IAM', [allow('iam:*')], 'admin', /^Administers IAM/],
    [
      'an administrator with MFA only',
      [allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      'privileged',
      /only with MFA/,
    ],
    ['an administrator to whom IAM is denied', [allow('*'), deny('iam:*')], 'privileged', /Administers s3/],
    ['one to whom everything is denied', [allow('*'), deny('*')], 'limited', /May do some things/],
    [
      'one who passes roles to instances',
      [allow(['ec2:RunInstances', 'iam:PassRole'])],
      'privileged',
      /Can start an instance with any role that it may pass/,
    ],
    [
      'one who passes roles, but not to instances',
      [
        allow(['ec2:RunInstances']),
        allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } } }),
      ],
      'limited',
      /May do some things/,
    ],
    ['one who makes keys of others', [allow('iam:CreateAccessKey')], 'privileged', /make access keys for a user/],
    [
      'one who looks after own keys',
      [allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/${aws:username}')],
      'limited',
      /May do some things/,
    ],
    ['an administrator of a service', [allow('s3:*')], 'privileged', /^Administers s3/],
    ['one who reads all secrets', [allow('secretsmanager:GetSecretValue')], 'privileged', /^Reads all secrets/],
    [
      'one who reads one bucket',
      [allow('s3:GetObject', 'arn:aws:s3:::reports/*')],
      'limited',
      /on arn:aws:s3:::reports/,
    ],
    ['one who may only describe', [allow('ec2:Describe*')], 'limited', /May do some things/],
    ['one without policies', [], 'none', /Nothing is allowed/],
  ])('%s', async (_, statements, expected, why) => {
    const row = await level(...statements);
    expect(row.level).toBe(expected);
    expect(row.why.join('\n')).toMatch(why);
  });

  test('a permissions boundary holds back what a policy allows', async () => {
    const boundary = policy('boundary', allow('s3:GetObject', 'arn:aws:s3:::reports/*'));
    const row = await about('R', [role('R', ec2, { policies: [policy('p', allow('*'))], boundary })]);
    expect(row.level).not.toBe('admin');
    expect(row.why.join('\n')).not.toMatch(/Administ|Can /);
  });

  test('a policy without text counts neither way, and is told', async () => {
    const missing = { id: 'arn:aws:iam::aws:policy/Job', name: 'Job', inline: false, document: null, through: null };
    const row = await about('R', [role('R', ec2, { policies: [missing, policy('p', allow('ec2:Describe*'))] })]);
    expect(row).toMatchObject({ level: 'limited' });
    expect(row.why).toContain(
      'What arn:aws:iam::aws:policy/Job allows is unknown: its text is not in the snapshot or not understood.',
    );
  });

  test.each([
    ['allowed only with MFA', [allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })]],
    [
      'allowed only soon after MFA',
      [allow('*', '*', { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } })],
    ],
    [
      'denied without MFA',
      [allow('*'), deny('*', '*', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })],
    ],
  ])('a user to whom everything is %s is an administrator once he has a session with it', async (_, statements) => {
    const { principals } = await posture(
      snapshotOf({ users: [user('ann', { policies: [policy('p', ...statements)] })] }),
    );
    expect(principals).toMatchObject([{ level: 'privileged' }]);
    expect(principals[0]!.why[0]).toMatch(
      /^Administrator: may do everything, only (with MFA|where aws:MultiFactorAuthAge is less than 3600 and with MFA)\.$/,
    );
  });

  test('what a key may do without MFA is no condition of the user', async () => {
    const withMfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
    const policies = [policy('p', allow('s3:*'), allow('ec2:*', '*', withMfa))];
    const { principals } = await posture(snapshotOf({ users: [user('ann', { policies })] }));
    expect(principals[0]!.why).toContain('Administers s3.');
    expect(principals[0]!.why).toContain('Administers ec2, only with MFA.');
  });

  test('users have levels as roles have, through their groups too', async () => {
    const { principals } = await posture(
      snapshotOf({
        users: [
          user('ann', {
            policies: [{ ...policy('p', allow('*')), through: 'arn:aws:iam::111122223333:group/Admins' }],
          }),
        ],
      }),
    );
    expect(principals).toMatchObject([{ kind: 'user', level: 'admin', exploitable: false }]);
  });
});
