import { client, network, userAgent } from '../networks.ts';
import { trustPolicy } from '../records/iam.ts';
import type { Credential } from '../world/credential.ts';
import type { ExpectedFinding } from '../world/truth.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { pipelines, readObject } from './everyday.ts';
import { ACCOUNT, FIRST_DAY } from './told.ts';
import type { Scenario, Told } from './told.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);
const home = client(network.home, userAgent.cli);
const idOf = (credential: Credential): string => credential.accessKeyId;
const PERMISSION_SET = 'AWSReservedSSO_PowerUser_0123456789abcdef';
const ssoPath = { path: '/aws-reserved/sso.amazonaws.com/' };

function newWorld(seed: number): { readonly world: World; readonly key: Credential } {
  const world = createWorld({ seed, start: FIRST_DAY, loggedAccounts: [ACCOUNT, '777788889999'] });
  return { world, key: world.accessKey(world.user('build'), attacker) };
}

/** The console, opened with a token of a key or with that of a function. */
export function consoleOpened(by: 'key' | 'function'): Scenario {
  return (seed): Told => {
    const { world, key } = newWorld(seed);
    const at = world.on(0, '10:00');
    const token =
      by === 'key'
        ? key.assumeRole(world.role('Reader'), { at, sessionName: 'r' })
        : world.lambda('orders', world.role('Orders'), { at });
    const browser = token.openConsole({ at: at + 300, from: attacker, durationSeconds: 7200 });
    const findings: ExpectedFinding[] = [
      { rule: 'console-from-token', severity: by === 'key' ? 'medium' : 'high', credential: idOf(token) },
    ];
    const compromised = [...(by === 'key' ? [key] : []), token, browser].map(idOf);
    world.attack({ name: `console opened with a token of a ${by}`, findings, compromised });
    return { world, asOf: at + 1800, config: {} };
  };
}

/** AWS finds the key in public and says so; the token that was got with it before lives on. */
export function quarantinedKey(seed: number): Told {
  const { world, key } = newWorld(seed);
  const responder = world.accessKey(world.user('responder'), client(network.office, userAgent.cli));
  const token = key.assumeRole(world.role('Reader'), {
    at: world.on(0, '10:00'),
    sessionName: 'r',
    durationSeconds: 43_200,
  });
  const policyArn = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
  responder.iam('AttachUserPolicy', { userName: 'build', policyArn }, { at: world.on(0, '10:04') });
  readObject(token, 'data', world.on(0, '11:00'));
  world.attack({
    name: 'key under quarantine',
    findings: [{ rule: 'quarantined-key-lineage', severity: 'critical', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  return { world, asOf: world.on(0, '12:00'), config: {} };
}

/** A role that only responders may take is taken by a build user. */
export function forbiddenRole(seed: number): Told {
  const { world, key } = newWorld(seed);
  const role = world.role('BreakGlass');
  const token = key.assumeRole(role, { at: world.on(0, '10:00'), sessionName: 'b' });
  world.attack({
    name: 'forbidden role',
    findings: [{ rule: 'forbidden-role', severity: 'high', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  const forbiddenRoles = [{ role: role.arn, except: [`arn:aws:iam::${ACCOUNT}:user/responder`] }];
  return { world, asOf: world.on(0, '10:30'), config: { forbiddenRoles } };
}

/** A stolen chain opens a role to the attacker's own account, and he comes back that way. */
export function newTrust(seed: number): Told {
  const { world, key } = newWorld(seed);
  const first = key.assumeRole(world.role('Deploy'), { at: world.on(0, '10:00'), sessionName: 'd' });
  const second = first.assumeRole(world.role('Admin'), { at: world.on(0, '10:10'), sessionName: 'd' });
  const policyDocument = trustPolicy(['arn:aws:iam::999988887777:root']);
  second.iam('UpdateAssumeRolePolicy', { roleName: 'Archive', policyDocument }, { at: world.on(0, '10:16') });
  const own = world.accessKey(world.user('mallory', '999988887777'), attacker);
  const back = own.assumeRole(world.role('Archive'), { at: world.on(0, '10:40'), sessionName: 'm' });
  readObject(back, 'archive', world.on(0, '10:45'));
  world.attack({
    name: 'trust of his own making',
    findings: [{ rule: 'minted-through-new-trust', severity: 'critical', credential: idOf(back) }],
    compromised: [key, first, second, back].map(idOf),
  });
  return { world, asOf: world.on(0, '11:00'), config: { knownAccounts: [ACCOUNT] } };
}

/** A dependency of a CI job prints its token; somebody else uses it. */
export function ciToken(seed: number): Told {
  const { world } = newWorld(seed);
  pipelines(world, 0);
  const role = world.role('GitHubDeploy');
  const ci = world.webIdentity('repo:example/shop:ref:refs/heads/main', role, { at: world.on(1, '09:45') });
  ci.call('ecr.amazonaws.com', 'GetAuthorizationToken', { at: world.on(1, '09:46') });
  ci.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '09:52'), from: attacker });
  world.attack({
    name: 'CI token used elsewhere',
    findings: [{ rule: 'federated-token-off-network', severity: 'high', credential: idOf(ci) }],
    compromised: [idOf(ci)],
  });
  return { world, asOf: world.on(1, '10:00'), config: {} };
}

/** Malware copies a person's credentials of Identity Center; both use them. */
export function personToken(seed: number): Told {
  const { world } = newWorld(seed);
  const at = world.on(0, '09:20');
  const kim = world.identityCenter('kim@example.com', world.role(PERMISSION_SET, ssoPath), {
    at,
    durationSeconds: 28_800,
  });
  kim.credential.call('ec2.amazonaws.com', 'DescribeInstances', { at: at + 60 });
  kim.credential.call('sts.amazonaws.com', 'GetCallerIdentity', { at: at + 240, from: attacker });
  kim.credential.call('s3.amazonaws.com', 'ListBuckets', { at: at + 300, from: attacker });
  kim.credential.call('logs.amazonaws.com', 'FilterLogEvents', { at: at + 420 });
  world.attack({
    name: "person's token used by two",
    findings: [{ rule: 'federated-token-off-network', severity: 'high', credential: idOf(kim.credential) }],
    compromised: [kim.issued, idOf(kim.credential)],
  });
  return { world, asOf: at + 3600, config: {} };
}

/** A person approves a device code that the attacker asked for, and the attacker gets the token. */
export function deviceCode(seed: number): Told {
  const { world } = newWorld(seed);
  const at = world.on(0, '10:00');
  const browser = client(network.home, userAgent.browser);
  const userId = world.deviceSignIn({ at, asked: attacker, approved: browser, fetched: attacker });
  const taken = world.identityCenter('kim@example.com', world.role(PERMISSION_SET, ssoPath), {
    at: at + 120,
    from: attacker,
    userId,
  });
  taken.credential.call('s3.amazonaws.com', 'ListBuckets', { at: at + 180 });
  world.attack({
    name: 'device code of Identity Center',
    findings: [{ rule: 'device-code-theft', severity: 'high', credential: idOf(taken.credential) }],
    compromised: [taken.issued, idOf(taken.credential)],
  });
  return { world, asOf: at + 1800, config: {} };
}

/** A stolen key gives its user a second device, and gets a session with it. */
export function ownDevice(seed: number): Told {
  const { world, key } = newWorld(seed);
  const serialNumber = `arn:aws:iam::${ACCOUNT}:mfa/phone2`;
  key.iam('EnableMFADevice', { userName: 'build', serialNumber }, { at: world.on(0, '10:00') });
  const token = key.getSessionToken({ at: world.on(0, '10:05'), serialNumber });
  world.attack({
    name: 'MFA device of his own',
    findings: [{ rule: 'new-mfa-in-lineage', severity: 'low', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  return { world, asOf: world.on(0, '10:30'), config: {} };
}

/** Somebody takes the id of an identity pool from an application's script. */
export function guestOfPool(seed: number): Told {
  const { world } = newWorld(seed);
  const at = world.on(0, '10:00');
  const token = world.cognito('us-east-1:0badbadb-0000-4000-8000-000000000001', world.role('PoolGuest'), {
    at,
    from: attacker,
  });
  token.call('s3.amazonaws.com', 'ListBuckets', { at: at + 60 });
  world.attack({
    name: 'guest of an identity pool',
    findings: [{ rule: 'public-credentials', severity: 'low', credential: idOf(token) }],
    compromised: [idOf(token)],
  });
  return { world, asOf: at + 600, config: {} };
}

/** Nothing is wrong here: people who sign in by device, move, and change to a VPN; runners that come from everywhere. */
export function peopleAndRunnersOnTheMove(seed: number): Told {
  const { world } = newWorld(seed);
  const vpn = client(network.builder, userAgent.cli);
  const role = world.role(PERMISSION_SET, ssoPath);
  for (let day = 0; day < 3; day++) {
    const at = world.on(day, '08:50');
    const browser = client(network.home, userAgent.browser);
    const userId = world.deviceSignIn({ at, asked: home, approved: browser, fetched: home });
    const kim = world.identityCenter('kim@example.com', role, { at: at + 120, durationSeconds: 28_800, userId });
    const calls = [home, vpn, home].entries();
    for (const [n, from] of calls) {
      kim.credential.call('ec2.amazonaws.com', 'DescribeInstances', { at: at + 300 + n * 1500, from });
    }
    const later = world.identityCenter('kim@example.com', role, { at: world.on(day, '15:00'), from: vpn, userId });
    later.credential.call('logs.amazonaws.com', 'FilterLogEvents', { at: world.on(day, '15:05') });
    for (const [n, ip] of ['192.0.2.130', '198.51.100.140', '203.0.113.200'].entries()) {
      const start = world.on(day, `1${n}:20`);
      const from = client(ip, userAgent.github);
      const ci = world.webIdentity('repo:example/site:ref:refs/heads/main', world.role('GitHubSite'), {
        at: start,
        from,
      });
      ci.call('s3.amazonaws.com', 'PutObject', { at: start + 60, from, data: true });
    }
  }
  return { world, asOf: world.on(2, '16:00'), config: {} };
}
