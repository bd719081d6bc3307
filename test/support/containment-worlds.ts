import type { Held, Situation } from '../../src/containment/situation.ts';
import { situationAt } from './situations.ts';
import { formatTime } from '../../src/lib/time.ts';
import type { IamCaller, IamRole, IamSnapshot, IamUser } from '../../src/model/iam.ts';

/** Small random accounts with an attacker in them. */
export const ACCOUNT = '111122223333';
export const AS_OF = 1_760_000_000;

/** Numbers from 0 to below 1, the same for a seed on every machine (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const roleArn = (i: number): string => `arn:aws:iam::${ACCOUNT}:role/R${i}`;
export const userArn = (i: number): string => `arn:aws:iam::${ACCOUNT}:user/U${i}`;
const roleId = (i: number): string => `AROA${String.fromCharCode(65 + i).repeat(12)}EXAMPLE`.slice(0, 21);

interface Draw {
  readonly roll: () => number;
  readonly roles: number;
  readonly users: number;
}

export type KnownSituation = Situation & { readonly snapshot: IamSnapshot };

export function randomSituation(seed: number): KnownSituation {
  const roll = dice(seed);
  const draw: Draw = { roll, roles: 2 + Math.floor(roll() * 3), users: 1 + Math.floor(roll() * 2) };
  const roles = Array.from({ length: draw.roles }, (_, i) => randomRole(i, draw));
  const users = Array.from({ length: draw.users }, (_, i) => randomUser(i, draw));
  const snapshot: IamSnapshot = {
    accounts: [
      {
        accountId: ACCOUNT,
        aliases: [],
        takenAt: AS_OF,
        users,
        roles,
        providers: [],
        accessKeys: null,
        instanceProfiles: null,
        organization: null,
      },
    ],
    problems: [],
  };
  const held = randomHeld(draw);
  return {
    ...situationAt(AS_OF),
    targets: [{ kind: 'credential', id: held[0]!.id }],
    compromised: held.map(({ id }) => id),
    held,
    ownAccounts: new Set([ACCOUNT]),
    snapshot,
  };
}

/** A time that existing policies compare with: mostly past, now and then just ahead, in the time of the first phase. */
const someMoment = ({ roll }: Draw): string => formatTime(AS_OF + Math.floor((roll() - 0.88) * 2_000));

function someCondition(draw: Draw): object {
  const { roll, roles } = draw;
  const which = roll();
  if (which < 0.7) return {};
  if (which < 0.8) return { Condition: { DateLessThan: { 'aws:TokenIssueTime': someMoment(draw) } } };
  if (which < 0.88) return { Condition: { DateGreaterThan: { 'aws:TokenIssueTime': someMoment(draw) } } };
  const id = roleId(Math.floor(roll() * roles));
  if (which < 0.94) return { Condition: { StringEquals: { 'aws:userid': `${id}:s1` } } };
  return { Condition: { StringLike: { 'aws:userid': `${id}:ops-*` } } };
}

function randomRole(i: number, draw: Draw): IamRole {
  const { roll, roles, users } = draw;
  const principals = [
    ...Array.from({ length: roles }, (_, r) => roleArn(r)).filter(() => roll() < 0.3),
    ...Array.from({ length: users }, (_, u) => userArn(u)).filter(() => roll() < 0.3),
    ...(roll() < 0.3 ? [`arn:aws:iam::${ACCOUNT}:root`] : []),
  ];
  const trust = principals.map((AWS) => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'sts:AssumeRole',
    ...someCondition(draw),
  }));
  const shut =
    roll() < 0.1
      ? [{ Effect: 'Deny', Principal: { AWS: roleArn(Math.floor(roll() * roles)) }, Action: 'sts:AssumeRole' }]
      : [];
  return {
    arn: roleArn(i),
    name: `R${i}`,
    path: '/',
    roleId: roleId(i),
    accountId: ACCOUNT,
    trust: { Version: '2012-10-17', Statement: [...trust, ...shut] },
    policies: [inline(roleArn(i), 'own', permissions(draw))],
    boundary: null,
    tags: {},
    maxSessionSeconds: 3600,
    createdAt: null,
    lastUsedAt: null,
  };
}

function randomUser(i: number, draw: Draw): IamUser {
  return {
    arn: userArn(i),
    name: `U${i}`,
    path: '/',
    userId: `AIDA${String.fromCharCode(65 + i).repeat(12)}EXAMPLE`.slice(0, 21),
    accountId: ACCOUNT,
    policies: [inline(userArn(i), 'own', permissions(draw))],
    groups: [],
    boundary: null,
    tags: {},
    createdAt: null,
    hasLoginProfile: null,
    mfaDevices: null,
  };
}

const inline = (arn: string, name: string, Statement: readonly object[]) => ({
  id: `${arn}#${name}`,
  name,
  inline: true,
  document: { Version: '2012-10-17', Statement },
  through: null,
});

function permissions(draw: Draw): object[] {
  const { roll, roles } = draw;
  const statements: object[] = [];
  if (roll() < 0.5) {
    const Resource = roll() < 0.4 ? '*' : roleArn(Math.floor(roll() * roles));
    statements.push({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource, ...someCondition(draw) });
  }
  if (roll() < 0.5) statements.push({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
  if (roll() < 0.12) statements.push({ Effect: 'Allow', Action: 'iam:*', Resource: '*' });
  if (roll() < 0.08) statements.push({ Effect: 'Allow', Action: '*', Resource: '*' });
  if (roll() < 0.1) statements.push({ Effect: 'Allow', Action: 'sts:GetFederationToken', Resource: '*' });
  if (roll() < 0.15) statements.push({ Effect: 'Deny', Action: '*', Resource: '*', ...someCondition(draw) });
  if (roll() < 0.1)
    statements.push({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*', ...someCondition(draw) });
  return statements;
}

function randomHeld(draw: Draw): Held[] {
  const { roll, roles, users } = draw;
  const held: Held[] = [];
  if (roll() < 0.7) held.push(key(Math.floor(roll() * users), held.length));
  if (roll() < 0.4) held.push(userToken(Math.floor(roll() * users), held.length, draw));
  const tokens = held.length === 0 ? 1 : Math.floor(roll() * 4);
  for (let i = 0; i < tokens; i++) held.push(roleToken(Math.floor(roll() * roles), held.length, draw));
  return held;
}

const plain = {
  accountId: ACCOUNT,
  sessionName: null,
  issuedAt: null,
  mfa: false,
  sourceIdentity: null,
  sessionPolicies: [],
};
const idOf = (prefix: string, n: number): string => `${prefix}${String.fromCharCode(65 + n).repeat(9)}EXAMPLE`;

function key(user: number, n: number): Held {
  const caller: IamCaller = { ...plain, kind: 'user-key', arn: userArn(user) };
  return { ...heldAs(caller), id: idOf('AKIA', n), kind: 'access-key', userId: null };
}

function userToken(user: number, n: number, { roll }: Draw): Held {
  const issuedAt = AS_OF - 1 - Math.floor(roll() * 1_500);
  return {
    ...heldAs({ ...plain, kind: 'user-session', arn: userArn(user), issuedAt }),
    id: idOf('ASIA', n),
    userId: null,
  };
}

function roleToken(role: number, n: number, { roll }: Draw): Held {
  const sessionName = ['s1', 's2', 'ops-1'][Math.floor(roll() * 3)]!;
  const issuedAt = AS_OF - 1 - Math.floor(roll() * 1_500);
  const caller: IamCaller = { ...plain, kind: 'role-session', arn: roleArn(role), sessionName, issuedAt };
  return { ...heldAs(caller), id: idOf('ASIA', n), userId: `${roleId(role)}:${sessionName}` };
}

const heldAs = (caller: IamCaller): Held => ({
  id: '',
  kind: 'token',
  caller,
  userId: null,
  expiresAt: null,
  madeByAttacker: false,
  door: null,
});
