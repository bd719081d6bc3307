import { holds, type AddressRange } from '../../lib/addresses.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Host, Spot, SpotUse } from './host.ts';
import { isHeld, type Placements } from './placements.ts';

/** What is known besides the uses themselves. */
export interface Known {
  readonly placements: Placements;
  readonly trusted: readonly AddressRange[];
  /** Configured addresses: by instance id, and under '' those of all instances. */
  readonly configured: ReadonlyMap<string, readonly AddressRange[]>;
  readonly isShared: (host: Host, spot: Spot) => boolean;
  readonly isLocal: (host: Host, spot: Spot) => boolean;
  /** When each session of the host began, in order. */
  readonly sessionsOf: (host: Host) => readonly EpochSeconds[];
}

interface Question {
  readonly host: Host;
  readonly spot: Spot;
  readonly use: SpotUse;
  readonly known: Known;
}

/** `learn`: nobody vouches for the address and nothing speaks against it; what the host's other uses say decides. */
export interface Decision {
  readonly verdict: 'home' | 'away' | 'learn';
  /** For an address that is not the instance's: why, to be read after "from 192.0.2.1, ". */
  readonly because: string;
}

const home: Decision = { verdict: 'home', because: '' };
const learn: Decision = { verdict: 'learn', because: '' };
const away = (because: string): Decision => ({ verdict: 'away', because });

/** A stopping instance still speaks for a while. */
const STOPPING_SECONDS = 900;

/**
 * Is a use one that the instance itself made? The first row that knows an answer gives it. The same table, in words, is in
 * docs/rules/instance-token-off-host.md. What services do for an instance never gets here: it has no place.
 */
const table: readonly ((question: Question) => Decision | null)[] = [
  function throughForeignEndpoint({ spot }) {
    return spot.foreignEndpoint === null
      ? null
      : away(`through a VPC endpoint of account ${spot.foreignEndpoint}, which is not known`);
  },
  function trustedOrConfigured({ host, spot, known }) {
    const ranges = [known.trusted, known.configured.get(host.id), known.configured.get('')];
    return ranges.some((some) => some !== undefined && holds(some, spot.place)) ? home : null;
  },
  function whileNotRunning({ host, use, known }) {
    const state = notRunning(host, use.first, known.sessionsOf(host));
    return state === null ? null : away(`while the instance was ${state}`);
  },
  function placedHere({ host, spot, use }) {
    const tenures = host.placement?.tenures ?? [];
    return tenures.some((one) => holds([one], spot.place) && isHeld(one, use.first)) ? home : null;
  },
  function natGatewayOfItsAccount({ host, spot, known }) {
    if (spot.inner) return null;
    const vpcId = host.placement?.vpcId ?? null;
    const isOwn = known.placements
      .natGateways(spot.place)
      .some(
        (gateway) => gateway.accountId === host.accountId && (vpcId === null || (gateway.vpcId ?? vpcId) === vpcId),
      );
    return isOwn ? home : null;
  },
  function sharedByMany({ host, spot, known }) {
    return known.isShared(host, spot) ? home : null;
  },
  function placedElsewhere({ host, spot, use, known }) {
    const vpcId = host.placement?.vpcId ?? null;
    const holder = known.placements.holders(spot.place, use.first).find(
      (other) =>
        other.instanceId !== host.id &&
        // Networks may use the same private addresses: one that is not known to be the host's own proves nothing.
        (!spot.inner || (other.accountId === host.accountId && vpcId !== null && other.vpcId === vpcId)),
    );
    return holder === undefined ? null : away(`which is the address of instance ${holder.instanceId}`);
  },
  function innerButNotItsOwn({ host, spot, use }) {
    if (!spot.inner) return null;
    const isKnown = hasAddress(host, spot, { at: use.first, inner: true });
    if (!isKnown || (host.placement?.unknownInterfaces ?? 0) > 0) return learn;
    return away('a private address that is not the one of the instance');
  },
  function outsideItsRegion({ host, spot, known }) {
    if (known.isLocal(host, spot)) return null;
    const { range } = spot.place;
    if (range === null) return away('outside AWS');
    return away(`an address of AWS in ${range.region} that EC2 gives to no instance of ${host.region ?? 'any region'}`);
  },
  function notTheGatewayOfItsNetwork({ host, spot, known }) {
    const vpcId = host.placement?.vpcId ?? null;
    if (vpcId === null || !known.placements.hasNatGateway(vpcId)) return null;
    // An instance that spoke from inside first, and sessions later from an address that is not its network's way out.
    const before = (other: Spot): boolean =>
      other.inner && other.foreignEndpoint === null && other.oldestSession < spot.oldestSession;
    return host.spots.some(before) ? away('which is no NAT gateway of the network of the instance') : null;
  },
  function publicButNotItsOwn({ host, spot, use }) {
    return hasAddress(host, spot, { at: use.first, inner: false })
      ? away('while the instance had another public address')
      : learn;
  },
];

/** Whether the instance made the use from there itself, by everything but its other uses. */
export function decide(question: Question): Decision {
  for (const row of table) {
    const decision = row(question);
    if (decision !== null) return decision;
  }
  return learn;
}

/** Whether records tell an address of the same family and kind that the instance has at that time. */
function hasAddress(
  host: Host,
  spot: Spot,
  { at, inner }: { readonly at: EpochSeconds; readonly inner: boolean },
): boolean {
  const tenures = host.placement?.tenures ?? [];
  return tenures.some(
    (tenure) =>
      tenure.isPrivate === inner && tenure.family === spot.place.family && at >= tenure.from && at <= tenure.to,
  );
}

function notRunning(host: Host, at: EpochSeconds, sessions: readonly EpochSeconds[]): 'stopped' | 'terminated' | null {
  const { placement } = host;
  if (placement === null) return null;
  const { terminatedAt, stops, starts } = placement;
  if (terminatedAt !== null && at > terminatedAt + STOPPING_SECONDS) return 'terminated';
  const isDown = stops.some((stop) => {
    if (at <= stop + STOPPING_SECONDS) return false;
    // A session that EC2 issued since shows that it runs again, though the start is not in the logs.
    const isBack = (moment: EpochSeconds): boolean => moment > stop && moment <= at + 2;
    return !starts.some(isBack) && !sessions.some(isBack);
  });
  return isDown ? 'stopped' : null;
}
