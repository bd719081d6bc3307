import { client, network, userAgent } from '../networks.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { readObject } from './everyday.ts';
import { FIRST_DAY } from './told.ts';
import type { Told } from './told.ts';

/** People and programs whose address changes for good reasons; each got its token in one network and uses it in more. */
export function clientsOnTheMove(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  for (let day = 0; day < 2; day++) {
    vpnSwitchedOn(world, day);
    splitTunnel(world, day);
    dualStack(world, day);
    helpers(world, day);
    buildBehindTwoGateways(world, day);
  }
  return { world, asOf: world.on(1, '20:00'), config: {} };
}

/** From home, until the VPN is on: the day goes on from the office's address. */
function vpnSwitchedOn(world: World, day: number): void {
  const vim = world.saml('vim@example.com', world.role('Developer'), {
    at: world.on(day, '08:00'),
    from: client(network.home, userAgent.cli),
    durationSeconds: 28_800,
  });
  for (const at of ['08:01', '08:03']) readObject(vim, 'builds', world.on(day, at));
  const office = client('198.51.100.10', userAgent.cli);
  for (const at of ['08:05', '08:30', '11:00', '15:00']) {
    vim.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(day, at), from: office });
  }
}

/** IAM goes through the VPN, everything else directly. */
function splitTunnel(world: World, day: number): void {
  const at = world.on(day, '09:00');
  const pat = world.saml('pat@example.com', world.role('Developer'), { at, from: client(network.home, userAgent.cli) });
  const vpn = client('198.51.100.11', userAgent.cli);
  for (let turn = 1; turn < 6; turn++) {
    readObject(pat, 'builds', at + turn * 120);
    pat.call('iam.amazonaws.com', 'GetRole', { at: at + turn * 120 + 40, from: vpn });
  }
}

function dualStack(world: World, day: number): void {
  const at = world.on(day, '10:00');
  const ira = world.saml('ira@example.com', world.role('Developer'), { at });
  const six = client('2001:db8:aa:1::7', userAgent.boto);
  ira.call('sts.amazonaws.com', 'GetCallerIdentity', { at: at + 5, from: six });
  for (let turn = 1; turn < 6; turn++) {
    readObject(ira, 'builds', at + turn * 100);
    ira.call('s3.amazonaws.com', 'ListBuckets', { at: at + turn * 100 + 30, from: six });
  }
}

/** Services that go on for the session, from their own addresses. */
function helpers(world: World, day: number): void {
  const at = world.on(day, '11:00');
  const ann = world.saml('ann@example.com', world.role('Analyst'), { at });
  for (let turn = 1; turn < 6; turn++) {
    ann.call('athena.amazonaws.com', 'StartQueryExecution', { at: at + turn * 90 });
    ann.forward('athena.amazonaws.com', ['glue.amazonaws.com', 'GetTable'], { at: at + turn * 90 + 2 });
  }
}

/** A job in AWS that leaves by one gateway and by the other. */
function buildBehindTwoGateways(world: World, day: number): void {
  const at = world.on(day, '12:00');
  const [one, two] = [client(world.address(), userAgent.java), client(world.address(), userAgent.java)];
  const key = world.accessKey(world.user(`jenkins-${day}`), one);
  const job = key.assumeRole(world.role('Build'), { at, sessionName: 'job' });
  for (let turn = 1; turn < 6; turn++) {
    job.call('ecr.amazonaws.com', 'GetAuthorizationToken', { at: at + turn * 60, from: turn % 2 === 0 ? one : two });
  }
}
