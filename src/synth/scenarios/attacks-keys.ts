import { client, network, userAgent } from '../networks.ts';
import { revokeOlderSessions, trustPolicy } from '../records/iam.ts';
import type { Credential } from '../world/credential.ts';
import type { ExpectedFinding } from '../world/truth.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { readObject } from './everyday.ts';
import { FIRST_DAY } from './told.ts';
import type { Scenario, Told } from './told.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);
const elsewhere = client(network.attackerToo, userAgent.botoAttacker);
const idOf = (credential: Credential): string => credential.accessKeyId;

interface Theft {
  readonly world: World;
  readonly key: Credential;
  readonly responder: Credential;
}

function stolenKey(seed: number): Theft {
  const world = createWorld({ seed, start: FIRST_DAY });
  const responder = world.accessKey(world.user('responder'), client(network.office, userAgent.cli));
  return { world, key: world.accessKey(world.user('build'), attacker), responder };
}

/** A session token without MFA: used from where it was made, used elsewhere, or used to assume a role. */
export function sessionToken(then: 'stays' | 'moves' | 'assumes'): Scenario {
  return (seed): Told => {
    const { world, key } = stolenKey(seed);
    const token = key.getSessionToken({ at: world.on(0, '10:00'), durationSeconds: 129_600 });
    const stolen = [key, token];
    const readFrom = then === 'moves' ? elsewhere : attacker;
    token.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(0, '10:30'), from: readFrom });
    if (then === 'assumes') stolen.push(token.assumeRole(world.role('Reader'), { at: world.on(0, '11:00') }));
    world.attack({
      name: `session token without MFA (${then})`,
      findings: [
        {
          rule: 'session-token-without-mfa',
          severity: then === 'stays' ? 'medium' : 'high',
          credential: idOf(token),
        },
      ],
      compromised: stolen.map(idOf),
    });
    // A day and a half after the call the token has six hours to live.
    return { world, asOf: world.on(1, '16:00'), config: {} };
  };
}

const ALLOW_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const READ_ONLY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared/*' }],
});

/** A federated session: narrow, with everything allowed, with AWS's administrator policy; some then open the console. */
export function federationToken(
  policy: 'narrow' | 'everything' | 'administrator',
  options: { readonly thenConsole?: true } = {},
): Scenario {
  return (seed): Told => {
    const { world, key } = stolenKey(seed);
    const asked =
      policy === 'administrator'
        ? { policyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }
        : { policy: policy === 'everything' ? ALLOW_ALL : READ_ONLY };
    const token = key.getFederationToken({
      at: world.on(0, '10:00'),
      name: 'backup',
      durationSeconds: 129_600,
      ...asked,
    });
    readObject(token, 'shared', world.on(0, '10:10'));
    const stolen = [key, token];
    if (options.thenConsole) stolen.push(token.openConsole({ at: world.on(0, '10:20'), durationSeconds: 7200 }));
    const severity = policy === 'narrow' && !options.thenConsole ? 'medium' : 'high';
    world.attack({
      name: `federation token (${policy})`,
      findings: [{ rule: 'federation-token', severity, credential: idOf(token) }],
      compromised: stolen.map(idOf),
    });
    return { world, asOf: world.on(0, '12:00'), config: {} };
  };
}

/** The key ends in one of three ways; its token lives on, and in some stories is used. */
export function revokedInVain(how: 'deactivated' | 'deleted' | 'user-deleted', used: boolean): Scenario {
  return (seed): Told => {
    const { world, key, responder } = stolenKey(seed);
    const token = key.assumeRole(world.role('Reader'), {
      at: world.on(0, '10:00'),
      sessionName: 'r',
      durationSeconds: 43_200,
    });
    readObject(token, 'data', world.on(0, '10:05'));
    end(world, { key, responder }, how);
    if (used) readObject(token, 'data', world.on(0, '14:00'));
    world.attack({
      name: `key ${how}, token ${used ? 'used' : 'alive'}`,
      findings: [{ rule: 'survives-revocation', severity: used ? 'critical' : 'high', credential: idOf(token) }],
      compromised: [key, token].map(idOf),
    });
    return { world, asOf: world.on(0, '15:00'), config: {} };
  };
}

function end(
  world: World,
  { key, responder }: Omit<Theft, 'world'>,
  how: 'deactivated' | 'deleted' | 'user-deleted',
): void {
  const named = { userName: 'build', accessKeyId: key.accessKeyId };
  const at = world.on(0, '12:00');
  if (how === 'deactivated') responder.iam('UpdateAccessKey', { ...named, status: 'Inactive' }, { at });
  else responder.iam('DeleteAccessKey', named, { at });
  if (how === 'user-deleted') responder.iam('DeleteUser', { userName: 'build' }, { at: at + 30 });
}

/** The role's sessions are revoked while the key still works: the next token comes at once. */
export function mintedAfterRevocation(seed: number): Told {
  const { world, key, responder } = stolenKey(seed);
  const role = world.role('Reader');
  const before = key.assumeRole(role, { at: world.on(0, '10:00'), sessionName: 'r' });
  const cutOff = world.on(0, '10:30');
  responder.iam('PutRolePolicy', revokeOlderSessions(role.name, cutOff), { at: cutOff + 1 });
  const after = key.assumeRole(role, { at: world.on(0, '10:35'), sessionName: 'r' });
  readObject(after, 'data', world.on(0, '10:40'));
  world.attack({
    name: 'token minted after the revocation',
    findings: [{ rule: 'minted-after-revocation', severity: 'critical', credential: idOf(after) }],
    compromised: [key, before, after].map(idOf),
  });
  return { world, asOf: world.on(0, '10:50'), config: {} };
}

/** Temporary tokens of the root user, got with its own key or by AssumeRoot. */
export function rootToken(how: 'GetSessionToken' | 'AssumeRoot'): Scenario {
  return (seed): Told => {
    const { world, key } = stolenKey(seed);
    const signer = how === 'GetSessionToken' ? world.rootKey(attacker) : key;
    const at = world.on(0, '10:00');
    const token =
      how === 'GetSessionToken' ? signer.getSessionToken({ at }) : signer.assumeRoot('444455556666', { at });
    token.call('iam.amazonaws.com', 'ListAccessKeys', { at: at + 60 });
    world.attack({
      name: `root token by ${how}`,
      findings: [{ rule: 'root-token', severity: 'high', credential: idOf(token) }],
      compromised: [signer, token].map(idOf),
    });
    return { world, asOf: at + 600, config: {} };
  };
}

/** A chained token digs in: a user with a key of its own, a trust policy, and the trail stopped. */
export function digsIn(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const first = key.assumeRole(world.role('Deploy'), { at: world.on(0, '10:00'), sessionName: 'd' });
  const second = first.assumeRole(world.role('Admin'), { at: world.on(0, '10:10'), sessionName: 'd' });
  const change = (eventName: string, asked: Readonly<Record<string, unknown>>, clock: string) =>
    second.iam(eventName, asked, { at: world.on(0, clock) });
  change('CreateUser', { userName: 'svc-monitor' }, '10:12');
  change(
    'AttachUserPolicy',
    { userName: 'svc-monitor', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    '10:13',
  );
  const made = change('CreateAccessKey', { userName: 'svc-monitor' }, '10:14').accessKeyId!;
  const document = trustPolicy(['arn:aws:iam::999988887777:root']);
  change('UpdateAssumeRolePolicy', { roleName: 'Reader', policyDocument: document }, '10:16');
  const trail = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main';
  const requestParameters = { name: trail };
  second.call('cloudtrail.amazonaws.com', 'StopLogging', {
    at: world.on(0, '10:20'),
    readOnly: false,
    requestParameters,
  });
  const findings: ExpectedFinding[] = [
    { rule: 'token-chain', severity: 'high', credential: idOf(second) },
    { rule: 'iam-change-by-token', severity: 'critical', credential: idOf(second) },
    { rule: 'trail-tampering', severity: 'critical', credential: idOf(second) },
  ];
  world.attack({ name: 'a chained token digs in', findings, compromised: [key, first, second].map(idOf).concat(made) });
  return { world, asOf: world.on(0, '10:30'), config: {} };
}

/** One token, not in any chain, switches the trail's eyes away from everything that writes. */
export function trailNarrowed(seed: number): Told {
  const { world, key } = stolenKey(seed);
  const token = key.assumeRole(world.role('Auditor'), { at: world.on(0, '10:00'), sessionName: 'a' });
  const requestParameters = {
    trailName: 'main',
    eventSelectors: [{ readWriteType: 'ReadOnly', includeManagementEvents: false, dataResources: [] }],
  };
  const call = { readOnly: false, requestParameters };
  token.call('cloudtrail.amazonaws.com', 'PutEventSelectors', { at: world.on(0, '10:05'), ...call });
  world.attack({
    name: 'trail narrowed',
    findings: [{ rule: 'trail-tampering', severity: 'critical', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  return { world, asOf: world.on(0, '10:30'), config: {} };
}
