import { markOrigins, originKindOf } from '../lineage/index.ts';
import { BASIS_SIGNED, BASIS_SHARED_EVENT, type Lineage } from '../model/lineage.ts';
import { mayBeOneNetwork, ownUses, trustedTest, usesByTurns, type IsTrusted, type OwnUse } from './by-turns.ts';
import { placesOf, type Place, type Places } from './hosts/places.ts';
import { onceALineage } from './once-a-lineage.ts';
import { isOfPerson } from './person-subject.ts';
import type { DetectionContext } from './rule.ts';

/** Uses of one token from where it should not be. */
export interface OffNetwork {
  readonly token: number;
  readonly home: Place;
  readonly use: OwnUse;
}

/** All uses of federated tokens from networks that are not their own, token by token. */
export const findOffNetwork = onceALineage(judgeTokens);

function judgeTokens({ lineage, config, awsRanges }: DetectionContext): OffNetwork[] {
  const places = placesOf(lineage.facts.texts, awsRanges);
  const isTrusted = trustedTest(config);
  const isUsual = usualExits(lineage, places);
  const found: OffNetwork[] = [];
  for (let token = 0; token < lineage.credentials.length; token++) {
    const kind = federatedKind(lineage, token);
    if (kind === null) continue;
    const off =
      kind === 'person'
        ? ofPerson(lineage, token, { places, isTrusted })
        : ofJob(lineage, token, { places, isTrusted, isUsual });
    for (const one of off) found.push(one);
  }
  return found;
}

/** Tokens that a provider vouched for themselves, not those minted with them; visitors of an app (Cognito) may be anywhere. */
export function federatedKind(lineage: Lineage, token: number): 'person' | 'job' | null {
  const { credentials } = lineage;
  if (credentials.temporary[token] === 0 || credentials.forwarded[token] === 1) return null;
  const basis = credentials.parentBasis[token];
  if (basis === BASIS_SIGNED || basis === BASIS_SHARED_EVENT) return null;
  const kind = originKindOf(lineage, token);
  if (kind === 'saml' || kind === 'identity-center') return 'person';
  if (kind !== 'web-identity') return null;
  return peopleOf(lineage)[credentials.origin[token]!] === 1 ? 'person' : 'job';
}

const people = new WeakMap<Lineage, Uint8Array>();

/** 1 for each web identity of a person: most tokens share an origin with others. */
function peopleOf(lineage: Lineage): Uint8Array {
  let marks = people.get(lineage);
  if (marks === undefined) {
    marks = markOrigins(lineage, (kind, idOf) => kind === 'web-identity' && isPerson(idOf()));
    people.set(lineage, marks);
  }
  return marks;
}

/** The id of a web identity is provider and subject; the subject is not known where the issuance is not in the logs. */
function isPerson(id: string): boolean {
  const end = id.indexOf('#');
  return end >= 0 && isOfPerson(id.slice(0, end), id.slice(end + 1));
}

function issuedAtPlace(lineage: Lineage, token: number, places: Places): Place | null {
  const row = lineage.credentials.issuance[token]!;
  const place = row < 0 ? null : places(lineage.facts.issuances.columns.sourceIPAddress[row]!);
  return place !== null && place.scope === 'public' ? place : null;
}

type IsUsual = (token: number, place: Place) => boolean;

/** Runners of one provider go out through many addresses: one that it got several tokens from is as good as the token's own. */
function usualExits(lineage: Lineage, places: Places): IsUsual {
  const { provider } = lineage.facts.issuances.columns;
  const { issuance, length } = lineage.credentials;
  const counts = new Map<number, Map<string, number>>();
  for (let token = 0; token < length; token++) {
    if (federatedKind(lineage, token) !== 'job') continue;
    const place = issuedAtPlace(lineage, token, places);
    if (place === null) continue;
    const code = provider[issuance[token]!]!;
    let byAddress = counts.get(code);
    if (byAddress === undefined) counts.set(code, (byAddress = new Map()));
    const from = exitOf(place);
    byAddress.set(from, (byAddress.get(from) ?? 0) + 1);
  }
  return (token, place) => (counts.get(provider[issuance[token]!]!)?.get(exitOf(place)) ?? 0) >= 2;
}

/** Hosts of a provider of networks are neighbours of strangers: of IPv4 the address itself. */
function exitOf(place: Place): string {
  return place.family === 4 ? place.text : place.network;
}

function ofJob(
  lineage: Lineage,
  token: number,
  { places, isTrusted, isUsual }: { places: Places; isTrusted: IsTrusted; isUsual: IsUsual },
): OffNetwork[] {
  const home = issuedAtPlace(lineage, token, places);
  if (home === null) return [];
  return ownUses(lineage, token, places)
    .filter(({ place }) => !mayBeOneNetwork(home, place) && !isTrusted(place) && !isUsual(token, place))
    .map((use) => ({ token, home, use }));
}

/** People move, so it takes two far networks at the same time: the issuance's (or a trusted one, or the first) and another. */
function ofPerson(
  lineage: Lineage,
  token: number,
  { places, isTrusted }: { places: Places; isTrusted: IsTrusted },
): OffNetwork[] {
  const uses = ownUses(lineage, token, places);
  const [first] = uses;
  if (first === undefined || uses.every(({ place }) => place === first.place)) return [];
  const trusted = uses.find(({ place }) => isTrusted(place))?.place;
  const home = issuedAtPlace(lineage, token, places) ?? trusted ?? first.place;
  return usesByTurns(lineage, uses, { home, isTrusted }).map((use) => ({ token, home, use }));
}
