// All pairs of a synthetic account: who can assume what, and the privileges of all: `node bench/posture.mjs [roles] [users] [mix]`.
// Mixes: `usual` (60 % of the roles trust services only), `open` (every role trusts its account, every second one may assume any).
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { posture } from '../dist/posture/index.js';

const [roleCount = '1000', userCount = '200', mix = 'usual'] = process.argv.slice(2);
const account = '111122223333';
const roleArn = (name) => `arn:aws:iam::${account}:role/${name}`;
const number = (text, below) => createHash('sha256').update(text).digest().readUInt32BE(0) % below;
const document = (...Statement) => ({ Version: '2012-10-17', Statement });
const allow = (Action, Resource = '*', rest = {}) => ({ Effect: 'Allow', Action, Resource, ...rest });
const trust = (Principal, Action = 'sts:AssumeRole', rest = {}) =>
  document({ Effect: 'Allow', Principal, Action, ...rest });

function trustOf(i) {
  const root = trust({ AWS: `arn:aws:iam::${account}:root` });
  if (mix === 'open') return root;
  const share = number(`trust ${i}`, 100);
  if (share < 60)
    return trust({ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'][share % 3] });
  if (share < 75) return root;
  if (share < 90)
    return trust({ AWS: [0, 1, 2].map((k) => roleArn(`role-${number(`named ${i} ${k}`, Number(roleCount))}`)) });
  if (share < 95) {
    const github = 'token.actions.githubusercontent.com';
    const Condition = {
      StringLike: { [`${github}:sub`]: `repo:example/app-${i}:*` },
      StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' },
    };
    return trust({ Federated: `arn:aws:iam::${account}:oidc-provider/${github}` }, 'sts:AssumeRoleWithWebIdentity', {
      Condition,
    });
  }
  if (share < 99)
    return trust({ AWS: 'arn:aws:iam::444455556666:root' }, 'sts:AssumeRole', {
      Condition: { StringEquals: { 'sts:ExternalId': `x-${i}` } },
    });
  return trust('*', 'sts:AssumeRole', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } });
}

/** Five policies each: some shared, some of its own, now and then a right to assume, a deny, or everything. */
function policiesOf(owner, i) {
  const policy = (name, ...statements) => ({
    id: `${owner}#${name}`,
    name,
    inline: true,
    document: document(...statements),
    through: null,
  });
  const share = number(`rights ${owner}`, 100);
  const assume =
    mix === 'open'
      ? i % 2 === 0
        ? allow('sts:AssumeRole')
        : allow('sts:AssumeRole', roleArn(`role-${i % 10}*`))
      : share < 2
        ? allow('*')
        : share < 12
          ? allow('sts:AssumeRole', roleArn(`role-${share % 10}*`))
          : share < 16
            ? allow('sts:*')
            : allow('sts:GetCallerIdentity');
  return [
    policy(
      'read',
      allow(['s3:GetObject', 's3:ListBucket'], [`arn:aws:s3:::bucket-${i}`, `arn:aws:s3:::bucket-${i}/*`]),
    ),
    policy('logs', allow(['logs:CreateLogStream', 'logs:PutLogEvents'])),
    policy(
      'work',
      allow(['sqs:SendMessage', 'dynamodb:Query'], `arn:aws:dynamodb:us-east-1:${account}:table/table-${i}`),
    ),
    policy('assume', assume),
    policy(
      'guard',
      {
        Effect: 'Deny',
        Action: 'sts:AssumeRole',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      ...(share > 95 ? [allow('iam:PassRole'), allow('ec2:RunInstances')] : []),
    ),
  ];
}

const role = (i) => ({
  arn: roleArn(`role-${i}`),
  name: `role-${i}`,
  path: '/',
  roleId: `AROA${i}EXAMPLE`,
  accountId: account,
  trust: trustOf(i),
  policies: policiesOf(`role-${i}`, i),
  boundary: null,
  tags: {},
  maxSessionSeconds: 3600,
  createdAt: null,
  lastUsedAt: null,
});
const user = (i) => ({
  arn: `arn:aws:iam::${account}:user/user-${i}`,
  name: `user-${i}`,
  path: '/',
  userId: `AIDA${i}EXAMPLE`,
  accountId: account,
  policies: policiesOf(`user-${i}`, i),
  groups: [],
  boundary: null,
  tags: {},
  createdAt: null,
  hasLoginProfile: null,
  mfaDevices: null,
});
const list = (count, make) => Array.from({ length: Number(count) }, (_, i) => make(i));
const snapshot = {
  accounts: [
    {
      accountId: account,
      aliases: [],
      takenAt: null,
      users: list(userCount, user),
      roles: list(roleCount, role),
      providers: null,
      accessKeys: null,
      instanceProfiles: null,
      organization: null,
    },
  ],
  problems: [],
};

const start = performance.now();
const { edges, principals } = await posture(snapshot);
const seconds = (performance.now() - start) / 1000;
const { maxRSS, userCPUTime } = process.resourceUsage();
process.stdout.write(
  `posture ${roleCount} roles, ${userCount} users, ${mix}: ${seconds.toFixed(2)} s (${(userCPUTime / 1e6).toFixed(2)} s of processor), ${Math.round(maxRSS / 1024)} MB, ${edges.length} edges, ${principals.filter(({ exploitable }) => exploitable).length} exploitable\n`,
);
