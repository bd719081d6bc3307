import type { Door, Held } from '../../src/containment/situation.ts';
import type { IamAccount, IamCaller, IamOrganization, IamPolicy, IamRole, IamUser } from '../../src/model/iam.ts';
import { ACCOUNT, AS_OF, dice, randomSituation, roleArn, type KnownSituation } from './containment-worlds.ts';

/**
 * The small random accounts, and around them what real ones have: an organization with service control policies, a second
 * account, an account of others, identity providers, permissions boundaries, session policies, roles for services and who may
 * pass them.
 */
const SECOND = '222233334444';
export const FOREIGN = '444455556666';
const MANAGEMENT = '999900001111';
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/ci.example.com`;
const STRANGER = `arn:aws:iam::${FOREIGN}:role/Stranger`;

type Roll = () => number;
type Statement = Readonly<Record<string, unknown>>;

const document = (...Statement: readonly Statement[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: unknown, Resource: unknown = '*'): Statement => ({ Effect: 'Allow', Action, Resource });
const among = <T>(roll: Roll, things: readonly T[]): T => things[Math.floor(roll() * things.length)]!;

export function wideSituation(seed: number): KnownSituation {
  const plain = randomSituation(seed);
  const roll = dice(seed * 104_729 + 13);
  const [first] = plain.snapshot.accounts;
  const roles = first!.roles.map((role) => widened(role, first!.roles, roll));
  const users = first!.users.map((user) => bounded(withMore(user, first!.roles, roll), roll));
  const second = roll() < 0.4 ? [secondAccount(roles, roll)] : [];
  const organization = roll() < 0.5 ? organizationOf(roles, roll) : null;
  const accounts = [{ ...first!, roles, users }, ...second].map((account) => ({ ...account, organization }));
  const doors = [...providerDoors(roles, roll), ...foreignDoors(roles, roll)];
  const strangers = roll() < 0.04 ? [strangersToken()] : [];
  const tokens = plain.held.map((each) => limited(each, first!.roles, roll));
  const held = [...tokens, ...doors, ...strangers, ...workloads(roles, roll)];
  return {
    ...plain,
    held,
    compromised: held.map(({ id }) => id),
    ownAccounts: new Set(accounts.map(({ accountId }) => accountId)),
    snapshot: { accounts, problems: [] },
  };
}

function widened(role: IamRole, roles: readonly IamRole[], roll: Roll): IamRole {
  const assume = (Principal: object, Action = 'sts:AssumeRole', more: object = {}): Statement => ({
    Effect: 'Allow',
    Principal,
    Action,
    ...more,
  });
  const more: Statement[] = [];
  if (roll() < 0.25) more.push(assume({ Service: among(roll, ['lambda.amazonaws.com', 'ec2.amazonaws.com']) }));
  if (roll() < 0.15) more.push(assume({ AWS: among(roll, [`arn:aws:iam::${FOREIGN}:root`, STRANGER]) }));
  if (roll() < 0.15) more.push(assume({ Federated: SAML }, 'sts:AssumeRoleWithSAML', subjectIs('saml:sub', roll)));
  if (roll() < 0.15) {
    const condition = pipelineIs('ci.example.com:sub', roll);
    more.push(assume({ Federated: OIDC }, 'sts:AssumeRoleWithWebIdentity', condition));
  }
  if (roll() < 0.15) more.push(assume({ AWS: among(roll, [`arn:aws:iam::${SECOND}:root`, secondRole(0)]) }));
  const trust = {
    ...(role.trust as object),
    Statement: [...(role.trust as { Statement: object[] }).Statement, ...more],
  };
  return bounded(withMore({ ...role, trust }, roles, roll), roll);
}

const subjectIs = (key: string, roll: Roll): object =>
  roll() < 0.3 ? {} : { Condition: { StringEquals: { [key]: among(roll, ['alice', 'bob']) } } };

/** The pipeline that the attacker is in, and where it runs the next time. */
const PIPELINE = 'repo:acme/app:ref:refs/heads/main';
export const NEXT_RUN = 'repo:acme/app:pull_request';

const pipelineIs = (key: string, roll: Roll): object =>
  among(roll, [
    {},
    { Condition: { StringEquals: { [key]: among(roll, [PIPELINE, 'repo:other/app:pull_request']) } } },
    { Condition: { StringLike: { [key]: among(roll, ['repo:acme/app:*', 'repo:acme/*', 'repo:other/*']) } } },
  ]);

/** Rights to have services run something. */
function withMore<Owner extends IamRole | IamUser>(owner: Owner, roles: readonly IamRole[], roll: Roll): Owner {
  if (roll() > 0.3) return owner;
  const statements = [allow('iam:PassRole', roll() < 0.5 ? '*' : among(roll, roles).arn)];
  statements.push(
    allow(
      among(roll, [
        ['lambda:CreateFunction', 'lambda:InvokeFunction'],
        ['lambda:CreateFunction'],
        ['ec2:RunInstances'],
        ['lambda:UpdateFunctionCode'],
      ]),
    ),
  );
  const policy = {
    id: `${owner.arn}#runs`,
    name: 'runs',
    inline: true,
    document: document(...statements),
    through: null,
  };
  return { ...owner, policies: [...owner.policies, policy] };
}

function bounded<Owner extends IamRole | IamUser>(owner: Owner, roll: Roll): Owner {
  if (roll() > 0.25) return owner;
  const allowed = among<unknown>(roll, [
    ['s3:*'],
    ['s3:*', 'sts:*'],
    ['s3:*', 'sts:*', 'iam:PassRole', 'lambda:*', 'ec2:*'],
    '*',
  ]);
  const statements = [allow(allowed)];
  if (roll() < 0.15) statements.push({ Effect: 'Deny', Action: '*', Resource: '*' });
  if (roll() < 0.15)
    statements.push({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: among(roll, ['*', roleArn(0)]) });
  const boundary: IamPolicy = {
    id: `arn:aws:iam::${ACCOUNT}:policy/boundary-of-${owner.name}`,
    name: `boundary-of-${owner.name}`,
    inline: false,
    document: document(...statements),
    through: null,
  };
  return { ...owner, boundary };
}

const secondRole = (i: number): string => `arn:aws:iam::${SECOND}:role/S${i}`;

/** Another account that is ours, with roles that trust the first account and are trusted by it. */
function secondAccount(roles: readonly IamRole[], roll: Roll): IamAccount {
  const made = [0, 1].map((i): IamRole => {
    const trusted = [
      ...(roll() < 0.5 ? [`arn:aws:iam::${ACCOUNT}:root`] : []),
      ...(roll() < 0.5 ? [among(roll, roles).arn] : []),
      ...(roll() < 0.3 ? [secondRole(1 - i)] : []),
    ];
    const statements = trusted.map((AWS) => ({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }));
    const permissions = [
      ...(roll() < 0.6 ? [allow('sts:AssumeRole', roll() < 0.5 ? '*' : among(roll, roles).arn)] : []),
      ...(roll() < 0.5 ? [allow('s3:GetObject')] : []),
      ...(roll() < 0.1 ? [allow('iam:*')] : []),
    ];
    return {
      ...roles[0]!,
      arn: secondRole(i),
      name: `S${i}`,
      roleId: `AROASECOND${i}XXXXEXAMPLE`,
      accountId: SECOND,
      trust: document(...statements),
      policies: [
        { id: `${secondRole(i)}#own`, name: 'own', inline: true, document: document(...permissions), through: null },
      ],
      boundary: null,
    };
  });
  return {
    accountId: SECOND,
    aliases: [],
    takenAt: AS_OF,
    users: [],
    roles: made,
    providers: [],
    accessKeys: null,
    instanceProfiles: null,
    organization: null,
  };
}

function organizationOf(roles: readonly IamRole[], roll: Roll): IamOrganization {
  const guard = (i: number): Statement => ({
    Effect: 'Deny',
    Action: among(roll, ['sts:AssumeRole', '*', 'iam:*']),
    Resource: '*',
    Condition: { ArnLike: { 'aws:PrincipalArn': [roles[i]!.arn] } },
  });
  const top = among<unknown>(roll, ['*', '*', '*', ['s3:*', 'sts:*', 'iam:*'], ['s3:*', 'lambda:*', 'ec2:*', 'iam:*']]);
  const policy = (name: string, ...statements: readonly Statement[]): IamPolicy => ({
    id: name,
    name,
    inline: false,
    document: document(...statements),
    through: null,
  });
  const guards = roll() < 0.3 ? [policy('p-guard', guard(Math.floor(roll() * roles.length)))] : [];
  return {
    organizationId: 'o-example',
    managementAccountId: roll() < 0.15 ? ACCOUNT : MANAGEMENT,
    scps: [
      { id: 'r-root', policies: [policy('p-top', allow(top)), ...guards] },
      { id: ACCOUNT, policies: [policy('p-all', allow('*'))] },
    ],
    rcps: [],
  };
}

/** A token of a role may be limited by the call that made it. */
function limited(held: Held, roles: readonly IamRole[], roll: Roll): Held {
  if (held.caller.kind !== 'role-session' || roll() > 0.25) return held;
  const statements = among(roll, [
    [allow('s3:*')],
    [allow('*')],
    [allow('sts:AssumeRole', among(roll, roles).arn)],
    [allow(['sts:*', 's3:*']), { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: among(roll, roles).arn }],
    [allow('*'), { Effect: 'Deny', Action: '*', Resource: '*' }],
  ]);
  return { ...held, caller: { ...held.caller, sessionPolicies: [document(...statements)] } };
}

const nobody = {
  sessionName: null,
  issuedAt: null,
  mfa: null,
  sourceIdentity: null,
  sessionPolicies: [],
} satisfies Partial<IamCaller>;

const doorHeld = (kind: 'subject' | 'account' | 'workload', id: string, caller: IamCaller, door: Door): Held => ({
  id,
  kind,
  caller,
  userId: null,
  expiresAt: null,
  madeByAttacker: false,
  door,
});

function providerDoors(roles: readonly IamRole[], roll: Roll): Held[] {
  const held: Held[] = [];
  for (const [provider, originKind, subject] of [
    [SAML, 'saml', 'alice'],
    [OIDC, 'web-identity', PIPELINE],
  ] as const) {
    if (roll() > 0.25) continue;
    const letsIn = ({ trust }: IamRole): boolean => letsSubjectIn(trust, provider);
    const seen = roles.filter((role) => letsIn(role) && roll() < 0.6).map(({ arn }) => arn);
    const caller: IamCaller = { ...nobody, kind: 'federated-provider', accountId: ACCOUNT, arn: provider };
    const door: Door = { id: provider, originKind, subject, region: null, roleArns: seen };
    held.push(doorHeld('subject', `${originKind} ${provider}#${subject}`, caller, door));
  }
  return held;
}

function letsSubjectIn(trust: unknown, provider: string): boolean {
  return (trust as { Statement: Statement[] }).Statement.some(({ Principal, Condition }) => {
    const told = JSON.stringify(Condition ?? 'alice');
    return (Principal as { Federated?: string }).Federated === provider && /alice|acme/.test(told);
  });
}

/** An instance, whose sessions have its name, and a task, which comes back under another. */
function workloads(roles: readonly IamRole[], roll: Roll): Held[] {
  return (['ec2-instance', 'ecs-task'] as const).flatMap((originKind) => {
    if (roll() > 0.15) return [];
    const { arn, roleId } = among(roll, roles);
    const caller: IamCaller = {
      ...nobody,
      kind: 'role-session',
      accountId: ACCOUNT,
      arn,
      sessionName: originKind,
      mfa: false,
    };
    const door: Door = { id: originKind, originKind, subject: null, region: null, roleArns: [arn] };
    return [{ ...doorHeld('workload', `${originKind} as ${arn}`, caller, door), userId: `${roleId}:${originKind}` }];
  });
}

function foreignDoors(roles: readonly IamRole[], roll: Roll): Held[] {
  if (roll() > 0.2) return [];
  const trusting = roles.filter(({ trust }) => JSON.stringify(trust).includes(`::${FOREIGN}:`));
  const seen = trusting.filter(() => roll() < 0.5).map(({ arn }) => arn);
  const arn = `arn:aws:iam::${FOREIGN}:root`;
  const caller: IamCaller = { ...nobody, kind: 'account', accountId: FOREIGN, arn };
  const door: Door = { id: FOREIGN, originKind: 'account', subject: null, region: null, roleArns: seen };
  return [doorHeld('account', `account ${FOREIGN}`, caller, door)];
}

/** Of a role that is in an account of others: nobody here can end it. */
function strangersToken(): Held {
  const caller: IamCaller = {
    ...nobody,
    kind: 'role-session',
    accountId: FOREIGN,
    arn: STRANGER,
    sessionName: 's1',
    issuedAt: AS_OF - 100,
  };
  return {
    id: 'ASIASTRANGEREXAMPLE',
    kind: 'token',
    caller,
    userId: 'AROASTRANGEREXAMPLE:s1',
    expiresAt: null,
    madeByAttacker: false,
    door: null,
  };
}
