import { client, network, userAgent } from '../networks.ts';
import { revokeOlderSessions } from '../records/iam.ts';
import { createWorld } from '../world/world.ts';
import { liveThroughDay, readObject, settle } from './everyday.ts';
import { ACCOUNT, FIRST_DAY, newest } from './told.ts';
import type { Told } from './told.ts';

const END = '2026-10-08T09:00:00Z';

/**
 * The key of a support user (A) is stolen. The thief turns it into a session token of 36 hours (B), mints a role token
 * with that (C) and reads a bucket. The responder deletes A: C goes on. The responder revokes the role's sessions: C is
 * dead, but B lies there, and mints D and E.
 */
export function supportUser(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY, logsUntil: END, loggedAccounts: [ACCOUNT] });
  const everyday = settle(world);
  for (let day = 0; day <= 3; day++) liveThroughDay(everyday, day);
  const role = world.role('SupportDataReader');
  const a = world.accessKey(world.user('support'), client(network.office, userAgent.cli));
  a.assumeRole(role, { at: world.on(0, '11:00'), sessionName: 'ticket-4711' });
  const attacker = client(network.attacker, userAgent.boto);
  const b = a.getSessionToken({ at: world.on(2, '13:02'), from: attacker, durationSeconds: 129_600 });
  const c = b.assumeRole(role, { at: world.on(2, '13:20'), sessionName: 'support', durationSeconds: 43_200 });
  const reads = (token: typeof c, day: number, clocks: readonly string[]): void => {
    for (const clock of clocks) readObject(token, 'customer-data', world.on(day, clock));
  };
  reads(c, 2, ['13:22', '13:24', '13:51', '14:30']);
  const deleted = { userName: 'support', accessKeyId: a.accessKeyId };
  everyday.admin.iam('DeleteAccessKey', deleted, { at: world.on(2, '15:05') });
  reads(c, 2, ['15:20', '15:58', '16:10']);
  const cutOff = world.on(2, '16:30');
  everyday.admin.iam('PutRolePolicy', revokeOlderSessions(role.name, cutOff), { at: cutOff });
  c.call('s3.amazonaws.com', 'GetObject', {
    at: world.on(2, '16:41'),
    data: true,
    error: ['AccessDenied', 'Access Denied'],
    requestParameters: { bucketName: 'customer-data', key: 'current/data.json' },
  });
  const d = b.assumeRole(role, { at: world.on(2, '21:30'), sessionName: 'support', durationSeconds: 43_200 });
  reads(d, 2, ['21:32', '22:11']);
  const e = b.assumeRole(role, { at: world.on(3, '05:40'), sessionName: 'support', durationSeconds: 43_200 });
  reads(e, 3, ['05:44', '08:15']);
  world.attack({
    name: 'support user',
    findings: [
      { rule: 'session-token-without-mfa', severity: 'high', credential: b.accessKeyId },
      { rule: 'token-chain', severity: 'high', credential: b.accessKeyId },
      { rule: 'survives-revocation', severity: 'critical', credential: b.accessKeyId },
      { rule: 'survives-revocation', severity: 'critical', credential: c.accessKeyId },
      { rule: 'survives-revocation', severity: 'critical', credential: e.accessKeyId },
      { rule: 'minted-after-revocation', severity: 'critical', credential: d.accessKeyId },
      { rule: 'minted-after-revocation', severity: 'critical', credential: e.accessKeyId },
    ],
    compromised: [a, b, c, d, e].map((credential) => credential.accessKeyId),
  });
  return { world, asOf: newest(world), config: {} };
}
