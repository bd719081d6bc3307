import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import type { Instance } from '../world/instance.ts';
import type { World } from '../world/world.ts';
import { clock } from './told.ts';

/** The quiet life around a story, in pieces: nothing here may ever be reported. */
export interface Everyday {
  readonly world: World;
  readonly admin: Credential;
  readonly instances: readonly Instance[];
}

/** An administrator's key, used from the office, and two instances behind one NAT gateway. */
export function settle(world: World): Everyday {
  const admin = world.accessKey(world.user('platform-admin'), client(network.office, userAgent.terraform));
  const vpc = world.vpc(admin, { at: world.on(0, '00:05') });
  const role = world.role('WebServer');
  const instances = ['00:10', '00:11'].map((at) =>
    world.instance({ role, by: admin, at: world.on(0, at), route: { kind: 'nat', vpc } }),
  );
  return { world, admin, instances };
}

/** One day of people, CI, instances and functions. */
export function liveThroughDay(everyday: Everyday, day: number): void {
  const { world, instances } = everyday;
  for (const instance of instances) runInstance(world, instance, day);
  peopleAtWork(world, day);
  pipelines(world, day);
  functions(world, day);
  services(world, day);
}

/** Fresh credentials every six hours, the agent's reports and the application's reads between them. */
export function runInstance(world: World, instance: Instance, day: number): void {
  for (let shift = 0; shift < 4; shift++) {
    const from = 12 + shift * 360;
    const token = instance.token(world.on(day, clock(from)));
    for (let minute = from + 5; minute < from + 360; minute += 120) {
      const requestParameters = { instanceId: instance.id, agentName: 'amazon-ssm-agent' };
      token.call('ssm.amazonaws.com', 'UpdateInstanceInformation', {
        at: world.on(day, clock(minute)),
        requestParameters,
      });
      readObject(token, 'web-assets', world.on(day, clock(minute + 1)));
    }
  }
}

export function peopleAtWork(world: World, day: number): void {
  const analyst = world.saml('dana@example.com', world.role('Analyst'), { at: world.on(day, '08:58') });
  for (const minute of [2, 9, 31]) readObject(analyst, 'reports', world.on(day, clock(9 * 60 + minute)));
  const role = world.role('AWSReservedSSO_PowerUser_0123456789abcdef', { path: '/aws-reserved/sso.amazonaws.com/' });
  const at = world.on(day, '09:20');
  const kim = world.identityCenter('kim@example.com', role, { at, durationSeconds: 28_800 });
  kim.credential.call('ec2.amazonaws.com', 'DescribeInstances', { at: at + 90 });
  kim.credential.call('logs.amazonaws.com', 'FilterLogEvents', { at: at + 900 });
  const console = world.signIn(world.user('lee'), { at: world.on(day, '10:05'), mfa: true });
  console.call('ec2.amazonaws.com', 'DescribeVolumes', { at: world.on(day, '10:06') });
  console.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(day, '10:07') });
}

/** CI without a key: GitHub's token for a role, on each push. */
export function pipelines(world: World, day: number): void {
  for (const at of ['09:45', '13:10', '16:30']) {
    const start = world.on(day, at);
    const ci = world.webIdentity('repo:example/shop:ref:refs/heads/main', world.role('GitHubDeploy'), { at: start });
    ci.call('ecr.amazonaws.com', 'GetAuthorizationToken', { at: start + 20 });
    ci.call('ecs.amazonaws.com', 'UpdateService', { at: start + 95 });
  }
}

export function functions(world: World, day: number): void {
  for (const half of [0, 12]) {
    const start = world.on(day, clock(half * 60 + 1));
    const token = world.lambda('resize-images', world.role('ResizeImages'), { at: start });
    for (let hour = 0; hour < 12; hour += 4) readObject(token, 'uploads', start + 60 + hour * 3600);
    const other = client(world.address(), userAgent.boto);
    token.call('s3.amazonaws.com', 'PutObject', {
      at: start + 4000,
      from: other,
      data: true,
      requestParameters: object('thumbs'),
    });
  }
}

export function services(world: World, day: number): void {
  const path = '/aws-service-role/rds.amazonaws.com/';
  const at = world.on(day, '03:33');
  world.serviceLinked('rds.amazonaws.com', world.role('AWSServiceRoleForRDS', { path }), {
    at,
    calls: [{ at: at + 1, eventSource: 'ec2.amazonaws.com', eventName: 'DescribeSecurityGroups' }],
  });
}

export function readObject(who: Credential, bucketName: string, at: number): void {
  who.call('s3.amazonaws.com', 'GetObject', { at, data: true, requestParameters: object(bucketName) });
}

function object(bucketName: string): { readonly bucketName: string; readonly key: string } {
  return { bucketName, key: 'current/data.json' };
}
