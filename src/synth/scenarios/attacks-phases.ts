import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import { readObject } from './everyday.ts';
import { FIRST_DAY, clock } from './told.ts';
import type { Told } from './told.ts';

const attacker = client(network.attacker, userAgent.botoAttacker);
const idOf = (credential: Credential): string => credential.accessKeyId;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** A chain of two roles, and all four phases over the two tokens of it. */
export function allTheWay(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const key = world.accessKey(world.user('build'), attacker);
  const first = key.assumeRole(world.role('Deploy'), { at: world.on(0, '10:00'), sessionName: 'd' });
  first.call('iam.amazonaws.com', 'ListUsers', { at: world.on(0, '10:05') });
  const second = first.assumeRole(world.role('Admin'), { at: world.on(0, '10:10'), sessionName: 'd' });
  const change = { userName: 'svc-report' };
  second.iam('AttachUserPolicy', { ...change, policyArn: administrator }, { at: world.on(0, '10:12') });
  const made = second.iam('CreateAccessKey', change, { at: world.on(0, '10:14') }).accessKeyId!;
  second.call('secretsmanager.amazonaws.com', 'GetSecretValue', { at: world.on(0, '10:20') });
  world.attack({
    name: 'a chain goes all the way',
    findings: [
      { rule: 'token-chain', severity: 'high', credential: idOf(second) },
      { rule: 'token-kill-chain', severity: 'critical', credential: idOf(second) },
    ],
    compromised: [key, first, second].map(idOf).concat(made),
  });
  return { world, asOf: world.on(0, '10:40'), config: {} };
}

/** A hole in a function that for nine days wrote rows: its token never leaves AWS, and makes a user. */
export function functionTurned(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const role = world.role('Invoices');
  const start = (day: number, hour: number): Credential =>
    world.lambda('invoices', role, { at: world.on(day, clock(hour * 60)) });
  for (let day = 0; day < 9; day++) readObject(start(day, 1), 'invoices', world.on(day, '01:05'));
  const token = start(9, 1);
  token.call('iam.amazonaws.com', 'GetAccountAuthorizationDetails', { at: world.on(9, '02:00') });
  token.iam('CreateUser', { userName: 'svc-report' }, { at: world.on(9, '02:03') });
  readObject(token, 'invoices', world.on(9, '02:10'));
  world.attack({
    name: 'a function that turned',
    findings: [{ rule: 'token-kill-chain', severity: 'high', credential: idOf(token) }],
    compromised: [idOf(token)],
  });
  return { world, asOf: world.on(9, '03:00'), config: {} };
}
