import { client, network, userAgent } from '../networks.ts';
import type { Client } from '../records/record.ts';
import type { Credential } from '../world/credential.ts';
import type { Instance, Route } from '../world/instance.ts';
import { createWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import type { ExpectedFinding } from '../world/truth.ts';
import { readObject, runInstance } from './everyday.ts';
import { FIRST_DAY } from './told.ts';
import type { Scenario, Told } from './told.ts';

const outside = client(network.attacker, userAgent.botoAttacker);
/** The thief's own VPC endpoint: a private address, in an account that is not the instance's. */
const strangersEndpoint: Client = {
  ip: '10.9.9.9',
  userAgent: userAgent.botoAttacker,
  vpcEndpointId: 'vpce-0badbadbadbadbad0',
  vpcEndpointAccountId: '999988887777',
};
const idOf = (credential: Credential): string => credential.accessKeyId;

interface Host {
  readonly world: World;
  readonly instance: Instance;
  /** Another instance of the account, with a public address of its own. */
  readonly neighbour: Instance;
}

/** An instance with a history of its own: the other addresses are nobody's but the thief's. */
function instanceWithHistory(seed: number, kind: 'public' | 'nat' | 'endpoint'): Host {
  const world = createWorld({ seed, start: FIRST_DAY });
  const admin = world.accessKey(world.user('ops'), client(network.office, userAgent.terraform));
  const route: Route = kind === 'public' ? { kind } : { kind, vpc: world.vpc(admin, { at: world.on(0, '00:01') }) };
  const instance = world.instance({ role: world.role('Web'), by: admin, at: world.on(0, '00:05'), route });
  const neighbour = world.instance({
    role: world.role('Builder'),
    by: admin,
    at: world.on(0, '00:06'),
    route: { kind: 'public' },
  });
  runInstance(world, instance, 0);
  runInstance(world, neighbour, 0);
  return { world, instance, neighbour };
}

/** A token read from the metadata service through a hole in the application, and used elsewhere. */
export function instanceTheft(
  kind: 'public' | 'nat' | 'endpoint',
  from: 'outside' | 'inside' | 'neighbour' | 'endpoint',
  options: { readonly delivery?: '1.0' | '2.0'; readonly mints?: true } = {},
): Scenario {
  return (seed): Told => {
    const { world, instance, neighbour } = instanceWithHistory(seed, kind);
    const token = instance.token(world.on(1, '08:00'), options.delivery ?? '2.0');
    readObject(token, 'web-assets', world.on(1, '08:10'));
    const inside = client(world.address(), userAgent.botoAttacker);
    const places = { outside, inside, neighbour: neighbour.home(), endpoint: strangersEndpoint };
    const thief = places[from];
    token.call('sts.amazonaws.com', 'GetCallerIdentity', { at: world.on(1, '09:00'), from: thief });
    token.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(1, '09:01'), from: thief });
    const findings: ExpectedFinding[] = [
      {
        rule: 'instance-token-off-host',
        severity: from === 'outside' ? 'critical' : 'high',
        credential: idOf(token),
      },
    ];
    const compromised = [token, ...(options.mints ? mintElsewhere(world, token, thief) : [])].map(idOf);
    if (options.mints) {
      findings.push({ rule: 'instance-token-minting', severity: 'critical', credential: compromised.at(-1)! });
    }
    world.attack({ name: `instance token stolen (${kind}, used from ${from})`, findings, compromised });
    return { world, asOf: world.on(1, '10:30'), config: {} };
  };
}

function mintElsewhere(world: World, token: Credential, from: Client): Credential[] {
  const first = token.assumeRole(world.role('Backup'), { at: world.on(1, '09:10'), from, sessionName: 'b' });
  const second = first.assumeRole(world.role('Archive'), { at: world.on(1, '09:40'), sessionName: 'b' });
  readObject(second, 'archive', world.on(1, '09:50'));
  return [first, second];
}

/** A function, a task or a pod loses its token, and somebody outside AWS uses it. */
export function workloadTheft(kind: 'lambda' | 'ecs' | 'pod'): Scenario {
  return (seed): Told => {
    const { world, instance } = instanceWithHistory(seed, 'public');
    const at = world.on(1, '08:00');
    const token = start(world, { kind, at, instance });
    readObject(token, 'orders', at + 300);
    token.call('s3.amazonaws.com', 'ListBuckets', { at: at + 3600, from: outside });
    world.attack({
      name: `${kind} token stolen`,
      findings: [{ rule: 'workload-token-off-host', severity: 'high', credential: idOf(token) }],
      compromised: [idOf(token)],
    });
    return { world, asOf: at + 7200, config: {} };
  };
}

function start(
  world: World,
  what: { readonly kind: 'lambda' | 'ecs' | 'pod'; readonly at: number; readonly instance: Instance },
): Credential {
  const { kind, at, instance } = what;
  if (kind === 'lambda') return world.lambda('orders', world.role('Orders'), { at });
  if (kind === 'ecs') return world.ecsTask('shop', world.role('ShopTask'), { at });
  const node = instance.token(at - 60);
  return world.pod('prod', world.role('Billing'), { at, node, podName: 'billing-7d9' });
}
