import { parseRange } from '../lib/addresses.ts';
import type { InstanceAddresses } from '../model/config.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The addresses of instances in the output of `aws ec2 describe-instances` or `aws ec2 describe-addresses`, also where
 * `--query` took the outer levels off, and in a file of `stemma snapshot`. Entries that tell no address are passed over; null for what is neither output.
 */
export function readAddressOutput(content: unknown): InstanceAddresses[] | null {
  if (isObject(content) && content['stemmaSnapshot'] === 1) return snapshotAddresses(content);
  const instances = under(content, 'Reservations').flatMap((reservation) => list(reservation['Instances']));
  const elastic = under(content, 'Addresses');
  const bare = objectsIn(content);
  if (isObject(content) && ('Reservations' in content || 'Addresses' in content)) {
    return [...instances.flatMap(ofInstance), ...elastic.flatMap(ofElasticAddress)];
  }
  if (isObject(content) && 'Instances' in content) return list(content['Instances']).flatMap(ofInstance);
  if (!Array.isArray(content)) return null;
  if (bare.some((one) => 'AllocationId' in one || 'PublicIpv4Pool' in one)) return bare.flatMap(ofElasticAddress);
  const own = bare.flatMap((one) => ('Instances' in one ? list(one['Instances']) : [one]));
  return own.length === 0 || own.some((one) => 'InstanceId' in one) ? own.flatMap(ofInstance) : null;
}

/** What a snapshot knows of where instances speak from; NAT gateways speak for all of them. */
export function snapshotAddresses(snapshot: {
  readonly instances?: unknown;
  readonly addresses?: unknown;
}): InstanceAddresses[] {
  const instances = list(snapshot.instances).flatMap((one): InstanceAddresses[] => {
    const { instanceId, privateAddresses, publicAddresses } = one;
    const addresses = addressesIn([privateAddresses, publicAddresses].flat());
    return typeof instanceId !== 'string' || addresses.length === 0 ? [] : [{ instanceId, addresses }];
  });
  const others = list(snapshot.addresses).flatMap(({ address, instanceId }): InstanceAddresses[] => {
    const addresses = addressesIn([address]);
    if (addresses.length === 0) return [];
    return [typeof instanceId === 'string' ? { instanceId, addresses } : { addresses }];
  });
  return [...instances, ...others];
}

function ofInstance(instance: Json): InstanceAddresses[] {
  const instanceId = instance['InstanceId'];
  if (typeof instanceId !== 'string') return [];
  const interfaces = list(instance['NetworkInterfaces']);
  const privateOnes = interfaces.flatMap((one) => list(one['PrivateIpAddresses']));
  const found = [
    instance['PrivateIpAddress'],
    instance['PublicIpAddress'],
    instance['Ipv6Address'],
    ...privateOnes.flatMap((one) => [one['PrivateIpAddress'], publicOf(one)]),
    ...interfaces.flatMap((one) => [
      one['PrivateIpAddress'],
      publicOf(one),
      ...list(one['Ipv6Addresses']).map((ipv6) => ipv6['Ipv6Address']),
    ]),
  ];
  const addresses = addressesIn(found);
  return addresses.length === 0 ? [] : [{ instanceId, addresses }];
}

/**
 * An address of an instance, or of another interface of the account: that is how NAT gateways are listed. An address that is
 * associated with nothing is nobody's voice.
 */
function ofElasticAddress(address: Json): InstanceAddresses[] {
  const addresses = addressesIn([address['PublicIp'], address['CarrierIp']]);
  if (addresses.length === 0) return [];
  const instanceId = address['InstanceId'];
  if (typeof instanceId === 'string' && instanceId !== '') return [{ instanceId, addresses }];
  return typeof address['NetworkInterfaceId'] === 'string' ? [{ addresses }] : [];
}

function publicOf(one: Json): unknown {
  const association = one['Association'];
  return isObject(association) ? association['PublicIp'] : undefined;
}

function addressesIn(found: readonly unknown[]): string[] {
  const texts = found.filter((one): one is string => typeof one === 'string' && parseRange(one) !== null);
  return [...new Set(texts)];
}

function under(content: unknown, key: string): Json[] {
  return isObject(content) ? list(content[key]) : [];
}

/** The objects of a list, and of lists in it. */
function objectsIn(content: unknown): Json[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((one: unknown) => (Array.isArray(one) ? objectsIn(one) : isObject(one) ? [one] : []));
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
