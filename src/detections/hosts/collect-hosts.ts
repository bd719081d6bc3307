import { byText } from '../../lib/by-text.ts';
import { markOrigins, originAt, rowsOf, sharesSession } from '../../lineage/index.ts';
import type { Lineage, OriginKind } from '../../model/lineage.ts';
import type { DetectionContext } from '../rule.ts';
import type { Host, Spot } from './host.ts';
import type { Placements } from './placements.ts';
import type { Place, Places } from './places.ts';

const HOUR_SECONDS = 3600;

interface CollectOptions {
  readonly places: Places;
  readonly placements: Placements;
}

type IsHost = (kind: OriginKind, idOf: () => string) => boolean;

/**
 * The hosts of some kinds of origin, with what their own tokens were used for and from where. One after the other: all uses of
 * all workloads as objects are more than the facts themselves.
 */
export function* collectHosts(
  context: DetectionContext,
  isHost: IsHost,
  { places, placements }: CollectOptions,
): Generator<Host> {
  const { lineage } = context;
  const endpointOwner = foreignEndpoints(context, placements);
  for (const [origin, tokens] of deliveredTokens(lineage, isHost)) {
    const { kind, id, accountId } = originAt(lineage, origin);
    const placement = placements.of(id);
    const recordedIn = recordedRegion(lineage, tokens);
    yield {
      origin,
      kind,
      id,
      accountId,
      tokens,
      placement,
      region: placement?.region ?? (recordedIn === 'us-east-1' ? null : recordedIn),
      recordedIn,
      spots: spotsOf(lineage, tokens, {
        places,
        foreignEndpoint: (row) => endpointOwner(row, accountId),
        isPlaced: placement !== null,
      }),
    };
  }
}

/** Tokens by origin: those that the origin was given, and other keys of the same sessions; no minted ones, no forwarded ones. */
function deliveredTokens(lineage: Lineage, isHost: IsHost): Map<number, number[]> {
  const { length, parent, origin, forwarded, temporary } = lineage.credentials;
  const hosts = markOrigins(lineage, isHost);
  const delivered = new Uint8Array(length);
  for (const token of lineage.topDown) {
    const above = parent[token]!;
    if (above < 0) delivered[token] = hosts[origin[token]!]!;
    else if (sharesSession(lineage, token)) delivered[token] = delivered[above]!;
  }
  const byOrigin = new Map<number, number[]>();
  for (let token = 0; token < length; token++) {
    if (delivered[token] !== 1 || forwarded[token] === 1 || temporary[token] !== 1) continue;
    listIn(byOrigin, origin[token]!).push(token);
  }
  return byOrigin;
}

interface SpotOptions {
  readonly places: Places;
  readonly foreignEndpoint: (row: number) => string | null;
  /** Whether records tell addresses of the host, which can change hands. */
  readonly isPlaced: boolean;
}

/** Calls with `invokedBy`, and calls from what is no address, are a service's: they have no place. */
function spotsOf(
  lineage: Lineage,
  tokens: readonly number[],
  { places, foreignEndpoint, isPlaced }: SpotOptions,
): Spot[] {
  const { sourceIPAddress, invokedBy, vpcEndpointId } = lineage.facts.uses.columns;
  const spots = new Map<Place, Spot[]>();
  for (const token of tokens) {
    for (const row of rowsOf(lineage.usesOf, token)) {
      const place = invokedBy[row] === 0 ? places(sourceIPAddress[row]!) : null;
      if (place === null) continue;
      const owner = foreignEndpoint(row);
      const inner = place.scope === 'private' || (vpcEndpointId[row] !== 0 && place.range === null);
      const there = listIn(spots, place);
      let spot = there.find((one) => one.inner === inner && one.foreignEndpoint === owner);
      if (spot === undefined)
        there.push((spot = { place, foreignEndpoint: owner, inner, uses: [], oldestSession: Infinity }));
      addUse(lineage, spot, { token, row, isPlaced });
    }
  }
  const found = [...spots.values()].flat();
  for (const { uses } of found) uses.sort((a, b) => a.first - b.first || a.token - b.token);
  return found.sort(bySpeaking);
}

/** Joins uses of one token; where addresses change hands only those of one hour. A million tokens have many hours. */
function addUse(
  { facts, credentials }: Lineage,
  spot: Spot,
  { token, row, isPlaced }: { readonly token: number; readonly row: number; readonly isPlaced: boolean },
): void {
  const first = facts.uses.columns.first[row]!;
  const last = facts.uses.columns.last[row]!;
  spot.oldestSession = Math.min(spot.oldestSession, credentials.issuedAt[token]! || first);
  const before = spot.uses.at(-1);
  if (before?.token === token && (!isPlaced || hourOf(before.first) === hourOf(first))) {
    before.last = Math.max(before.last, last);
  } else {
    spot.uses.push({ token, row, first, last });
  }
}

function bySpeaking(a: Spot, b: Spot): number {
  return (
    a.uses[0]!.first - b.uses[0]!.first ||
    byText(a.place.text, b.place.text) ||
    byText(a.foreignEndpoint ?? '', b.foreignEndpoint ?? '') ||
    Number(a.inner) - Number(b.inner)
  );
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

/** The account of a use's VPC endpoint where it is none of ours: neither known, nor read, nor the host's own. */
function foreignEndpoints(
  { lineage, config }: DetectionContext,
  placements: Placements,
): (row: number, accountId: string | null) => string | null {
  const { texts, volumes, uses } = lineage.facts;
  const ours = new Set(config.knownAccounts);
  for (let row = 0; row < volumes.length; row++) {
    const account = texts.get(volumes.columns.recipientAccountId[row]!);
    if (account !== null) ours.add(account);
  }
  const { vpcEndpointId, vpcEndpointAccountId } = uses.columns;
  return (row, accountId) => {
    const endpoint = vpcEndpointId[row] === 0 ? null : texts.get(vpcEndpointId[row]!);
    // `vpcEndpointId` can also be `AWS Internal` or a service's name: an endpoint of AWS's own.
    if (endpoint === null || !endpoint.startsWith('vpce-')) return null;
    const owner = texts.get(vpcEndpointAccountId[row]!) ?? placements.ownerOfEndpoint(endpoint);
    return owner === null || !/^\d{12}$/.test(owner) || owner === accountId || ours.has(owner) ? null : owner;
  };
}

/** The region of the records that issued the tokens: the one of the most, us-east-1 last. */
function recordedRegion(lineage: Lineage, tokens: readonly number[]): string | null {
  const { issuance } = lineage.credentials;
  const { awsRegion } = lineage.facts.issuances.columns;
  const counts = new Map<string, number>();
  for (const token of tokens) {
    const row = issuance[token]!;
    const region = row < 0 ? null : lineage.facts.texts.get(awsRegion[row]!);
    if (region !== null) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  const global = (region: string): number => (region === 'us-east-1' ? 1 : 0);
  const ranked = [...counts].sort(([a, m], [b, n]) => global(a) - global(b) || n - m || byText(a, b));
  return ranked[0]?.[0] ?? null;
}

function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_SECONDS);
}
