import type { EpochSeconds } from '../../../model/lineage.ts';
import type { Credential } from '../../world/credential.ts';
import { createInstance } from '../../world/instance.ts';
import type { Route } from '../../world/instance.ts';
import { allocate, createVpc } from '../../world/vpc.ts';
import { createWorkloads } from '../../world/workloads.ts';
import { functionCalls, instanceCalls, taskCalls } from '../calls.ts';
import type { Site } from '../scene.ts';
import { createActor } from './actor.ts';
import type { Actor } from './actor.ts';
import type { Crowd } from './crowd.ts';

const HOUR = 3600;

/** Instances of one network: behind NAT, with an elastic or a public address, or through an endpoint. */
export function instances(site: Site, crowd: Crowd, admin: Credential): Actor[] {
  const { scene } = site;
  const { size, start, uses } = crowd;
  const vpc = createVpc(scene, admin, { at: start });
  return Array.from({ length: 5 * size }, (_, index) => {
    const at = start + 20 + index;
    const kinds: readonly (() => Route)[] = [
      () => ({ kind: 'nat', vpc }),
      () => ({ kind: 'public' }),
      () => ({ kind: 'elastic', address: allocate(scene, admin, { at: at - 10 }) }),
      () => ({ kind: 'nat', vpc }),
      () => ({ kind: 'endpoint', vpc }),
    ];
    const role = site.role(`web-${index % 7}`);
    const instance = createInstance(scene, { role, by: admin, at, route: kinds[index % kinds.length]!() });
    return createActor({
      site,
      calls: instanceCalls(instance.id),
      uses: 3 * uses,
      atMostSeconds: 6 * HOUR,
      logIn: (when: EpochSeconds) => instance.token(when),
    });
  });
}

/** Functions: every start has a token and an address of its own. */
export function functions(site: Site, { size, uses }: Crowd): Actor[] {
  const { lambda } = createWorkloads(site.scene);
  return Array.from({ length: 4 * size }, (_, index) => {
    // Stacks name roles after their region: IAM has none.
    const role = site.role(`function-${index}-${site.region}`);
    const logIn = (at: EpochSeconds): Credential => lambda(`orders-${index}`, role, { at });
    return createActor({ site, calls: functionCalls, uses, atMostSeconds: 12 * HOUR, logIn });
  });
}

export function tasks(site: Site, { size, uses }: Crowd): Actor[] {
  const { ecsTask } = createWorkloads(site.scene);
  return Array.from({ length: 2 * size }, (_, index) => {
    const role = site.role(`task-${index}`);
    const logIn = (at: EpochSeconds): Credential => ecsTask('production', role, { at });
    return createActor({ site, calls: taskCalls, uses, atMostSeconds: 6 * HOUR, logIn });
  });
}

/** AWS services that look after themselves through their own roles: their calls name no key. */
export function services(site: Site): Actor[] {
  const { serviceLinked } = createWorkloads(site.scene);
  const role = site.role('AWSServiceRoleForRDS', { path: '/aws-service-role/rds.amazonaws.com/' });
  const call = { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeSecurityGroups' };
  return [{ act: (at) => void serviceLinked('rds.amazonaws.com', role, { at: at - 1, calls: [{ at, ...call }] }) }];
}
