import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import { readObject } from './everyday.ts';
import { FIRST_DAY, clock } from './told.ts';
import type { Told } from './told.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);
const idOf = (credential: Credential): string => credential.accessKeyId;

/** A role that Lambda assumed twice a day for nine days is assumed with a stolen key. */
export function serviceRoleTaken(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const role = world.role('Orders');
  for (let day = 0; day < 10; day++) {
    for (const hour of [0, 12]) {
      const token = world.lambda('orders', role, { at: world.on(day, clock(hour * 60 + 1)) });
      readObject(token, 'orders', world.on(day, clock(hour * 60 + 5)));
    }
  }
  const key = world.accessKey(world.user('build'), attacker);
  const token = key.assumeRole(role, { at: world.on(9, '14:00'), sessionName: 'orders' });
  readObject(token, 'orders', world.on(9, '14:02'));
  world.attack({
    name: 'service role taken by a person',
    findings: [{ rule: 'service-role-by-person', severity: 'high', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  return { world, asOf: world.on(9, '15:00'), config: {} };
}

/** A stolen key puts a session token by, and comes back to it a day later. */
export function dormantSession(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const key = world.accessKey(world.user('build'), attacker);
  const serialNumber = 'arn:aws:iam::111122223333:mfa/build';
  const token = key.getSessionToken({ at: world.on(0, '10:00'), durationSeconds: 129_600, serialNumber });
  token.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '11:00') });
  world.attack({
    name: 'dormant session token',
    findings: [{ rule: 'dormant-token', severity: 'medium', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  return { world, asOf: world.on(1, '12:00'), config: {} };
}

/** A session that came by SAML and assumed one role every day assumes another one on the ninth. */
export function newChain(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const analyst = world.role('Analyst');
  for (let day = 0; day < 8; day++) {
    const session = world.saml('dana@example.com', analyst, { at: world.on(day, '09:00') });
    readObject(
      session.assumeRole(world.role('Reader'), { at: world.on(day, '09:05') }),
      'data',
      world.on(day, '09:10'),
    );
  }
  const stolen = world.saml('dana@example.com', analyst, { at: world.on(8, '09:00') });
  const token = stolen.assumeRole(world.role('Payroll'), { at: world.on(8, '09:30'), sessionName: 'p' });
  readObject(token, 'payroll', world.on(8, '09:31'));
  world.attack({
    name: 'role chain never seen before',
    findings: [{ rule: 'new-role-chain', severity: 'low', credential: idOf(token) }],
    compromised: [stolen, token].map(idOf),
  });
  return { world, asOf: world.on(8, '10:00'), config: {} };
}
