import { holds, networkOf, parseAddress, parseRange, type Address } from '../lib/addresses.ts';
import type { Config } from '../model/config.ts';

/**
 * Whether a call came from another address than the one that its token was minted from, as far as that can be told.
 * Dual-stack clients go to one service by IPv4 and to the next by IPv6, and to some through a VPC endpoint with their private
 * address: only addresses of one family and one scope are compared, IPv6 by its network, for hosts change the rest at will.
 */
export function otherAddressTest(config: Config): (minted: string | null, used: string | null) => boolean {
  const trusted = config.trustedNetworks.flatMap(({ cidr }) => parseRange(cidr) ?? []);
  return (minted, used) => {
    if (minted === null || used === null || minted === used) return false;
    const from = parseAddress(minted);
    const to = parseAddress(used);
    if (from === null || to === null || from.family !== to.family || from.scope !== to.scope) return false;
    return placeOf(from) !== placeOf(to) && !holds(trusted, to);
  };
}

function placeOf(address: Address): string {
  return address.family === 4 ? address.value.toString() : networkOf(address);
}
