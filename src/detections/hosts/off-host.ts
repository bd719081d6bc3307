import { parseRange } from '../../lib/addresses.ts';
import type { Lineage } from '../../model/lineage.ts';
import { onceALineage } from '../once-a-lineage.ts';
import type { DetectionContext } from '../rule.ts';
import { collectHosts } from './collect-hosts.ts';
import type { Host, SessionOf, Spot, SpotUse } from './host.ts';
import { learnInnerAddresses, learnPublicAddresses, type Candidate } from './learn-addresses.ts';
import { decide, type Known } from './own-addresses.ts';
import { placesOf } from './places.ts';
import { readPlacements, type Placements } from './placements.ts';
import { findSharedAddresses } from './shared-addresses.ts';

/** Uses of an instance's tokens from one spot that is not the instance's. */
export interface OffHostSpot {
  readonly spot: Spot;
  readonly uses: readonly SpotUse[];
  /** Why the spot is not the instance's, to be read after "from 192.0.2.1, ". */
  readonly because: string;
}

export interface OffHost {
  readonly host: Host;
  readonly spots: readonly OffHostSpot[];
}

/** All instances whose tokens were used from an address that is not theirs, and where. */
export const findOffHostInstances = onceALineage(judgeInstances);

function judgeInstances(context: DetectionContext): OffHost[] {
  const { lineage, awsRanges } = context;
  const places = placesOf(lineage.facts.texts, awsRanges);
  const placements = readPlacements(lineage.facts);
  const hosts = [...collectHosts(context, (kind) => kind === 'ec2-instance', { places, placements })];
  const sessionOf = sessionsOf(lineage);
  const known = knownOf(context, { hosts, placements, sessionOf });
  return hosts.flatMap((host) => {
    const spots = judge(host, { known, sessionOf });
    return spots.length === 0 ? [] : [{ host, spots }];
  });
}

function judge(host: Host, { known, sessionOf }: { known: Known; sessionOf: SessionOf }): OffHostSpot[] {
  const settled: Candidate[] = [];
  const open: Candidate[] = [];
  const off = new Map<Spot, { uses: SpotUse[]; because: string }>();
  const addOff = (spot: Spot, use: SpotUse, because: string): void => {
    const found = off.get(spot);
    if (found === undefined) off.set(spot, { uses: [use], because });
    else found.uses.push(use);
  };
  for (const spot of host.spots) {
    const uses = { home: [] as SpotUse[], learn: [] as SpotUse[] };
    for (const use of spot.uses) {
      const { verdict, because } = decide({ host, spot, use, known });
      if (verdict === 'away') addOff(spot, use, because);
      else uses[verdict].push(use);
    }
    if (uses.home.length > 0 && !spot.inner) settled.push({ spot, uses: uses.home });
    if (uses.learn.length > 0) open.push({ spot, uses: uses.learn });
  }
  const inner = open.filter(({ spot }) => spot.inner);
  const outer = open.filter(({ spot }) => !spot.inner);
  const own = [
    learnInnerAddresses(host, { candidates: inner, sessionOf }),
    learnPublicAddresses(host, { candidates: outer, settled, sessionOf }),
  ];
  for (const { spot, uses } of open) {
    const because = spot.inner
      ? 'another private address than the instance speaks from'
      : 'an address that it did not move to';
    for (const use of uses) if (!own.some((some) => some.has(use))) addOff(spot, use, because);
  }
  return Array.from(off, ([spot, found]) => ({ spot, ...found, uses: found.uses.sort((a, b) => a.first - b.first) }));
}

function knownOf(
  { lineage, config }: DetectionContext,
  { hosts, placements, sessionOf }: { hosts: readonly Host[]; placements: Placements; sessionOf: SessionOf },
): Known {
  const rangesOf = (texts: readonly string[]) => texts.flatMap((text) => parseRange(text) ?? []);
  const configured = new Map<string, ReturnType<typeof rangesOf>>();
  for (const { instanceId = '', addresses } of config.instanceAddresses) {
    configured.set(instanceId, [...(configured.get(instanceId) ?? []), ...rangesOf(addresses)]);
  }
  const trusted = rangesOf(config.trustedNetworks.map(({ cidr }) => cidr));
  const isLocal = (host: Host, { place, inner }: Spot): boolean => {
    if (inner) return false;
    const { range } = place;
    if (range !== null && range.ec2 && (host.region ?? range.region) === range.region) return true;
    return placements.isAllocated(place, host.accountId);
  };
  const sessions = new Map(hosts.map((host) => [host, sessionTimes(lineage, host)]));
  const isShared = findSharedAddresses(hosts, {
    isLocal,
    isHolder: (host, place) => host.placement?.tenures.some((one) => one.start === place.value) === true,
    sessionOf,
    firstSessionOf: (host) => sessions.get(host)![0] ?? 0,
  });
  return { placements, trusted, configured, isShared, isLocal, sessionsOf: (host) => sessions.get(host)! };
}

function sessionsOf({ credentials }: Lineage): SessionOf {
  return (token) => credentials.issuedAt[token]! || -1 - token;
}

function sessionTimes({ credentials }: Lineage, { tokens }: Host): number[] {
  const times = new Set(tokens.map((token) => credentials.issuedAt[token]!).filter((time) => time !== 0));
  return [...times].sort((a, b) => a - b);
}

/** Whether the uses came from the internet beyond AWS. */
export function isOutsideAws({ spot }: OffHostSpot): boolean {
  return spot.place.range === null && !spot.inner && spot.foreignEndpoint === null;
}

/** What uses are told together by. */
export function networkKey({ spot }: OffHostSpot): string {
  return spot.foreignEndpoint === null ? spot.place.network : `endpoint of ${spot.foreignEndpoint}`;
}
