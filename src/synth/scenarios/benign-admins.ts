import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { FIRST_DAY } from './told.ts';
import type { Told } from './told.ts';

const policyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

/** Everything that an attacker does, in his order, by those whose work it is; for eight days before they only looked. */
export function administratorsAtWork(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const path = '/aws-reserved/sso.amazonaws.com/';
  const permissionSet = world.role('AWSReservedSSO_Admin_0123456789abcdef', { path });
  const pipeline = client(network.builder, userAgent.terraform);
  const key = world.accessKey(world.user('terraform'), pipeline);
  const mia = world.accessKey(world.user('mia'), client(network.home, userAgent.cli));
  for (let day = 0; day < 9; day++) {
    const person = world.saml('dana@example.com', world.role('Administrator'), { at: world.on(day, '09:00') });
    const portal = world.identityCenter('kim@example.com', permissionSet, { at: world.on(day, '10:00') });
    const infrastructure = key.assumeRole(world.role('Infrastructure'), { at: world.on(day, '11:00') });
    const serialNumber = 'arn:aws:iam::111122223333:mfa/mia';
    const session = mia.getSessionToken({ at: world.on(day, '12:00'), durationSeconds: 43_200, serialNumber });
    const role = session.assumeRole(world.role('Operator'), { at: world.on(day, '12:01'), sessionName: 'mia' });
    build(infrastructure, world.on(day, '11:01'), `app-${day}`);
    if (day < 8) look(world, [person, portal.credential, role], day);
    else
      for (const [index, who] of [person, portal.credential, role].entries())
        build(who, lastDay(world, index), `p${index}`);
  }
  return { world, asOf: world.on(8, '13:00'), config: {} };
}

const lastDay = (world: World, hour: number): number => world.on(8, `${['09', '10', '12'][hour]}:05`);

function look(world: World, people: readonly Credential[], day: number): void {
  for (const [index, who] of people.entries()) {
    who.call('iam.amazonaws.com', 'ListUsers', { at: world.on(day, `${['09', '10', '12'][index]}:05`) });
  }
}

function build(who: Credential, at: number, userName: string): void {
  who.call('iam.amazonaws.com', 'ListUsers', { at });
  who.iam('CreateUser', { userName }, { at: at + 10 });
  who.iam('AttachUserPolicy', { userName, policyArn }, { at: at + 20 });
  who.iam('CreateAccessKey', { userName }, { at: at + 30 });
  who.call('ssm.amazonaws.com', 'GetParameter', { at: at + 40 });
}
