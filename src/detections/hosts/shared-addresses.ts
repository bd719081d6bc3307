import { areConcurrent, type Host, type SessionOf, type Spot } from './host.ts';
import type { Place } from './places.ts';

/** Two are enough where the address can be a NAT gateway's, three where it can only be a proxy's. */
const ENOUGH_LOCAL = 2;
const ENOUGH_ELSEWHERE = 3;
/** A host with more addresses of its region than this is not moving house: all of them contradict each other. */
const MOST_COMPARED = 64;

export interface SharedAddressesOptions {
  /** Whether the address can be one that EC2 gave out in the host's region. */
  readonly isLocal: (host: Host, spot: Spot) => boolean;
  /** Whether the host itself is known to hold the address: it is not one of those that share it. */
  readonly isHolder: (host: Host, place: Place) => boolean;
  readonly sessionOf: SessionOf;
  /** When the oldest known session of the host began, used or not. */
  readonly firstSessionOf: (host: Host) => number;
}

/**
 * Which public addresses hosts of one account share because their network leaves through it (NAT gateway, NAT instance, proxy),
 * and not because one thief uses the tokens of all of them.
 */
export function findSharedAddresses(
  hosts: readonly Host[],
  options: SharedAddressesOptions,
): (host: Host, spot: Spot) => boolean {
  const sharers = sharersOf(hosts);
  const home = new Set<string>();
  const homeOfSome = new Map<Place, Set<Host>>();
  for (const [place, byAccount] of sharers) {
    for (const [accountId, users] of byAccount) {
      if (users.length < ENOUGH_LOCAL) continue;
      const local = users.filter(([host, spot]) => options.isLocal(host, spot));
      const through = local.filter(([host, spot]) => leavesThrough(host, spot, { ...options, sharers }));
      if (through.length >= ENOUGH_LOCAL) home.add(`${accountId} ${place.text}`);
      const only = users.filter(([host, spot]) => hasOnly(host, spot, options)).map(([host]) => host);
      if (only.length >= ENOUGH_ELSEWHERE) homeOfSome.set(place, new Set([...(homeOfSome.get(place) ?? []), ...only]));
    }
  }
  return (host, { place, inner, foreignEndpoint }) =>
    !inner &&
    foreignEndpoint === null &&
    (home.has(`${host.accountId} ${place.text}`) || homeOfSome.get(place)?.has(host) === true);
}

type Sharers = Map<Place, Map<string | null, [Host, Spot][]>>;

function sharersOf(hosts: readonly Host[]): Sharers {
  const sharers: Sharers = new Map();
  for (const host of hosts) {
    for (const spot of host.spots) {
      if (spot.inner || spot.foreignEndpoint !== null) continue;
      let byAccount = sharers.get(spot.place);
      if (byAccount === undefined) sharers.set(spot.place, (byAccount = new Map()));
      const users = byAccount.get(host.accountId);
      if (users === undefined) byAccount.set(host.accountId, [[host, spot]]);
      else users.push([host, spot]);
    }
  }
  return sharers;
}

/**
 * A host that at the same time speaks from an address that it has for itself is no witness for a shared one; one that speaks
 * from other shared addresses (a gateway can have eight) is, if it did from its first session on.
 */
function leavesThrough(
  host: Host,
  spot: Spot,
  options: SharedAddressesOptions & { readonly sharers: Sharers },
): boolean {
  const { isLocal, isHolder, sessionOf, firstSessionOf, sharers } = options;
  if (isHolder(host, spot.place)) return false;
  const others = host.spots.filter((other) => other !== spot && isLocal(host, other));
  if (others.length > MOST_COMPARED) return false;
  const concurrent = others.filter(
    (other) => other.place.family === spot.place.family && areConcurrent(spot.uses, other.uses, sessionOf),
  );
  if (concurrent.length === 0) return true;
  if (concurrent.some(({ place }) => sharers.get(place)?.get(host.accountId)?.length === 1)) return false;
  return isUsedIn(firstSessionOf(host), spot, sessionOf);
}

/** A host whose network leaves AWS before it speaks: nothing of its own is ever seen, from its first session on. */
function hasOnly(host: Host, spot: Spot, { isLocal, sessionOf, firstSessionOf }: SharedAddressesOptions): boolean {
  const ownLooking = host.spots.some((other) => other.inner || isLocal(host, other));
  return !ownLooking && isUsedIn(firstSessionOf(host), spot, sessionOf);
}

function isUsedIn(session: number, spot: Spot, sessionOf: SessionOf): boolean {
  return spot.uses.some(({ token }) => sessionOf(token) === session);
}
