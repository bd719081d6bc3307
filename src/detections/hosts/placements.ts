import type { Address } from '../../lib/addresses.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { NatGateway, Placement, Tenure } from './placement.ts';
import { playPlacements } from './play-placements.ts';

export interface Placements {
  of(instanceId: string): Placement | null;
  /** The instances that hold the address at that time. */
  holders(address: Address, at: EpochSeconds): readonly Placement[];
  natGateways(address: Address): readonly NatGateway[];
  /** Whether a record tells a NAT gateway of the network. */
  hasNatGateway(vpcId: string): boolean;
  /** Elastic addresses that the account allocated, among them those it brought to AWS, which no published range holds. */
  isAllocated(address: Address, accountId: string | null): boolean;
  /** The account that made a VPC endpoint. */
  ownerOfEndpoint(vpcEndpointId: string): string | null;
}

/** A record takes effect about when it is logged; calls in flight still come from the address before. */
const GRACE_SECONDS = 300;
const CLOCKS_APART_SECONDS = 2;

/** What the placement records of a case say of instances, addresses, gateways and endpoints. */
export function readPlacements(facts: CaseFacts): Placements {
  const book = playPlacements(facts);
  return {
    of: (instanceId) => book.instances.get(instanceId) ?? null,
    holders: ({ value }, at) => {
      const tenures = book.tenuresByAddress.get(value) ?? [];
      return tenures.filter((one) => isHeld(one, at)).map(({ instanceId }) => book.instances.get(instanceId)!);
    },
    natGateways: ({ value }) => book.natGateways.get(value) ?? [],
    hasNatGateway: (vpcId) => book.natNetworks.has(vpcId),
    isAllocated: ({ value }, accountId) => book.allocated.get(value)?.includes(accountId) === true,
    ownerOfEndpoint: (vpcEndpointId) => book.endpointOwners.get(vpcEndpointId) ?? null,
  };
}

/** Whether the tenure covers the time, with what is in flight around its ends. */
export function isHeld(tenure: Tenure, at: EpochSeconds): boolean {
  return at >= tenure.from - CLOCKS_APART_SECONDS && at <= tenure.to + GRACE_SECONDS;
}
