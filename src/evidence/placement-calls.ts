import type { FactRow } from '../model/facts.ts';
import { anyTextIn, type JsonObject, objectIn, setIn, textIn } from './extract-fields.ts';

type Where =
  | 'instanceId'
  | 'networkInterfaceId'
  | 'allocationId'
  | 'associationId'
  | 'privateAddress'
  | 'publicAddress'
  | 'vpcId'
  | 'subnetId'
  | 'natGatewayId'
  | 'vpcEndpointId'
  | 'instanceProfile';

/** What one address, interface, gateway or instance is tied to: the columns of a placement row but those of the event. */
export type Place = Partial<Pick<FactRow<'placements'>, Where>>;

/** A successful call, taken apart. */
export interface PlacementCall {
  readonly request: JsonObject;
  readonly response: JsonObject;
}

type PlacesOf = (call: PlacementCall) => readonly Place[];

/** Calls that give an address to a workload or take it away, by service and API. */
export const placementCalls: ReadonlyMap<string, PlacesOf> = new Map<string, PlacesOf>([
  ['ec2:RunInstances', ({ response }) => setIn(response, 'instancesSet').flatMap(placesOfInstance)],
  ['ec2:StartInstances', instances],
  ['ec2:StopInstances', instances],
  ['ec2:TerminateInstances', instances],

  ['ec2:AllocateAddress', ({ response }) => [addressIn(response)]],
  ['ec2:ReleaseAddress', ({ request }) => [addressIn(request)]],
  ['ec2:AssociateAddress', associatedAddress],
  ['ec2:DisassociateAddress', ({ request }) => [addressIn(request)]],

  ['ec2:CreateNetworkInterface', ({ response }) => placesOfInterface(objectIn(response, 'networkInterface'), {})],
  ['ec2:DeleteNetworkInterface', ({ request }) => [interfaceIn(request)]],
  ['ec2:AttachNetworkInterface', attachedInterface],
  ['ec2:DetachNetworkInterface', ({ request }) => [{ associationId: anyTextIn(request, 'attachmentId') }]],
  ['ec2:AssignPrivateIpAddresses', privateAddresses],
  ['ec2:UnassignPrivateIpAddresses', privateAddresses],
  ['ec2:AssignIpv6Addresses', ipv6Addresses],
  ['ec2:UnassignIpv6Addresses', ipv6Addresses],

  ['ec2:CreateNatGateway', ({ response }) => placesOfNatGateway(objectIn(response, 'natGateway'))],
  ['ec2:AssociateNatGatewayAddress', ({ response }) => placesOfNatGateway(response)],
  ['ec2:DeleteNatGateway', ({ request }) => [{ natGatewayId: anyTextIn(request, 'natGatewayId') }]],
  ['ec2:CreateVpcEndpoint', createdEndpoint],

  ['ec2:AssociateIamInstanceProfile', instanceProfile],
  ['ec2:ReplaceIamInstanceProfileAssociation', instanceProfile],
  ['ec2:DisassociateIamInstanceProfile', instanceProfile],
]);

function placesOfInstance(instance: JsonObject): Place[] {
  const about: Place = {
    instanceId: textIn(instance, 'instanceId'),
    vpcId: textIn(instance, 'vpcId'),
    subnetId: textIn(instance, 'subnetId'),
    instanceProfile: textIn(objectIn(instance, 'iamInstanceProfile'), 'arn'),
  };
  const interfaces = setIn(instance, 'networkInterfaceSet').flatMap((one) => placesOfInterface(one, about));
  const own: Place = {
    ...about,
    privateAddress: textIn(instance, 'privateIpAddress'),
    // Rarely there: the public address that a subnet gives by itself comes after the response, and is in no record.
    publicAddress: textIn(instance, 'ipAddress') ?? textIn(instance, 'publicIpAddress'),
  };
  const isTold = interfaces.some((one) => one.privateAddress === own.privateAddress);
  return isTold && own.publicAddress === null ? interfaces : [own, ...interfaces];
}

/** A row an address or prefix: private ones with their elastic address, then IPv6, which is public by nature. */
function placesOfInterface(networkInterface: JsonObject, about: Place): Place[] {
  const place: Place = {
    ...about,
    networkInterfaceId: textIn(networkInterface, 'networkInterfaceId'),
    vpcId: textIn(networkInterface, 'vpcId') ?? about.vpcId ?? null,
    subnetId: textIn(networkInterface, 'subnetId') ?? about.subnetId ?? null,
  };
  const privates = setIn(networkInterface, 'privateIpAddressesSet').map((one) => ({
    ...place,
    privateAddress: textIn(one, 'privateIpAddress'),
    publicAddress: textIn(objectIn(one, 'association'), 'publicIp'),
  }));
  const prefixes = addressesWithin(networkInterface, ['ipv4PrefixSet']).map((one) => ({
    ...place,
    privateAddress: one,
  }));
  const ipv6 = addressesWithin(networkInterface, ['ipv6AddressesSet', 'ipv6PrefixSet']).map((one) => ({
    ...place,
    publicAddress: one,
  }));
  if (privates.length > 0) return [...privates, ...prefixes, ...ipv6];
  return [{ ...place, privateAddress: textIn(networkInterface, 'privateIpAddress') }, ...prefixes, ...ipv6];
}

function instances({ request, response }: PlacementCall): Place[] {
  const changed = setIn(response, 'instancesSet');
  const named = changed.length > 0 ? changed : setIn(request, 'instancesSet');
  return named.map((one) => ({ instanceId: textIn(one, 'instanceId') }));
}

function addressIn(parameters: JsonObject): Place {
  return {
    allocationId: anyTextIn(parameters, 'allocationId'),
    associationId: anyTextIn(parameters, 'associationId'),
    publicAddress: anyTextIn(parameters, 'publicIp'),
  };
}

function interfaceIn(parameters: JsonObject): Place {
  return { networkInterfaceId: anyTextIn(parameters, 'networkInterfaceId') };
}

function associatedAddress({ request, response }: PlacementCall): Place[] {
  return [
    {
      ...addressIn(request),
      ...interfaceIn(request),
      associationId: anyTextIn(response, 'associationId'),
      instanceId: anyTextIn(request, 'instanceId'),
      privateAddress: anyTextIn(request, 'privateIpAddress'),
    },
  ];
}

/** `associationId` holds the attachment, by which alone DetachNetworkInterface names what it takes away. */
function attachedInterface({ request, response }: PlacementCall): Place[] {
  return [
    {
      ...interfaceIn(request),
      instanceId: anyTextIn(request, 'instanceId'),
      associationId: anyTextIn(response, 'attachmentId'),
    },
  ];
}

/** What was assigned: the answer says it; that of an unassignment says nothing, the request names it. */
function privateAddresses({ request, response }: PlacementCall): Place[] {
  const assigned = addressesWithin(response, ['assignedPrivateIpAddressesSet', 'assignedIpv4PrefixSet']);
  const named = addressesWithin(request, ['privateIpAddressesSet', 'privateIpAddress', 'ipv4PrefixSet', 'ipv4Prefix']);
  return (assigned.length > 0 ? assigned : named).map((one) => ({ ...interfaceIn(request), privateAddress: one }));
}

function ipv6Addresses({ request, response }: PlacementCall): Place[] {
  const assigned = addressesWithin(response, ['assignedIpv6Addresses', 'assignedIpv6PrefixSet']);
  const named = addressesWithin(request, [
    'ipv6Addresses',
    'ipv6AddressesSet',
    'ipv6Address',
    'ipv6PrefixSet',
    'ipv6Prefix',
  ]);
  return (assigned.length > 0 ? assigned : named).map((one) => ({ ...interfaceIn(request), publicAddress: one }));
}

const ADDRESS_OR_PREFIX = /^(?=.*[.:])[\da-f.:]{3,45}(?:\/\d{1,3})?$/i;
const DEEPEST = 4;

/**
 * The addresses and prefixes in some fields. EC2 wraps them in as many ways as it has calls: a set of items, of one item, a list
 * under the name of its type, texts or objects with the text beside a number.
 */
function addressesWithin(parameters: JsonObject, fields: readonly string[]): string[] {
  const textsOf = (value: unknown, depth: number): string[] => {
    if (typeof value === 'string') return ADDRESS_OR_PREFIX.test(value) ? [value] : [];
    if (typeof value !== 'object' || value === null || depth === DEEPEST) return [];
    return Object.values(value).flatMap((one) => textsOf(one, depth + 1));
  };
  const found = fields.flatMap((field) => [
    ...textsOf(parameters[field], 0),
    ...textsOf(parameters[field[0]!.toUpperCase() + field.slice(1)], 0),
  ]);
  return [...new Set(found)];
}

function placesOfNatGateway(gateway: JsonObject): Place[] {
  const about: Place = {
    natGatewayId: textIn(gateway, 'natGatewayId'),
    vpcId: textIn(gateway, 'vpcId'),
    subnetId: textIn(gateway, 'subnetId'),
  };
  const addresses = setIn(gateway, 'natGatewayAddressSet').map((one) => ({
    ...about,
    allocationId: textIn(one, 'allocationId'),
    networkInterfaceId: textIn(one, 'networkInterfaceId'),
    privateAddress: textIn(one, 'privateIp'),
    publicAddress: textIn(one, 'publicIp'),
  }));
  return addresses.length > 0 ? addresses : [about];
}

function createdEndpoint({ response }: PlacementCall): Place[] {
  const endpoint = objectIn(response, 'vpcEndpoint');
  return [{ vpcEndpointId: textIn(endpoint, 'vpcEndpointId'), vpcId: textIn(endpoint, 'vpcId') }];
}

function instanceProfile({ request, response }: PlacementCall): Place[] {
  const association = objectIn(response, 'iamInstanceProfileAssociation');
  return [
    {
      instanceId: textIn(association, 'instanceId') ?? anyTextIn(request, 'instanceId'),
      associationId: textIn(association, 'associationId') ?? anyTextIn(request, 'associationId'),
      instanceProfile: textIn(objectIn(association, 'iamInstanceProfile'), 'arn'),
    },
  ];
}
