import { allocateAddress, createNatGateway, createVpcEndpoint } from '../records/ec2.ts';
import type { ElasticAddress } from '../records/ec2.ts';
import type { Credential } from './credential.ts';
import { log } from './scene.ts';
import type { Moment, Scene } from './scene.ts';

/** A private network with a NAT gateway and an interface endpoint. */
export interface Vpc {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly natIp: string;
  readonly endpointId: string;
}

/** Builds the network: AllocateAddress, CreateNatGateway, CreateVpcEndpoint. */
export function createVpc(scene: Scene, by: Credential, { at }: Moment): Vpc {
  const address = allocate(scene, by, { at });
  const vpc: Vpc = {
    vpcId: `vpc-0${scene.random.hex(16)}`,
    subnetId: `subnet-0${scene.random.hex(16)}`,
    natIp: address.publicIp,
    endpointId: `vpce-0${scene.random.hex(16)}`,
  };
  const gateway = { ...vpc, natGatewayId: `nat-0${scene.random.hex(16)}`, address };
  const natRequest = scene.random.uuid();
  log(scene, by, createNatGateway(gateway, at + 5, natRequest), { at: at + 5, requestID: natRequest });
  const endpoint = {
    vpcEndpointId: vpc.endpointId,
    vpcId: vpc.vpcId,
    serviceName: `com.amazonaws.${scene.region}.sts`,
  };
  const endpointRequest = scene.random.uuid();
  log(scene, by, createVpcEndpoint(endpoint, at + 9, endpointRequest), { at: at + 9, requestID: endpointRequest });
  return vpc;
}

/** An elastic address. */
export function allocate(scene: Scene, by: Credential, { at }: Moment): ElasticAddress {
  const address = { publicIp: scene.newAddress(), allocationId: `eipalloc-0${scene.random.hex(16)}` };
  const requestID = scene.random.uuid();
  log(scene, by, allocateAddress(address, scene.region, requestID), { at, requestID });
  return address;
}
