import type { EpochSeconds } from '../../model/lineage.ts';
import { userAgent } from '../networks.ts';
import { associateAddress, changeInstanceState, runInstances } from '../records/ec2.ts';
import type { ElasticAddress, Machine } from '../records/ec2.ts';
import { serviceIdentity } from '../records/identity.ts';
import type { Role } from '../records/identity.ts';
import { serviceClient } from '../records/services.ts';
import { assumeRoleByService } from '../records/sts.ts';
import type { Client } from '../records/record.ts';
import { createCredential } from './credential.ts';
import type { Credential } from './credential.ts';
import { issue } from './issuance.ts';
import { log } from './scene.ts';
import type { Caller, Moment, Scene } from './scene.ts';
import type { Vpc } from './vpc.ts';

/** How an instance reaches AWS. */
export type Route =
  | { readonly kind: 'public' }
  | { readonly kind: 'elastic'; readonly address: ElasticAddress }
  | { readonly kind: 'nat'; readonly vpc: Vpc }
  | { readonly kind: 'endpoint'; readonly vpc: Vpc };

export interface InstanceOptions {
  readonly role: Role;
  /** Who launches it: a credential, or a service such as autoscaling. */
  readonly by: Caller;
  readonly at: EpochSeconds;
  readonly route: Route;
}

/** One EC2 instance with an instance profile. */
export interface Instance {
  readonly id: string;
  readonly privateIp: string;
  /** Fresh credentials: EC2 mints two at once, one a delivery version; this is the one of version 2. */
  token(at: EpochSeconds, delivery?: '1.0' | '2.0'): Credential;
  /** Stopped and started again: another public address, unless it is elastic. */
  restart(by: Credential, options: { readonly stop: EpochSeconds; readonly start: EpochSeconds }): void;
  /** Gets an elastic address while it runs: from then on it speaks from there. */
  associate(by: Credential, options: { readonly at: EpochSeconds; readonly address: ElasticAddress }): void;
  /** From where it speaks now. */
  home(): Client;
}

export function createInstance(scene: Scene, options: InstanceOptions): Instance {
  const machine = machineOf(scene, options);
  const requestID = scene.random.uuid();
  const { at, by } = options;
  log(scene, by, runInstances(machine, at, requestID), { at, requestID });
  if (options.route.kind === 'elastic') associate(scene, machine, options.route.address, { by, at: at + 20 });
  let home = homeOf(scene, machine, options.route);
  return {
    id: machine.instanceId,
    privateIp: machine.privateIp,
    home: () => home,
    token: (when, delivery = '2.0') => {
      const twins = [twin(scene, { machine, options, at: when, home, delivery: '2.0', requestID })];
      twins.push(twin(scene, { machine, options, at: when, home, delivery: '1.0', requestID }));
      return twins[delivery === '2.0' ? 0 : 1]!;
    },
    associate: (who, { at: when, address }) => {
      associate(scene, machine, address, { by: who, at: when });
      home = { ...home, ip: address.publicIp };
    },
    restart: (who, { stop, start }) => {
      who.call('ec2.amazonaws.com', 'StopInstances', {
        at: stop,
        ...changeInstanceState('StopInstances', machine.instanceId),
      });
      who.call('ec2.amazonaws.com', 'StartInstances', {
        at: start,
        ...changeInstanceState('StartInstances', machine.instanceId),
      });
      home = { ...home, ip: scene.newAddress() };
    },
  };
}

function machineOf(scene: Scene, { role, by, route }: InstanceOptions): Machine {
  const vpc = route.kind === 'nat' || route.kind === 'endpoint' ? route.vpc : null;
  return {
    instanceId: `i-0${scene.random.hex(16)}`,
    networkInterfaceId: `eni-0${scene.random.hex(16)}`,
    privateIp: scene.newPrivateAddress(),
    vpcId: vpc?.vpcId ?? `vpc-0${scene.random.hex(16)}`,
    subnetId: vpc?.subnetId ?? `subnet-0${scene.random.hex(16)}`,
    accountId: by.accountId,
    region: scene.region,
    profileName: `${role.name}-profile`,
    profileId: scene.random.uniqueId('AIPA', 21),
  };
}

function homeOf(scene: Scene, machine: Machine, route: Route): Client {
  switch (route.kind) {
    case 'public':
      return { ip: scene.newAddress(), userAgent: userAgent.agent };
    case 'elastic':
      return { ip: route.address.publicIp, userAgent: userAgent.agent };
    case 'nat':
      return { ip: route.vpc.natIp, userAgent: userAgent.agent };
    case 'endpoint':
      return {
        ip: machine.privateIp,
        userAgent: userAgent.agent,
        vpcEndpointId: route.vpc.endpointId,
        vpcEndpointAccountId: machine.accountId,
      };
  }
}

function associate(
  scene: Scene,
  machine: Machine,
  address: ElasticAddress,
  { by, at }: Moment & { readonly by: Caller },
): void {
  const requestID = scene.random.uuid();
  const associationId = `eipassoc-0${scene.random.hex(16)}`;
  log(scene, by, associateAddress(address, machine.instanceId, { associationId, requestID }), { at, requestID });
}

interface Delivery {
  readonly machine: Machine;
  readonly options: InstanceOptions;
  readonly at: EpochSeconds;
  readonly home: Client;
  readonly delivery: '1.0' | '2.0';
  readonly requestID: string;
}

// As seen: six hours and thirty-five minutes.
const LIFETIME_SECONDS = 23_700;

function twin(scene: Scene, { machine, options, at, home, delivery, requestID }: Delivery): Credential {
  const { role } = options;
  const sessionName = machine.instanceId;
  const origin = { kind: 'ec2-instance', id: machine.instanceId } as const;
  const issued = issue(scene, {
    issuedBy: 'AssumeRole',
    at,
    durationSeconds: LIFETIME_SECONDS,
    signer: null,
    accountId: role.accountId,
    origin,
    orphanOrigin: () => origin,
  });
  const service = 'ec2.amazonaws.com';
  const call = assumeRoleByService({ role, sessionName }, issued.minted, 'bare');
  const caller = {
    accountId: role.accountId,
    accessKeyId: null,
    identity: serviceIdentity(service),
    home: serviceClient(service),
    region: scene.region,
  };
  log(scene, caller, { ...call, sharedEventID: scene.random.uuid() }, { at, requestID });
  return createCredential(scene, {
    accessKeyId: issued.minted.accessKeyId,
    principal: { kind: 'role', role, sessionName },
    marks: { createdAt: at, ec2RoleDelivery: delivery },
    origin,
    expiresAt: issued.minted.expiresAt,
    home,
    region: scene.region,
  });
}
