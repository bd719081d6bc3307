import { parseRange, type Address, type AddressRange } from '../../lib/addresses.ts';
import { uuidAt } from '../../lib/tables.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

/** An address (or a prefix of addresses) that the records give to an instance for a time. */
export interface Tenure extends AddressRange {
  readonly instanceId: string;
  readonly from: EpochSeconds;
  /** `Infinity` while it has not ended. */
  to: EpochSeconds;
}

/** What placement records say of one instance. Only changes that are logged: an auto-assigned public address never is. */
export interface Placement {
  readonly instanceId: string;
  accountId: string | null;
  region: string | null;
  vpcId: string | null;
  readonly tenures: Tenure[];
  /** Network interfaces attached whose private address no record tells. */
  unknownInterfaces: number;
  /** When the auto-assigned public address can have changed: started, elastic address associated or disassociated. */
  readonly changes: EpochSeconds[];
  readonly stops: EpochSeconds[];
  readonly starts: EpochSeconds[];
  terminatedAt: EpochSeconds | null;
}

export interface Placements {
  of(instanceId: string): Placement | null;
  /** Instances that hold the address at that time. */
  holders(address: Address, at: EpochSeconds): readonly Placement[];
  /** Accounts and networks whose NAT gateways have the address. */
  natGateways(address: Address): readonly { readonly accountId: string | null; readonly vpcId: string | null }[];
  /** Elastic addresses that the account allocated, among them those it brought to AWS, which no published range holds. */
  isAllocated(address: Address, accountId: string | null): boolean;
  /** The account that made a VPC endpoint. */
  ownerOfEndpoint(vpcEndpointId: string): string | null;
}

/** A record takes effect about when it is logged; calls in flight still come from the address before. */
const GRACE_SECONDS = 300;

interface PlacementRow {
  readonly eventName: string | null;
  readonly eventTime: EpochSeconds;
  readonly accountId: string | null;
  readonly awsRegion: string | null;
  readonly instanceId: string | null;
  readonly networkInterfaceId: string | null;
  readonly allocationId: string | null;
  readonly associationId: string | null;
  readonly privateAddress: string | null;
  readonly publicAddress: string | null;
  readonly vpcId: string | null;
  readonly natGatewayId: string | null;
  readonly vpcEndpointId: string | null;
}

/** Plays the placement records in the order of their times. */
export function readPlacements(facts: CaseFacts): Placements {
  const rows = rowsByTime(facts);
  const book = new PlacementBook(rows);
  for (const row of rows) book.play(row);
  return book;
}

class PlacementBook implements Placements {
  readonly #instances = new Map<string, Placement>();
  readonly #byAddress = new Map<bigint, Tenure[]>();
  readonly #publicOfAllocation = new Map<string, string>();
  readonly #privateOfInterface = new Map<string, Set<string>>();
  readonly #instanceOfInterface = new Map<string, string>();
  readonly #tenuresOf = new Map<string, Tenure[]>();
  readonly #natGateways = new Map<bigint, { accountId: string | null; vpcId: string | null }[]>();
  readonly #allocated = new Set<string>();
  readonly #endpointOwners = new Map<string, string>();

  /** Which address belongs to which allocation or interface does not change: known from the start, whatever comes first. */
  constructor(rows: readonly PlacementRow[]) {
    for (const { allocationId, publicAddress, networkInterfaceId, privateAddress, ...row } of rows) {
      if (allocationId !== null && publicAddress !== null) this.#publicOfAllocation.set(allocationId, publicAddress);
      if (row.eventName === 'AllocateAddress' && publicAddress !== null) this.#allocate(publicAddress, row.accountId);
      if (networkInterfaceId !== null && privateAddress !== null) {
        const known = this.#privateOfInterface.get(networkInterfaceId) ?? new Set();
        this.#privateOfInterface.set(networkInterfaceId, known.add(privateAddress));
      }
      if (row.eventName === 'CreateVpcEndpoint' && row.vpcEndpointId !== null && row.accountId !== null) {
        this.#endpointOwners.set(row.vpcEndpointId, row.accountId);
      }
    }
  }

  of(instanceId: string): Placement | null {
    return this.#instances.get(instanceId) ?? null;
  }

  holders(address: Address, at: EpochSeconds): Placement[] {
    const tenures = this.#byAddress.get(address.value) ?? [];
    return tenures.filter((tenure) => isHeld(tenure, at)).map(({ instanceId }) => this.#instances.get(instanceId)!);
  }

  natGateways(address: Address): readonly { accountId: string | null; vpcId: string | null }[] {
    return this.#natGateways.get(address.value) ?? [];
  }

  isAllocated(address: Address, accountId: string | null): boolean {
    return this.#allocated.has(`${accountId} ${address.value}`);
  }

  ownerOfEndpoint(vpcEndpointId: string): string | null {
    return this.#endpointOwners.get(vpcEndpointId) ?? null;
  }

  play(row: PlacementRow): void {
    if (row.natGatewayId !== null) return this.#addNatGateway(row);
    switch (row.eventName) {
      case 'DisassociateAddress':
      case 'ReleaseAddress':
      case 'DetachNetworkInterface':
      case 'UnassignPrivateIpAddresses':
      case 'UnassignIpv6Addresses':
        return this.#end(row);
      case 'TerminateInstances':
      case 'StopInstances':
      case 'StartInstances':
        return this.#changeState(row);
      case 'CreateNetworkInterface':
      case 'AllocateAddress':
      case 'CreateVpcEndpoint':
        return;
      default:
        return this.#begin(row);
    }
  }

  #begin(row: PlacementRow): void {
    const interfaceId = row.networkInterfaceId;
    if (interfaceId !== null && row.instanceId !== null) this.#instanceOfInterface.set(interfaceId, row.instanceId);
    const instanceId = row.instanceId ?? (interfaceId === null ? null : this.#instanceOfInterface.get(interfaceId));
    if (instanceId === null || instanceId === undefined) return;
    const placement = this.#placementOf(instanceId, row);
    const isAssociation = row.eventName === 'AssociateAddress';
    // The private address that an elastic one is put on is one the instance has already.
    const privates = isAssociation ? [] : this.#privatesOf(row);
    for (const address of privates) this.#hold(placement, address, row);
    if (row.eventName === 'AttachNetworkInterface' && privates.length === 0) placement.unknownInterfaces++;
    const publicAddress =
      row.publicAddress ?? (row.allocationId === null ? undefined : this.#publicOfAllocation.get(row.allocationId));
    if (publicAddress !== undefined) this.#hold(placement, publicAddress, row);
    if (isAssociation) placement.changes.push(row.eventTime);
  }

  #privatesOf({ privateAddress, networkInterfaceId, eventName }: PlacementRow): string[] {
    if (eventName !== 'AttachNetworkInterface') return privateAddress === null ? [] : [privateAddress];
    const known = networkInterfaceId === null ? undefined : this.#privateOfInterface.get(networkInterfaceId);
    return [...new Set([...(known ?? []), ...(privateAddress === null ? [] : [privateAddress])])];
  }

  #hold(placement: Placement, text: string, row: PlacementRow): void {
    const range = parseRange(text);
    if (range === null) return;
    // An elastic address has one holder: associating it again takes it from the one before.
    if (row.eventName === 'AssociateAddress') this.#endTenures(this.#byAddress.get(range.start), row.eventTime);
    const tenure = { ...range, instanceId: placement.instanceId, from: row.eventTime, to: Infinity };
    placement.tenures.push(tenure);
    push(this.#byAddress, range.start, tenure);
    for (const id of [row.associationId, row.networkInterfaceId, row.allocationId]) {
      if (id !== null) push(this.#tenuresOf, id, tenure);
    }
  }

  #end(row: PlacementRow): void {
    const { associationId, allocationId, networkInterfaceId, publicAddress, privateAddress, eventTime } = row;
    if (row.eventName === 'DetachNetworkInterface') {
      return this.#endTenures(this.#tenuresOf.get(networkInterfaceId ?? ''), eventTime);
    }
    for (const id of [associationId, allocationId]) {
      if (id !== null) this.#endTenures(this.#tenuresOf.get(id), eventTime);
    }
    // A private address may be held in many networks: only the interface's own ends.
    const ofInterface = privateAddress === null ? [] : (this.#tenuresOf.get(networkInterfaceId ?? '') ?? []);
    const start = parseRange(privateAddress ?? '')?.start;
    this.#endTenures(ofInterface.filter((tenure) => tenure.start === start), eventTime); // prettier-ignore
    const address = publicAddress === null ? null : parseRange(publicAddress);
    if (address !== null) this.#endTenures(this.#byAddress.get(address.start), eventTime);
  }

  #endTenures(tenures: readonly Tenure[] | undefined, at: EpochSeconds): void {
    for (const tenure of tenures ?? []) {
      if (tenure.to !== Infinity) continue;
      tenure.to = at;
      this.#instances.get(tenure.instanceId)!.changes.push(at);
    }
  }

  #changeState(row: PlacementRow): void {
    if (row.instanceId === null) return;
    const placement = this.#placementOf(row.instanceId, row);
    if (row.eventName === 'StopInstances') placement.stops.push(row.eventTime);
    if (row.eventName === 'StartInstances') {
      placement.starts.push(row.eventTime);
      placement.changes.push(row.eventTime);
    }
    if (row.eventName === 'TerminateInstances') {
      placement.terminatedAt ??= row.eventTime;
      this.#endTenures(placement.tenures, row.eventTime);
    }
  }

  #placementOf(instanceId: string, row: PlacementRow): Placement {
    const known = this.#instances.get(instanceId);
    const placement = known ?? emptyPlacement(instanceId);
    if (known === undefined) this.#instances.set(instanceId, placement);
    placement.accountId ??= row.accountId;
    placement.region ??= row.awsRegion;
    placement.vpcId ??= row.vpcId;
    return placement;
  }

  #addNatGateway({ publicAddress, allocationId, accountId, vpcId }: PlacementRow): void {
    const text = publicAddress ?? this.#publicOfAllocation.get(allocationId ?? '');
    const address = text === undefined ? null : parseRange(text);
    if (address !== null) push(this.#natGateways, address.start, { accountId, vpcId });
  }

  #allocate(text: string, accountId: string | null): void {
    const address = parseRange(text);
    if (address !== null) this.#allocated.add(`${accountId} ${address.start}`);
  }
}

/** Whether the tenure covers the time, with what is in flight around its ends. */
export function isHeld(tenure: Tenure, at: EpochSeconds): boolean {
  return at >= tenure.from - 2 && at <= tenure.to + GRACE_SECONDS;
}

function emptyPlacement(instanceId: string): Placement {
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

function rowsByTime({ placements, texts }: CaseFacts): PlacementRow[] {
  const { eventID, eventTime, ...columns } = placements.columns;
  const text = (column: Uint32Array, row: number): string | null => texts.get(column[row]!);
  const rows = Array.from({ length: placements.length }, (_, row) => ({
    id: uuidAt(eventID, row) ?? '',
    eventName: text(columns.eventName, row),
    eventTime: eventTime[row]!,
    accountId: text(columns.accountId, row),
    awsRegion: text(columns.awsRegion, row),
    instanceId: text(columns.instanceId, row),
    networkInterfaceId: text(columns.networkInterfaceId, row),
    allocationId: text(columns.allocationId, row),
    associationId: text(columns.associationId, row),
    privateAddress: text(columns.privateAddress, row),
    publicAddress: text(columns.publicAddress, row),
    vpcId: text(columns.vpcId, row),
    natGatewayId: text(columns.natGatewayId, row),
    vpcEndpointId: text(columns.vpcEndpointId, row),
  }));
  return rows.sort((a, b) => a.eventTime - b.eventTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
