import { ACCOUNT } from './scenarios/told.ts';
import type { World } from './world/world.ts';

type Json = Readonly<Record<string, unknown>>;

/** A day before the trail of the samples begins. */
const CREATED = '2026-03-02T09:00:00+00:00';

const document = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });
const allow = (action: string | readonly string[], resource: string | readonly string[] = '*'): Json => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});
const trust = (principal: Json, rest: Json = {}, action = 'sts:AssumeRole'): Json =>
  document({ Effect: 'Allow', Principal: principal, Action: action, ...rest });
const service = (name: string): Json => trust({ Service: name });
const local = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`;
const reads = (bucket: string): Json => allow('s3:GetObject', `arn:aws:s3:::${bucket}/*`);

/** Managed policies of AWS that the sample account uses; that of the service-linked role is shortened. */
const managed: Readonly<Record<string, Json>> = {
  AdministratorAccess: document(allow('*')),
  PowerUserAccess: document(
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow([
      'account:GetAccountInformation',
      'account:ListRegions',
      'iam:CreateServiceLinkedRole',
      'iam:DeleteServiceLinkedRole',
      'iam:ListRoles',
      'organizations:DescribeOrganization',
    ]),
  ),
  'aws-service-role/AmazonRDSServiceRolePolicy': document(
    allow(['ec2:Describe*', 'sns:Publish', 'rds:CrossRegionCommunication']),
  ),
};

interface Entity {
  readonly inline?: Readonly<Record<string, Json>>;
  readonly managed?: readonly string[];
}

interface SampleRole extends Entity {
  readonly name: string;
  readonly path?: string;
  readonly trust: Json;
  readonly profile?: true;
  readonly maxSessionSeconds?: number;
}

interface SampleUser extends Entity {
  readonly name: string;
  readonly groups?: readonly string[];
}

interface SampleIam {
  readonly roles: readonly SampleRole[];
  readonly users: readonly SampleUser[];
  readonly groups: Readonly<Record<string, Entity>>;
}

/** What both sample accounts have: the people, the pipeline, the instances and the function of the quiet life. */
const everyday: SampleIam = {
  users: [
    { name: 'platform-admin', groups: ['Administrators'] },
    { name: 'lee', inline: { look: document(allow(['ec2:Describe*', 's3:ListAllMyBuckets'])) } },
  ],
  groups: { Administrators: { managed: ['AdministratorAccess'] } },
  roles: [
    {
      name: 'WebServer',
      profile: true,
      trust: service('ec2.amazonaws.com'),
      inline: { web: document(reads('web-assets'), allow(['ssm:UpdateInstanceInformation', 'ssmmessages:*'])) },
    },
    {
      name: 'ResizeImages',
      trust: service('lambda.amazonaws.com'),
      inline: { resize: document(reads('uploads'), allow('s3:PutObject', 'arn:aws:s3:::thumbs/*')) },
    },
    {
      name: 'Analyst',
      trust: trust(
        { Federated: local('saml-provider/Company') },
        { Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } } },
        'sts:AssumeRoleWithSAML',
      ),
      inline: { reports: document(reads('reports')) },
    },
    {
      name: 'GitHubDeploy',
      trust: trust(
        { Federated: local('oidc-provider/token.actions.githubusercontent.com') },
        {
          Condition: {
            StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
            StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example/shop:*' },
          },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      inline: { deploy: document(allow(['ecr:GetAuthorizationToken', 'ecs:UpdateService', 'ecs:Describe*'])) },
    },
    {
      name: 'AWSReservedSSO_PowerUser_0123456789abcdef',
      path: '/aws-reserved/sso.amazonaws.com/',
      maxSessionSeconds: 43_200,
      trust: document({
        Effect: 'Allow',
        Principal: { Federated: local('saml-provider/AWSSSO_1a2b3c4d5e6f7a8b_DO_NOT_DELETE') },
        Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      }),
      managed: ['PowerUserAccess'],
    },
    {
      name: 'AWSServiceRoleForRDS',
      path: '/aws-service-role/rds.amazonaws.com/',
      trust: service('rds.amazonaws.com'),
      managed: ['aws-service-role/AmazonRDSServiceRolePolicy'],
    },
  ],
};

const stories: Readonly<Record<string, SampleIam>> = {
  // The trust policy of Admin names the account and, for an old script's sake, the role itself.
  'leaked-key': {
    users: [{ name: 'deploy-bot', inline: { 'assume-roles': document(allow('sts:AssumeRole', local('role/*'))) } }],
    groups: {},
    roles: [
      {
        name: 'Admin',
        maxSessionSeconds: 3600,
        trust: trust({ AWS: [local('root'), local('role/Admin')] }),
        managed: ['AdministratorAccess'],
      },
      {
        name: 'Deploy',
        trust: trust({ AWS: local('user/deploy-bot') }),
        inline: {
          terraform: document(allow(['ec2:*', 'ecs:*', 's3:*']), allow('iam:PassRole', local('role/WebServer'))),
        },
      },
    ],
  },
  'support-user': {
    users: [{ name: 'support', groups: ['Support'] }],
    groups: {
      Support: { inline: { 'read-customer-data': document(allow('sts:AssumeRole', local('role/SupportDataReader'))) } },
    },
    roles: [
      {
        name: 'SupportDataReader',
        maxSessionSeconds: 43_200,
        trust: trust({ AWS: local('root') }),
        inline: {
          data: document(reads('customer-data'), allow('s3:ListBucket', 'arn:aws:s3:::customer-data')),
          AWSRevokeOlderSessions: document({
            Effect: 'Deny',
            Action: ['*'],
            Resource: ['*'],
            Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-10-07T16:30:00.000Z' } },
          }),
        },
      },
    ],
  },
};

/**
 * The IAM of a sample's account at the end of its trail, in the form of `aws iam get-account-authorization-details`. Roles
 * and users of the world keep their ids.
 */
export function sampleIam(name: string, world: World): string {
  const { users, groups, roles } = stories[name]!;
  const all: SampleIam = {
    users: [...everyday.users, ...users],
    groups: { ...everyday.groups, ...groups },
    roles: [...everyday.roles, ...roles],
  };
  const details = {
    UserDetailList: all.users.map((user) => userDetail(user, world)),
    GroupDetailList: Object.entries(all.groups).map(([group, entity]) => groupDetail(group, entity)),
    RoleDetailList: all.roles.map((role) => roleDetail(role, world)),
    Policies: Object.entries(managed).map(([policy, text]) => policyDetail(policy, text)),
  };
  return `${JSON.stringify(details, null, 2)}\n`;
}

const inlineList = ({ inline = {} }: Entity): Json[] =>
  Object.entries(inline).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }));

const awsPolicy = (path: string): string => `arn:aws:iam::aws:policy/${path}`;
const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const attachedList = ({ managed: attached = [] }: Entity): Json[] =>
  attached.map((path) => ({ PolicyName: lastOf(path), PolicyArn: awsPolicy(path) }));

function userDetail(user: SampleUser, world: World): Json {
  const { name, arn, id } = world.user(user.name);
  return {
    Path: '/',
    UserName: name,
    UserId: id,
    Arn: arn,
    CreateDate: CREATED,
    UserPolicyList: inlineList(user),
    GroupList: user.groups ?? [],
    AttachedManagedPolicies: attachedList(user),
    Tags: [],
  };
}

function groupDetail(name: string, entity: Entity): Json {
  return {
    Path: '/',
    GroupName: name,
    GroupId: `AGPA${name.toUpperCase()}EXAMPLE`,
    Arn: local(`group/${name}`),
    CreateDate: CREATED,
    GroupPolicyList: inlineList(entity),
    AttachedManagedPolicies: attachedList(entity),
  };
}

function roleDetail(role: SampleRole, world: World): Json {
  const { path = '/' } = role;
  const { name, arn, id } = world.role(role.name, { path });
  const base = { Path: path, RoleName: name, RoleId: id, Arn: arn, CreateDate: CREATED };
  const profile = {
    Path: '/',
    InstanceProfileName: `${name}-profile`,
    Arn: local(`instance-profile/${name}-profile`),
    CreateDate: CREATED,
    Roles: [base],
  };
  return {
    ...base,
    AssumeRolePolicyDocument: role.trust,
    InstanceProfileList: role.profile ? [profile] : [],
    RolePolicyList: inlineList(role),
    AttachedManagedPolicies: attachedList(role),
    MaxSessionDuration: role.maxSessionSeconds ?? 3600,
    Tags: [],
  };
}

function policyDetail(path: string, text: Json): Json {
  const name = lastOf(path);
  return {
    PolicyName: name,
    Arn: awsPolicy(path),
    Path: path === name ? '/' : `/${path.slice(0, -name.length)}`,
    DefaultVersionId: 'v1',
    IsAttachable: true,
    CreateDate: CREATED,
    PolicyVersionList: [{ Document: text, VersionId: 'v1', IsDefaultVersion: true, CreateDate: CREATED }],
  };
}
