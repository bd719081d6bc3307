import { client, network, userAgent } from '../../networks.ts';
import { readObject } from '../../scenarios/everyday.ts';
import { FIRST_DAY, newest } from '../../scenarios/told.ts';
import type { Told } from '../../scenarios/told.ts';
import { createWorld } from '../../world/world.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);

/** The credentials that a person got from the Identity Center portal are copied from the laptop and used elsewhere. */
export function identityCenterTheft(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const path = '/aws-reserved/sso.amazonaws.com/';
  const role = world.role('AWSReservedSSO_Administrator_99aabbccddeeff00', { path });
  const at = world.on(1, '09:00');
  const { credential, issued } = world.identityCenter(`pat-${seed % 1000}@example.com`, role, {
    at,
    durationSeconds: 28_800,
  });
  for (const minutes of [3, 20, 95]) readObject(credential, 'reports', at + minutes * 60);
  credential.call('sts.amazonaws.com', 'GetCallerIdentity', { at: at + 5900, from: attacker });
  credential.call('s3.amazonaws.com', 'ListBuckets', { at: at + 5960, from: attacker });
  readObject(credential, 'reports', at + 6000);
  world.attack({
    name: 'Identity Center session theft',
    findings: [{ rule: 'federated-token-off-network', severity: 'high', credential: credential.accessKeyId }],
    compromised: [issued, credential.accessKeyId],
  });
  return { world, asOf: newest(world), config: {} };
}

/** The trust policy names the provider and forgets the repository: anybody's workflow may come. */
export function foreignRepository(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const role = world.role('ReleaseUploader');
  for (let day = 0; day < 2; day++) {
    const at = world.on(day, '12:30');
    const own = world.webIdentity('repo:example/uploader:ref:refs/heads/main', role, { at });
    readObject(own, 'releases', at + 60);
  }
  const at = world.on(1, '22:41');
  const foreign = world.webIdentity('repo:mallory/test:ref:refs/heads/main', role, { at, from: attacker });
  foreign.call('sts.amazonaws.com', 'GetCallerIdentity', { at: at + 5 });
  foreign.call('s3.amazonaws.com', 'ListBuckets', { at: at + 9 });
  readObject(foreign, 'releases', at + 30);
  world.attack({
    name: 'OIDC token from a foreign repository',
    findings: [{ rule: 'foreign-subject', severity: 'high', credential: foreign.accessKeyId }],
    compromised: [foreign.accessKeyId],
  });
  return { world, asOf: newest(world), config: {} };
}

/** Minted with a stolen key and kept in a drawer until most of its twelve hours are over. */
export function dormantToken(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const key = world.accessKey(world.user(`nightly-${seed % 10_000}`), attacker);
  const at = world.on(1, '01:15');
  const token = key.assumeRole(world.role('NightlyExport'), { at, sessionName: 'export', durationSeconds: 43_200 });
  readObject(token, 'exports', at + 10 * 3600);
  token.call('s3.amazonaws.com', 'ListBuckets', { at: at + 10 * 3600 + 30 });
  world.attack({
    name: 'dormant token',
    findings: [{ rule: 'dormant-token', severity: 'medium', credential: token.accessKeyId }],
    compromised: [key, token].map(({ accessKeyId }) => accessKeyId),
  });
  return { world, asOf: newest(world), config: {} };
}
