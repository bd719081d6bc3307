import { client, network, userAgent } from '../networks.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { peopleAtWork, pipelines, readObject } from './everyday.ts';
import { ACCOUNT, FIRST_DAY, OTHER_ACCOUNT } from './told.ts';
import type { Told } from './told.ts';

const newWorld = (seed: number): World => createWorld({ seed, start: FIRST_DAY });

/** People through SAML and Identity Center, on the command line and in the browser; one of them administers IAM. */
export function peopleByFederation(seed: number): Told {
  const world = newWorld(seed);
  for (let day = 0; day < 3; day++) peopleAtWork(world, day);
  const admin = world.saml('root-of-it@example.com', world.role('Administrator'), { at: world.on(2, '14:00') });
  admin.iam('CreateUser', { userName: 'new-colleague' }, { at: world.on(2, '14:05') });
  const path = '/aws-reserved/sso.amazonaws.com/';
  const role = world.role('AWSReservedSSO_Support_fedcba9876543210', { path });
  const portal = world.identityCenter('sam@example.com', role, { at: world.on(2, '15:00'), durationSeconds: 43_200 });
  for (const minute of ['15:02', '15:20', '16:40']) {
    portal.console.call('support.amazonaws.com', 'DescribeCases', { at: world.on(2, minute) });
  }
  return { world, asOf: world.on(2, '16:45'), config: {} };
}

/** CI without keys that chains into the deploy role of another account, as the configuration says it may. */
export function pipelineAcrossAccounts(seed: number): Told {
  const world = newWorld(seed);
  for (let day = 0; day < 3; day++) {
    pipelines(world, day);
    const at = world.on(day, '17:00');
    const ci = world.webIdentity('repo:example/shop:environment:prod', world.role('GitHubDeploy'), { at });
    const target = world.role('ProductionDeploy', { accountId: OTHER_ACCOUNT });
    const deploy = ci.assumeRole(target, { at: at + 8, sessionName: 'deploy', durationSeconds: 3600 });
    deploy.call('cloudformation.amazonaws.com', 'UpdateStack', { at: at + 30 });
  }
  return {
    world,
    asOf: world.on(2, '17:30'),
    config: {
      knownAccounts: [ACCOUNT, OTHER_ACCOUNT],
      allowedChains: [
        {
          from: `arn:aws:iam::${ACCOUNT}:role/GitHubDeploy`,
          to: `arn:aws:iam::${OTHER_ACCOUNT}:role/ProductionDeploy`,
        },
      ],
    },
  };
}

/** Key, session with MFA, role: what command-line wrappers do each morning. */
export function mfaSessions(seed: number): Told {
  const world = newWorld(seed);
  const serialNumber = 'arn:aws:iam::111122223333:mfa/mia';
  const key = world.accessKey(world.user('mia'), client(network.home, userAgent.cli));
  for (let day = 0; day < 5; day++) {
    const session = key.getSessionToken({ at: world.on(day, '08:30'), durationSeconds: 43_200, serialNumber });
    session.call('ec2.amazonaws.com', 'DescribeInstances', { at: world.on(day, '08:31') });
    const role = session.assumeRole(world.role('Developer'), { at: world.on(day, '08:32'), sessionName: 'mia' });
    readObject(role, 'builds', world.on(day, '08:40'));
    const again = session.assumeRole(world.role('Developer'), { at: world.on(day, '13:05'), sessionName: 'mia' });
    readObject(again, 'builds', world.on(day, '13:10'));
  }
  return { world, asOf: world.on(4, '13:30'), config: {} };
}

/** A key that assumes one role and works with it; then the key is rotated, after the last token has expired. */
export function terraform(seed: number): Told {
  const world = newWorld(seed);
  const admin = world.saml('dana@example.com', world.role('Administrator'), { at: world.on(3, '08:00') });
  const user = world.user('terraform');
  const home = client(network.builder, userAgent.terraform);
  let key = world.accessKey(user, home);
  const apply = (day: number): void => {
    key.call('sts.amazonaws.com', 'GetCallerIdentity', { at: world.on(day, '11:00') });
    const token = key.assumeRole(world.role('Infrastructure'), {
      at: world.on(day, '11:01'),
      sessionName: 'terraform',
    });
    token.call('ec2.amazonaws.com', 'DescribeVpcs', { at: world.on(day, '11:02') });
    token.forward('cloudformation.amazonaws.com', ['ec2.amazonaws.com', 'DescribeSubnets'], {
      at: world.on(day, '11:03'),
    });
  };
  for (let day = 0; day < 3; day++) apply(day);
  const old = { userName: 'terraform', accessKeyId: key.accessKeyId };
  const made = admin.iam('CreateAccessKey', { userName: 'terraform' }, { at: world.on(3, '08:05') });
  admin.iam('UpdateAccessKey', { ...old, status: 'Inactive' }, { at: world.on(3, '08:20') });
  admin.iam('DeleteAccessKey', old, { at: world.on(3, '08:40') });
  key = world.keyOf(made.accessKeyId!, user, home);
  for (let day = 3; day < 5; day++) apply(day);
  return { world, asOf: world.on(4, '11:30'), config: {} };
}

/** Browser sessions with many keys and no issuance, a role switch, and services that act for the person. */
export function consoleSessions(seed: number): Told {
  const world = newWorld(seed);
  for (let day = 0; day < 3; day++) {
    const console = world.signIn(world.user('lee'), { at: world.on(day, '09:00'), mfa: day !== 1 });
    for (const [index, service] of ['ec2', 's3', 'iam', 'lambda', 'rds', 'kms'].entries()) {
      const at = world.on(day, '09:01') + index * 70;
      console.call(`${service}.amazonaws.com`, `List${service}`, { at });
    }
    const switched = console.switchRole(world.role('Auditor'), { at: world.on(day, '09:40') });
    switched.call('config.amazonaws.com', 'DescribeConfigRules', { at: world.on(day, '09:41') });
    switched.call('iam.amazonaws.com', 'ListRoles', { at: world.on(day, '09:42') });
  }
  const key = world.accessKey(world.user('backup'), client(network.office, userAgent.boto));
  key.call('secretsmanager.amazonaws.com', 'GetSecretValue', { at: world.on(2, '12:00') });
  key.forward('secretsmanager.amazonaws.com', ['kms.amazonaws.com', 'Decrypt'], { at: world.on(2, '12:00') });
  return { world, asOf: world.on(2, '13:00'), config: {} };
}
