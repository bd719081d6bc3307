import { formatAddress, parseAddress, parseRange } from '../../lib/addresses.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { NatGateway, Placement, Tenure } from './placement.ts';
import { placementRows, type PlacementRow } from './placement-rows.ts';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] extends readonly (infer Item)[] ? Item[] : T[Name] };
type OpenTenure = Writable<Tenure>;
type OpenPlacement = Omit<Writable<Placement>, 'tenures'> & { readonly tenures: OpenTenure[] };

/** All that the placement records tell, after the last of them. */
export interface PlacementBook {
  readonly instances: Map<string, OpenPlacement>;
  readonly tenuresByAddress: Map<bigint, OpenTenure[]>;
  /** By association, interface and allocation id: what ends with them. */
  readonly tenuresById: Map<string, OpenTenure[]>;
  readonly publicByAllocation: Map<string, string>;
  readonly addressesByInterface: Map<string, Set<string>>;
  readonly instanceByInterface: Map<string, string>;
  readonly natGateways: Map<bigint, NatGateway[]>;
  /** Networks that are known to leave through a NAT gateway. */
  readonly natNetworks: Set<string>;
  /** The accounts that allocated each elastic address. */
  readonly allocated: Map<bigint, (string | null)[]>;
  readonly endpointOwners: Map<string, string>;
}

/** Plays the placement records in the order of their times. */
export function playPlacements(facts: CaseFacts): PlacementBook {
  const rows = placementRows(facts);
  const book: PlacementBook = {
    instances: new Map(),
    tenuresByAddress: new Map(),
    tenuresById: new Map(),
    publicByAllocation: new Map(),
    addressesByInterface: new Map(),
    instanceByInterface: new Map(),
    natGateways: new Map(),
    natNetworks: new Set(),
    allocated: new Map(),
    endpointOwners: new Map(),
  };
  // What belongs to an allocation or an interface never changes: known from the start, whatever the order in a second.
  for (const row of rows) learn(book, row);
  for (const row of rows) play(book, row);
  return book;
}

function learn(book: PlacementBook, row: PlacementRow): void {
  const { allocationId, publicAddress, networkInterfaceId, vpcEndpointId, accountId } = row;
  if (allocationId !== null && publicAddress !== null) book.publicByAllocation.set(allocationId, publicAddress);
  if (networkInterfaceId !== null) {
    const known = book.addressesByInterface.get(networkInterfaceId) ?? new Set();
    for (const address of ownAddresses(row)) book.addressesByInterface.set(networkInterfaceId, known.add(address));
  }
  if (vpcEndpointId !== null && accountId !== null) book.endpointOwners.set(vpcEndpointId, accountId);
  const allocated = row.eventName === 'AllocateAddress' ? parseRange(publicAddress ?? '') : null;
  if (allocated !== null) push(book.allocated, allocated.start, accountId);
}

/** An address of IPv6 is the interface's own, though it is public; of IPv4 it is lent to it. */
function ownAddresses({ privateAddress, publicAddress }: PlacementRow): string[] {
  const isOwn = publicAddress?.includes(':') === true;
  return [privateAddress, isOwn ? publicAddress : null].filter((address) => address !== null);
}

function play(book: PlacementBook, row: PlacementRow): void {
  if (row.natGatewayId !== null) addNatGateway(book, row);
  else (effects.get(row.eventName ?? '') ?? begin)(book, row);
}

const nothing = (): void => {};

/** What records do that do more, or less, than tie an address to an instance. */
const effects: ReadonlyMap<string, (book: PlacementBook, row: PlacementRow) => void> = new Map([
  ['CreateNetworkInterface', nothing],
  ['DeleteNetworkInterface', nothing],
  ['AllocateAddress', nothing],
  ['CreateVpcEndpoint', nothing],
  ['StartInstances', changeState],
  ['StopInstances', changeState],
  ['TerminateInstances', changeState],
  ['AssociateAddress', associate],
  ['DisassociateAddress', endPublic],
  ['ReleaseAddress', endPublic],
  ['DetachNetworkInterface', endInterface],
  ['UnassignPrivateIpAddresses', endAssigned],
  ['UnassignIpv6Addresses', endAssigned],
]);

/** RunInstances, AttachNetworkInterface, AssignPrivateIpAddresses, AssignIpv6Addresses and whatever else ties an address to an instance. */
function begin(book: PlacementBook, row: PlacementRow): void {
  const { networkInterfaceId, privateAddress, publicAddress } = row;
  const placement = placementOf(book, row);
  if (placement === null) return;
  if (networkInterfaceId !== null) book.instanceByInterface.set(networkInterfaceId, placement.instanceId);
  const attached = row.eventName === 'AttachNetworkInterface';
  const known = attached ? book.addressesByInterface.get(networkInterfaceId ?? '') : undefined;
  const own = new Set([...(known ?? []), ...(privateAddress === null ? [] : [privateAddress])]);
  for (const address of own) hold(book, placement, { address, row });
  if (attached && own.size === 0) placement.unknownInterfaces++;
  if (publicAddress !== null) hold(book, placement, { address: publicAddress, row });
}

function associate(book: PlacementBook, row: PlacementRow): void {
  const address = row.publicAddress ?? book.publicByAllocation.get(row.allocationId ?? '');
  const range = parseRange(address ?? '');
  // An elastic address has one holder: associating it again takes it from the one before.
  if (range !== null) end(book, book.tenuresByAddress.get(range.start), row);
  const placement = placementOf(book, row);
  if (placement === null) return;
  if (address !== undefined) hold(book, placement, { address, row });
  placement.changes.push(row.eventTime);
}

function hold(
  book: PlacementBook,
  { instanceId, tenures }: OpenPlacement,
  { address, row }: { readonly address: string; readonly row: PlacementRow },
): void {
  const range = parseRange(address);
  if (range === null) return;
  const first = parseAddress(formatAddress(range.start))!;
  const tenure = {
    ...range,
    instanceId,
    family: first.family,
    isPrivate: first.scope === 'private',
    from: row.eventTime,
    to: Infinity,
  };
  tenures.push(tenure);
  push(book.tenuresByAddress, range.start, tenure);
  for (const id of [row.associationId, row.networkInterfaceId, row.allocationId]) {
    if (id !== null) push(book.tenuresById, id, tenure);
  }
}

function endPublic(book: PlacementBook, row: PlacementRow): void {
  for (const id of [row.associationId, row.allocationId]) {
    if (id !== null) end(book, book.tenuresById.get(id), row);
  }
  const range = parseRange(row.publicAddress ?? '');
  if (range !== null) end(book, book.tenuresByAddress.get(range.start), row);
}

/** The record names the attachment, whose id AttachNetworkInterface gave. */
function endInterface(book: PlacementBook, row: PlacementRow): void {
  for (const id of [row.associationId, row.networkInterfaceId]) {
    if (id !== null) end(book, book.tenuresById.get(id), row);
  }
}

/** A private address can be held in many networks: only the interface's own ends. */
function endAssigned(book: PlacementBook, row: PlacementRow): void {
  const range = parseRange(row.privateAddress ?? row.publicAddress ?? '');
  const tenures = book.tenuresById.get(row.networkInterfaceId ?? '') ?? [];
  end(
    book,
    tenures.filter(({ start }) => start === range?.start),
    row,
  );
}

function end(book: PlacementBook, tenures: readonly OpenTenure[] | undefined, { eventTime }: PlacementRow): void {
  for (const tenure of tenures ?? []) {
    if (tenure.to !== Infinity) continue;
    tenure.to = eventTime;
    book.instances.get(tenure.instanceId)!.changes.push(eventTime);
  }
}

function changeState(book: PlacementBook, row: PlacementRow): void {
  const placement = placementOf(book, row);
  if (placement === null) return;
  placement.changes.push(row.eventTime);
  if (row.eventName === 'StopInstances') placement.stops.push(row.eventTime);
  if (row.eventName === 'StartInstances') placement.starts.push(row.eventTime);
  if (row.eventName === 'TerminateInstances') {
    placement.terminatedAt ??= row.eventTime;
    end(book, placement.tenures, row);
  }
}

/** The placement of the instance that the row names, itself or by an interface of it; null where it names none. */
function placementOf(book: PlacementBook, row: PlacementRow): OpenPlacement | null {
  const instanceId = row.instanceId ?? book.instanceByInterface.get(row.networkInterfaceId ?? '');
  if (instanceId === undefined) return null;
  let placement = book.instances.get(instanceId);
  if (placement === undefined) book.instances.set(instanceId, (placement = emptyPlacement(instanceId)));
  placement.accountId ??= row.accountId;
  placement.region ??= row.awsRegion;
  placement.vpcId ??= row.vpcId;
  return placement;
}

function emptyPlacement(instanceId: string): OpenPlacement {
  return {
    instanceId,
    accountId: null,
    region: null,
    vpcId: null,
    tenures: [],
    unknownInterfaces: 0,
    changes: [],
    stops: [],
    starts: [],
    terminatedAt: null,
  };
}

function addNatGateway(book: PlacementBook, { publicAddress, allocationId, accountId, vpcId }: PlacementRow): void {
  const range = parseRange(publicAddress ?? book.publicByAllocation.get(allocationId ?? '') ?? '');
  if (range === null) return;
  push(book.natGateways, range.start, { accountId, vpcId });
  if (vpcId !== null) book.natNetworks.add(vpcId);
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
