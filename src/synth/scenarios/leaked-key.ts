import { client, network, userAgent } from '../networks.ts';
import { epoch } from '../times.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { liveThroughDay, readObject, settle } from './everyday.ts';
import { ACCOUNT, FIRST_DAY, newest } from './told.ts';
import type { Told } from './told.ts';

const LEAK_DAY = 1;
const REVOKE_DAY = 8;
const END = '2026-10-13T19:30:00Z';

/**
 * A key is pushed to a public repository. Within minutes somebody assumes an admin role with it, and from then on
 * refreshes that role from its own tokens, hour by hour, for a week. The key is deactivated and then deleted; the chain
 * goes on.
 */
export function leakedKey(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY, logsUntil: END, loggedAccounts: [ACCOUNT] });
  const everyday = settle(world);
  const key = world.accessKey(world.user('deploy-bot'), client(network.builder, userAgent.terraform));
  key.assumeRole(world.role('Deploy'), { at: world.on(0, '14:00'), sessionName: 'terraform' });
  for (let day = 0; day <= REVOKE_DAY; day++) liveThroughDay(everyday, day);
  const { first, chain } = refreshUntil(world, key, epoch(END));
  const deploy = { userName: 'deploy-bot', accessKeyId: key.accessKeyId };
  everyday.admin.iam('UpdateAccessKey', { ...deploy, status: 'Inactive' }, { at: world.on(REVOKE_DAY, '15:12') });
  everyday.admin.iam('DeleteAccessKey', deploy, { at: world.on(REVOKE_DAY, '16:40') });
  world.attack({
    name: 'leaked key with refresh loop',
    findings: [
      { rule: 'token-chain', severity: 'high', credential: first.accessKeyId },
      { rule: 'refresh-loop', severity: 'critical', credential: chain.at(-1)! },
      { rule: 'survives-revocation', severity: 'critical', credential: chain.at(-1)! },
    ],
    compromised: [key.accessKeyId, ...chain],
  });
  return { world, asOf: newest(world), config: {} };
}

/** AKIA → Admin → Admin → …: each token asks for the next one before its hour is over. */
function refreshUntil(world: World, key: Credential, end: number): { first: Credential; chain: string[] } {
  const attacker = client(network.attacker, userAgent.botoAttacker);
  const admin = world.role('Admin');
  let at = world.on(LEAK_DAY, '14:26');
  key.call('sts.amazonaws.com', 'GetCallerIdentity', { at, from: attacker });
  at += 190;
  const first = key.assumeRole(admin, { at, from: attacker, sessionName: 'admin', durationSeconds: 3600 });
  const chain = [first.accessKeyId];
  let token = first;
  for (let generation = 1; at + 3300 < end; generation++) {
    lookAround(token, generation, at);
    at += 3300 + (generation % 7) * 17;
    token = token.assumeRole(admin, { at, sessionName: 'admin', durationSeconds: 3600 });
    chain.push(token.accessKeyId);
  }
  readObject(token, 'customer-exports', at + 300);
  return { first, chain };
}

/** A little every now and then: nobody who counts calls would notice. */
function lookAround(token: Credential, generation: number, at: number): void {
  if (generation === 1) {
    for (const [index, eventName] of ['ListUsers', 'ListRoles', 'GetAccountAuthorizationDetails'].entries()) {
      token.call('iam.amazonaws.com', eventName, { at: at + 30 + index * 4 });
    }
  }
  if (generation % 12 === 2) token.call('s3.amazonaws.com', 'ListBuckets', { at: at + 600 });
  if (generation % 12 === 5) readObject(token, 'customer-exports', at + 700);
  if (generation % 24 === 9) token.call('secretsmanager.amazonaws.com', 'ListSecrets', { at: at + 900 });
}
