// How long plan and proof take: `node bench/contain.mjs <dist> [roles] [live tokens] [compromised tokens]`. One line of JSON.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, roleCount = '1000', liveCount = '10000', heldCount = '500'] = process.argv.slice(2);
const load = (module) => import(pathToFileURL(resolve(dist, module)).href);
const { judgePlan, makePlan } = await load('containment/index.js');
const { nothingMade } = await load('containment/situation.js');
const { createDecider } = await load('posture/index.js');

const ACCOUNT = '111122223333';
const AS_OF = 1_760_000_000;
const counts = { roles: Number(roleCount), live: Number(liveCount), held: Number(heldCount) };
const roleArn = (i) => `arn:aws:iam::${ACCOUNT}:role/role-${i}`;
const userArn = (i) => `arn:aws:iam::${ACCOUNT}:user/user-${i}`;
const id = (prefix, i) => `${prefix}${String(i).padStart(9, '0')}EXAMPLE`;

/** Like an account that grew: most roles are for services, some trust the account, some each other, a few themselves. */
function trustOf(i) {
  const allow = (Principal, more = {}) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
  const statements = [];
  const turn = i % 20;
  if (turn < 12) statements.push(allow({ Service: 'ec2.amazonaws.com' }));
  if (turn === 12 || turn === 13) statements.push(allow({ AWS: `arn:aws:iam::${ACCOUNT}:root` }));
  if (turn >= 14) statements.push(allow({ AWS: roleArn((i * 7) % counts.roles) }));
  if (turn === 15) statements.push(allow({ AWS: roleArn(i) }));
  if (turn === 19) statements.push(allow({ AWS: userArn(i % 20) }));
  return { Version: '2012-10-17', Statement: statements };
}

function permissionsOf(i) {
  const statement = (Action, Resource = '*', more = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
  const statements = [statement(['s3:GetObject', 's3:ListBucket', 'logs:PutLogEvents'])];
  if (i % 10 === 0) statements.push(statement('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/role-${i % 100}*`));
  if (i % 250 === 7) statements.push(statement('*'));
  return { Version: '2012-10-17', Statement: statements };
}

const policy = (arn, document) => ({ id: `${arn}#own`, name: 'own', inline: true, document, through: null });
const roles = Array.from({ length: counts.roles }, (_, i) => ({
  arn: roleArn(i),
  name: `role-${i}`,
  path: '/',
  roleId: id('AROA', i),
  accountId: ACCOUNT,
  trust: trustOf(i),
  policies: [policy(roleArn(i), permissionsOf(i))],
  boundary: null,
  tags: {},
  maxSessionSeconds: 3600,
  createdAt: null,
  lastUsedAt: null,
}));
const users = Array.from({ length: 20 }, (_, i) => ({
  arn: userArn(i),
  name: `user-${i}`,
  path: '/',
  userId: id('AIDA', i),
  accountId: ACCOUNT,
  policies: [
    policy(userArn(i), {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
    }),
  ],
  groups: [],
  boundary: null,
  tags: {},
  createdAt: null,
  hasLoginProfile: false,
  mfaDevices: [],
}));
const account = {
  accountId: ACCOUNT,
  aliases: [],
  takenAt: AS_OF,
  users,
  roles,
  providers: [],
  accessKeys: [],
  instanceProfiles: [],
  organization: null,
};

const caller = (kind, arn, more = {}) => ({
  kind,
  accountId: ACCOUNT,
  arn,
  sessionName: null,
  issuedAt: null,
  mfa: false,
  sourceIdentity: null,
  sessionPolicies: [],
  ...more,
});
const token = (i, role) => {
  const sessionName = `session-${i}`;
  const issuedAt = AS_OF - 60 - (i % 3000);
  return {
    id: id('ASIA', i),
    kind: 'token',
    caller: caller('role-session', roleArn(role), { sessionName, issuedAt }),
    userId: `${id('AROA', role)}:${sessionName}`,
    expiresAt: AS_OF + 3000,
    madeByAttacker: false,
    door: null,
  };
};
const key = {
  id: id('AKIA', 0),
  kind: 'access-key',
  caller: caller('user-key', userArn(0)),
  userId: null,
  expiresAt: null,
  madeByAttacker: false,
  door: null,
};
// The compromised ones are of a tenth of the roles.
const held = [key, ...Array.from({ length: counts.held - 1 }, (_, i) => token(i, (i * 10 + 5) % counts.roles))];
const bystanders = Array.from({ length: counts.live - counts.held }, (_, i) => {
  const { caller: who, userId, id: accessKeyId } = token(counts.held + i, (i * 13) % counts.roles);
  return {
    id: accessKeyId,
    principalArn: who.arn,
    sessionName: who.sessionName,
    userId,
    issuedAt: who.issuedAt,
    longTerm: false,
  };
});
const situation = {
  asOf: AS_OF,
  seenUntil: AS_OF - 900,
  targets: [{ kind: 'credential', id: key.id }],
  compromised: held.map((each) => each.id),
  held,
  bystanders,
  mintsSeen: new Map(),
  made: nothingMade,
  unknownMinters: [],
  unread: [],
  ownAccounts: new Set([ACCOUNT]),
  snapshot: { accounts: [account], problems: [] },
};

const begun = performance.now();
const plan = await makePlan(situation, createDecider);
const planned = performance.now();
const { proof } = await judgePlan(plan, situation, createDecider);
const proven = performance.now();
const seconds = (from, to) => Number(((to - from) / 1000).toFixed(2));
const actions = plan.phases.map((phase) => phase.actions.length);
process.stdout.write(
  JSON.stringify({
    ...counts,
    actions,
    result: proof.result,
    plan: seconds(begun, planned),
    proof: seconds(planned, proven),
    seconds: seconds(begun, proven),
  }),
);
