import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import { readObject } from './everyday.ts';
import { FIRST_DAY } from './told.ts';
import type { Told } from './told.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);
const idOf = (credential: Credential): string => credential.accessKeyId;

/** The session of a person is copied from his laptop and used while he works. */
export function sharedSession(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const { credential, issued } = world.identityCenter(
    'kim@example.com',
    world.role('AWSReservedSSO_Dev_0123456789abcdef', { path: '/aws-reserved/sso.amazonaws.com/' }),
    {
      at: world.on(0, '09:00'),
      durationSeconds: 28_800,
    },
  );
  for (const minute of ['09:02', '09:20', '09:41', '09:58']) readObject(credential, 'builds', world.on(0, minute));
  for (const [clock, eventName] of [
    ['09:30', 'ListUsers'],
    ['09:31', 'ListRoles'],
    ['09:33', 'ListPolicies'],
  ] as const) {
    credential.call('iam.amazonaws.com', eventName, { at: world.on(0, clock), from: attacker });
  }
  world.attack({
    name: 'session used in two networks at once',
    findings: [{ rule: 'concurrent-networks', severity: 'high', credential: idOf(credential) }],
    compromised: [idOf(credential), issued],
  });
  return { world, asOf: world.on(0, '10:30'), config: {} };
}

/** A build prints its token; somebody reads the log and asks whose it is. */
export function tokenFromLog(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const key = world.accessKey(world.user('build'), client(network.builder, userAgent.boto));
  const token = key.assumeRole(world.role('Publish'), { at: world.on(0, '10:00'), sessionName: 'job-17' });
  token.call('sts.amazonaws.com', 'GetCallerIdentity', { at: world.on(0, '10:20'), from: attacker });
  token.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(0, '10:21'), from: attacker });
  const mine = key.assumeRole(world.role('Publish'), { at: world.on(0, '11:00'), sessionName: 'job-18' });
  mine.call('sts.amazonaws.com', 'GetCallerIdentity', { at: world.on(0, '11:00:02') });
  world.attack({
    name: 'token read from a log',
    findings: [{ rule: 'first-use-recon', severity: 'medium', credential: idOf(token) }],
    compromised: [idOf(token)],
  });
  return { world, asOf: world.on(0, '10:40'), config: {} };
}
