import { holds, parseRange } from '../lib/addresses.ts';
import { rowsOf } from '../lineage/index.ts';
import type { Config } from '../model/config.ts';
import type { Lineage } from '../model/lineage.ts';
import type { Place, Places } from './hosts/places.ts';

/** Calls that the holder of a token made himself from a public address: none of services, none through a VPC endpoint. */
export interface OwnUse {
  /** Row of `uses`. */
  readonly row: number;
  readonly place: Place;
}

/** The calls of a token that tell where its holder is. */
export function ownUses(lineage: Lineage, token: number, places: Places): OwnUse[] {
  const { invokedBy, vpcEndpointId, sourceIPAddress } = lineage.facts.uses.columns;
  const found: OwnUse[] = [];
  for (const row of rowsOf(lineage.usesOf, token)) {
    if (invokedBy[row] !== 0 || vpcEndpointId[row] !== 0) continue;
    const place = places(sourceIPAddress[row]!);
    if (place !== null && place.scope === 'public') found.push({ row, place });
  }
  return found;
}

export type IsTrusted = (place: Place) => boolean;

export function trustedTest({ trustedNetworks }: Config): IsTrusted {
  const trusted = trustedNetworks.flatMap(({ cidr }) => parseRange(cidr) ?? []);
  return (place) => holds(trusted, place);
}

/**
 * Whether two addresses cannot be told apart from one client's by their networks: the other family (a dual-stack client
 * has both), one network, or what one region of EC2 gives to whoever runs there.
 */
export function mayBeOneNetwork(a: Place, b: Place): boolean {
  if (a.family !== b.family || a.network === b.network) return true;
  return a.range !== null && b.range !== null && a.range.ec2 && b.range.ec2 && a.range.region === b.range.region;
}

/** Not even of one provider's neighbouring networks: another /16, or /32 of IPv6. */
function isFar(a: Place, b: Place): boolean {
  if (mayBeOneNetwork(a, b)) return false;
  const bits = a.family === 4 ? 16n : 96n;
  return a.value >> bits !== b.value >> bits;
}

/** How long two calls of somebody who has not moved meanwhile lie apart, in seconds. */
const MINUTES = 600;

/**
 * The uses from networks far from home that took turns with uses from home within minutes. One person who changes networks
 * goes from one to the other and perhaps back; so it takes four calls by turns to the same service, or three with another
 * client program: split tunnels send one program's calls to one service always the same way.
 */
export function usesByTurns(
  lineage: Lineage,
  uses: readonly OwnUse[],
  { home, isTrusted }: { readonly home: Place; readonly isTrusted: IsTrusted },
): OwnUse[] {
  const atHome = uses.filter(({ place }) => mayBeOneNetwork(place, home) && place.family === home.family);
  const byNetwork = new Map<string, OwnUse[]>();
  for (const use of uses) {
    if (!isFar(home, use.place) || isTrusted(use.place)) continue;
    const known = byNetwork.get(use.place.network);
    if (known === undefined) byNetwork.set(use.place.network, [use]);
    else known.push(use);
  }
  return [...byNetwork.values()].filter((away) => areByTurns(lineage, atHome, away)).flat();
}

function areByTurns(lineage: Lineage, atHome: readonly OwnUse[], away: readonly OwnUse[]): boolean {
  const { first, last, userAgent, eventSource } = lineage.facts.uses.columns;
  const points = [...atHome.flatMap(pointsOf(true)), ...away.flatMap(pointsOf(false))].sort((a, b) => a.time - b.time);
  let turns = 0;
  let most = 0;
  for (let i = 1; i < points.length; i++) {
    const [before, after] = [points[i - 1]!, points[i]!];
    if (after.time - before.time > MINUTES) turns = 0;
    else if (before.isHome !== after.isHome) turns++;
    most = Math.max(most, turns);
  }
  const programs = new Set(atHome.map(({ row }) => programOf(lineage.facts.texts.get(userAgent[row]!))));
  const services = new Set(atHome.map(({ row }) => eventSource[row]!));
  const isOtherProgram = away.some(({ row }) => !programs.has(programOf(lineage.facts.texts.get(userAgent[row]!))));
  return (
    most >= (isOtherProgram ? 2 : 3) && (isOtherProgram || away.some(({ row }) => services.has(eventSource[row]!)))
  );

  function pointsOf(isHome: boolean): (use: OwnUse) => { readonly time: number; readonly isHome: boolean }[] {
    return ({ row }) => [
      { time: first[row]!, isHome },
      { time: last[row]!, isHome },
    ];
  }
}

/** `aws-cli` of `aws-cli/2.32.0 md/awscrt#0.27.6 …`. */
function programOf(userAgent: string | null): string {
  return /^\[?[^/\s]*/.exec(userAgent ?? '')![0];
}
