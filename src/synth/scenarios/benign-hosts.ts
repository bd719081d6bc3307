import { client, network, userAgent } from '../networks.ts';
import type { Credential } from '../world/credential.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { readObject, runInstance } from './everyday.ts';
import { FIRST_DAY, clock } from './told.ts';
import type { Told } from './told.ts';

/** Three instances that share the address of one NAT gateway; one assumes a role from itself. */
export function instancesBehindNat(seed: number): Told {
  const { world, admin } = newAccount(seed);
  const vpc = world.vpc(admin, { at: world.on(0, '00:01') });
  const role = world.role('Worker');
  const launch = (at: string) => world.instance({ role, by: admin, at: world.on(0, at), route: { kind: 'nat', vpc } });
  const instances = ['00:05', '00:06', '00:07'].map(launch);
  for (let day = 0; day < 3; day++) for (const instance of instances) runInstance(world, instance, day);
  const token = instances[0]!.token(world.on(2, '12:00'));
  const own = token.assumeRole(world.role('QueueReader'), { at: world.on(2, '12:10'), sessionName: 'queue' });
  own.call('sqs.amazonaws.com', 'GetQueueUrl', { at: world.on(2, '12:11') });
  return { world, asOf: world.on(2, '23:59'), config: {} };
}

/** An instance whose address is elastic, and one that got its public address without any record. */
export function instancesWithPublicAddress(seed: number): Told {
  const { world, admin } = newAccount(seed);
  const address = world.elasticAddress(admin, { at: world.on(0, '00:01') });
  const role = world.role('Gateway');
  const elastic = world.instance({ role, by: admin, at: world.on(0, '00:05'), route: { kind: 'elastic', address } });
  const assigned = world.instance({ role, by: admin, at: world.on(0, '00:09'), route: { kind: 'public' } });
  for (let day = 0; day < 3; day++) {
    runInstance(world, elastic, day);
    runInstance(world, assigned, day);
  }
  return { world, asOf: world.on(2, '23:59'), config: {} };
}

/** Calls through an interface endpoint show the private address; those to other services leave by the NAT gateway. */
export function instancesThroughEndpoint(seed: number): Told {
  const { world, admin } = newAccount(seed);
  const vpc = world.vpc(admin, { at: world.on(0, '00:01') });
  const instance = world.instance({
    role: world.role('Vault'),
    by: admin,
    at: world.on(0, '00:05'),
    route: { kind: 'endpoint', vpc },
  });
  for (let day = 0; day < 2; day++) runInstance(world, instance, day);
  const token = instance.token(world.on(1, '20:00'));
  readObject(token, 'vault', world.on(1, '20:02'));
  const throughNat = client(vpc.natIp, userAgent.boto);
  token.call('route53.amazonaws.com', 'ListHostedZones', { at: world.on(1, '20:05'), from: throughNat });
  return { world, asOf: world.on(1, '23:59'), config: {} };
}

/** Stopped in the evening, started in the morning, each day with another address. */
export function instancesRestarted(seed: number): Told {
  const { world, admin } = newAccount(seed);
  const instance = world.instance({
    role: world.role('Desktop'),
    by: admin,
    at: world.on(0, '07:00'),
    route: { kind: 'public' },
  });
  for (let day = 0; day < 3; day++) {
    const token = instance.token(world.on(day, '07:01'));
    for (const hour of [8, 10, 12]) readObject(token, 'home', world.on(day, clock(hour * 60)));
    const late = instance.token(world.on(day, '13:10'));
    for (const hour of [14, 17]) readObject(late, 'home', world.on(day, clock(hour * 60)));
    instance.restart(admin, {
      stop: world.on(day, '19:00'),
      start: world.on(day + 1, '06:58'),
    });
  }
  return { world, asOf: world.on(2, '20:00'), config: {} };
}

/** Launched by autoscaling, gone the next day, others in their place; a token lives for an hour or two. */
export function instancesOfGroup(seed: number): Told {
  const { world, admin } = newAccount(seed);
  const vpc = world.vpc(admin, { at: world.on(0, '00:01') });
  const path = '/aws-service-role/autoscaling.amazonaws.com/';
  const role = world.role('AWSServiceRoleForAutoScaling', { path });
  for (let hour = 1; hour < 24; hour += 3) {
    const at = world.on(0, clock(hour * 60));
    const by = world.service('autoscaling.amazonaws.com', role, { at });
    const instance = world.instance({ role: world.role('Burst'), by, at: at + 2, route: { kind: 'nat', vpc } });
    const token = instance.token(at + 4);
    for (const seconds of [60, 900, 5400]) readObject(token, 'jobs', at + seconds);
  }
  return { world, asOf: world.on(0, '23:59'), config: {} };
}

/** Built long before the trail begins: no launch, no NAT gateway, no address is in it. */
export function instancesFromBeforeTheTrail(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY, logsFrom: '2026-10-06T00:00:00Z' });
  const admin = world.accessKey(world.user('ops'), client(network.office, userAgent.terraform));
  const vpc = world.vpc(admin, { at: world.on(0, '00:01') });
  const role = world.role('Legacy');
  const routes = [{ kind: 'nat', vpc }, { kind: 'nat', vpc }, { kind: 'public' }, { kind: 'endpoint', vpc }] as const;
  const instances = routes.map((route) => world.instance({ role, by: admin, at: world.on(0, '00:05'), route }));
  for (let day = 0; day < 3; day++) for (const instance of instances) runInstance(world, instance, day);
  return { world, asOf: world.on(2, '23:59'), config: {} };
}

/** An elastic address is put on a running instance: one token speaks from two addresses. */
export function instanceGetsElasticAddress(seed: number): Told {
  const { world, admin } = newAccount(seed);
  const instance = world.instance({
    role: world.role('Moving'),
    by: admin,
    at: world.on(0, '00:05'),
    route: { kind: 'public' },
  });
  runInstance(world, instance, 0);
  const token = instance.token(world.on(1, '06:00'));
  readObject(token, 'home', world.on(1, '06:30'));
  const address = world.elasticAddress(admin, { at: world.on(1, '07:00') });
  instance.associate(admin, { at: world.on(1, '07:01'), address });
  const after = { at: world.on(1, '07:30'), from: instance.home() };
  token.call('ssm.amazonaws.com', 'UpdateInstanceInformation', after);
  readObject(instance.token(world.on(1, '12:00')), 'home', world.on(1, '12:10'));
  return { world, asOf: world.on(1, '13:00'), config: {} };
}

/** Functions, tasks, pods and machines with certificates, each from where it belongs. */
export function workloads(seed: number): Told {
  const { world, admin } = newAccount(seed);
  for (let day = 0; day < 2; day++) {
    runFunctions(world, day);
    runContainers(world, admin, day);
    const serial = '00c0ffee00c0ffee00c0ffee';
    const plant = world.rolesAnywhere(serial, world.role('FactoryMachine'), { at: world.on(day, '06:00') });
    plant.call('iotsitewise.amazonaws.com', 'BatchPutAssetPropertyValue', { at: world.on(day, '06:10') });
    const visitor = world.cognito('us-east-1:9d3ec8a4-0000-4000-8000-000000000001', world.role('AppVisitor'), {
      at: world.on(day, '12:00'),
    });
    readObject(visitor, 'app-assets', world.on(day, '12:01'));
  }
  return { world, asOf: world.on(1, '23:00'), config: {} };
}

function runFunctions(world: World, day: number): void {
  const token = world.lambda('orders', world.role('Orders'), { at: world.on(day, '00:10') });
  for (const hour of [1, 2]) {
    const from = client(world.address(), userAgent.boto);
    token.call('dynamodb.amazonaws.com', 'PutItem', { at: world.on(day, `0${hour}:10`), from, data: true });
  }
  token.forward('secretsmanager.amazonaws.com', ['kms.amazonaws.com', 'Decrypt'], { at: world.on(day, '02:30') });
}

function runContainers(world: World, admin: Credential, day: number): void {
  const task = world.ecsTask('shop', world.role('ShopTask'), { at: world.on(day, '01:00') });
  readObject(task, 'shop', world.on(day, '01:05'));
  const node = world
    .instance({ role: world.role('Node'), by: admin, at: world.on(day, '02:00'), route: { kind: 'public' } })
    .token(world.on(day, '02:01'));
  node.call('ecr.amazonaws.com', 'GetAuthorizationToken', { at: world.on(day, '02:02') });
  const pod = world.pod('prod', world.role('Billing'), { at: world.on(day, '02:10'), node, podName: 'billing-7d9' });
  readObject(pod, 'invoices', world.on(day, '02:12'));
  const irsa = world.webIdentity('system:serviceaccount:shop:cart', world.role('Cart'), {
    at: world.on(day, '03:00'),
    provider: 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    sessionName: `botocore-session-${world.on(day, '03:00')}`,
    from: client(world.address(), userAgent.boto),
  });
  readObject(irsa, 'carts', world.on(day, '03:05'));
}

/** Services that act through roles of their own, whose calls name no key. */
export function serviceLinkedRoles(seed: number): Told {
  const { world } = newAccount(seed);
  for (let day = 0; day < 3; day++) {
    for (const service of ['rds.amazonaws.com', 'inspector2.amazonaws.com', 'autoscaling.amazonaws.com']) {
      const name = `AWSServiceRoleFor${service.slice(0, service.indexOf('.'))}`;
      const at = world.on(day, '04:00') + 60 * service.length;
      world.serviceLinked(service, world.role(name, { path: `/aws-service-role/${service}/` }), {
        at,
        calls: [
          { at, eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances' },
          { at: at + 2, eventSource: 'ec2.amazonaws.com', eventName: 'DescribeSecurityGroups' },
        ],
      });
    }
  }
  return { world, asOf: world.on(2, '05:00'), config: {} };
}

function newAccount(seed: number): { readonly world: World; readonly admin: Credential } {
  const world = createWorld({ seed, start: FIRST_DAY });
  return { world, admin: world.accessKey(world.user('ops'), client(network.office, userAgent.terraform)) };
}
