import type { EpochSeconds } from '../../model/lineage.ts';
import { isoTime } from '../times.ts';
import type { Call, JsonObject } from './record.ts';

const EC2 = 'ec2.amazonaws.com';

export interface Machine {
  readonly instanceId: string;
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly accountId: string;
  readonly region: string;
  readonly profileName: string;
  readonly profileId: string;
}

/** The response has private addresses only: a public one is assigned later and never logged. */
export function runInstances(machine: Machine, at: EpochSeconds, requestID: string): Call {
  return {
    eventSource: EC2,
    eventName: 'RunInstances',
    requestParameters: {
      instancesSet: { items: [{ imageId: 'ami-029eb80bc237bec6f', minCount: 1, maxCount: 1 }] },
      instanceType: 't3.micro',
      subnetId: machine.subnetId,
      iamInstanceProfile: { name: machine.profileName },
      monitoring: { enabled: false },
    },
    responseElements: {
      requestId: requestID,
      ownerId: machine.accountId,
      instancesSet: { items: [runningInstance(machine, at)] },
    },
  };
}

function runningInstance(machine: Machine, at: EpochSeconds): JsonObject {
  const { instanceId, privateIp, vpcId, subnetId, networkInterfaceId } = machine;
  const networkInterface = {
    networkInterfaceId,
    subnetId,
    vpcId,
    ownerId: machine.accountId,
    status: 'in-use',
    privateIpAddress: privateIp,
    attachment: { deviceIndex: 0, status: 'attaching', attachTime: at * 1000, deleteOnTermination: true },
    privateIpAddressesSet: { item: [{ privateIpAddress: privateIp, primary: true }] },
  };
  return {
    instanceId,
    imageId: 'ami-029eb80bc237bec6f',
    instanceState: { code: 0, name: 'pending' },
    privateDnsName: `ip-${privateIp.replaceAll('.', '-')}.ec2.internal`,
    instanceType: 't3.micro',
    launchTime: at * 1000,
    placement: { availabilityZone: `${machine.region}a`, tenancy: 'default' },
    subnetId,
    vpcId,
    privateIpAddress: privateIp,
    networkInterfaceSet: { items: [networkInterface] },
    iamInstanceProfile: {
      arn: `arn:aws:iam::${machine.accountId}:instance-profile/${machine.profileName}`,
      id: machine.profileId,
    },
    metadataOptions: { state: 'pending', httpTokens: 'optional', httpPutResponseHopLimit: 1, httpEndpoint: 'enabled' },
  };
}

export function changeInstanceState(eventName: 'StopInstances' | 'StartInstances', instanceId: string): Call {
  const [previous, current] =
    eventName === 'StopInstances'
      ? [state(16, 'running'), state(64, 'stopping')]
      : [state(80, 'stopped'), state(0, 'pending')];
  return {
    eventSource: EC2,
    eventName,
    requestParameters: { instancesSet: { items: [{ instanceId }] } },
    responseElements: {
      instancesSet: { items: [{ instanceId, currentState: current, previousState: previous }] },
    },
  };
}

const state = (code: number, name: string): JsonObject => ({ code, name });

export interface ElasticAddress {
  readonly publicIp: string;
  readonly allocationId: string;
}

export function allocateAddress(address: ElasticAddress, region: string, requestID: string): Call {
  return {
    eventSource: EC2,
    eventName: 'AllocateAddress',
    requestParameters: { domain: 'vpc' },
    responseElements: {
      requestId: requestID,
      publicIp: address.publicIp,
      domain: 'vpc',
      allocationId: address.allocationId,
      publicIpv4Pool: 'amazon',
      networkBorderGroup: region,
    },
  };
}

export function associateAddress(
  address: ElasticAddress,
  instanceId: string,
  answer: { readonly associationId: string; readonly requestID: string },
): Call {
  return {
    eventSource: EC2,
    eventName: 'AssociateAddress',
    requestParameters: { allocationId: address.allocationId, instanceId, allowReassociation: false },
    responseElements: { requestId: answer.requestID, _return: true, associationId: answer.associationId },
  };
}

export interface NatGateway {
  readonly natGatewayId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly address: ElasticAddress;
}

export function createNatGateway(gateway: NatGateway, at: EpochSeconds, requestID: string): Call {
  const { subnetId, vpcId, natGatewayId } = gateway;
  const { allocationId } = gateway.address;
  return {
    eventSource: EC2,
    eventName: 'CreateNatGateway',
    requestParameters: {
      CreateNatGatewayRequest: { ConnectivityType: 'public', AllocationId: allocationId, SubnetId: subnetId },
    },
    responseElements: {
      CreateNatGatewayResponse: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        natGateway: {
          connectivityType: 'public',
          subnetId,
          natGatewayAddressSet: { item: { isPrimary: true, allocationId, status: 'associating' } },
          createTime: isoTime(at).replace('Z', '.000Z'),
          vpcId,
          natGatewayId,
          state: 'pending',
        },
        requestId: requestID,
      },
    },
  };
}

export interface VpcEndpoint {
  readonly vpcEndpointId: string;
  readonly vpcId: string;
  readonly serviceName: string;
}

export function createVpcEndpoint(endpoint: VpcEndpoint, at: EpochSeconds, requestID: string): Call {
  return {
    eventSource: EC2,
    eventName: 'CreateVpcEndpoint',
    requestParameters: {
      CreateVpcEndpointRequest: {
        VpcId: endpoint.vpcId,
        ServiceName: endpoint.serviceName,
        VpcEndpointType: 'Interface',
      },
    },
    responseElements: {
      CreateVpcEndpointResponse: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        vpcEndpoint: {
          vpcEndpointId: endpoint.vpcEndpointId,
          vpcEndpointType: 'Interface',
          vpcId: endpoint.vpcId,
          serviceName: endpoint.serviceName,
          state: 'pending',
          creationTimestamp: isoTime(at).replace('Z', '.000Z'),
        },
        requestId: requestID,
      },
    },
  };
}
