import { count, listed } from '../../lib/wording.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { mayBeOneNetwork, ownUses, trustedTest, usesByTurns, type IsTrusted, type OwnUse } from '../by-turns.ts';
import { BASIS_SIGNED, BASIS_SHARED_EVENT, type Lineage } from '../../model/lineage.ts';
import { addTo } from '../../lib/add-to.ts';
import { placesOf, type Place, type Places } from '../hosts/places.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyOf, livenessOf, originPhrase, rolesOf, sentence } from '../wording.ts';

export const federatedTokenOffNetwork: Rule = {
  id: 'federated-token-off-network',
  title: 'A federated token is used from a network that is not its own',
  says: 'A token of a CI job or pod (OIDC) is used from another network than it was issued to, or one of a person (SAML, Identity Center) from two far networks by turns.',
  canBeWrong:
    'A job that goes out through several providers of networks at once, or a person whose programs do, looks the same until those networks are trusted.',
  severities: ['high'],
  attack: ['T1528', 'T1550.001', 'T1078.004'],
  detect,
};

/** Uses of one token from where it should not be. */
interface OffNetwork {
  readonly token: number;
  readonly home: Place;
  readonly use: OwnUse;
}

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage } = context;
  const places = placesOf(lineage.facts.texts, context.awsRanges);
  const isTrusted = trustedTest(context.config);
  const isUsual = usualExits(lineage, places);
  const found = new Map<string, OffNetwork[]>();
  for (let token = 0; token < lineage.credentials.length; token++) {
    const kind = kindOf(lineage, token);
    if (kind === null) continue;
    const off =
      kind === 'person'
        ? ofPerson(lineage, token, { places, isTrusted })
        : ofJob(lineage, token, { places, isTrusted, isUsual });
    for (const one of off) addTo(found, groupOf(lineage, one), one);
  }
  for (const [group, off] of found) yield elsewhere(lineage, group, off);
}

/** Tokens that a provider vouched for themselves, not those minted with them; visitors of an app (Cognito) may be anywhere. */
function kindOf({ credentials, origins }: Lineage, token: number): 'person' | 'job' | null {
  if (credentials.temporary[token] === 0 || credentials.forwarded[token] === 1) return null;
  const basis = credentials.parentBasis[token];
  if (basis === BASIS_SIGNED || basis === BASIS_SHARED_EVENT) return null;
  const { kind } = origins[credentials.origin[token]!]!;
  if (kind === 'saml' || kind === 'identity-center') return 'person';
  return kind === 'web-identity' ? 'job' : null;
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
    if (kindOf(lineage, token) !== 'job') continue;
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

function groupOf(lineage: Lineage, { token, use }: OffNetwork): string {
  const { kind, id } = lineage.origins[lineage.credentials.origin[token]!]!;
  return JSON.stringify([kind, id, use.place.network]);
}

function elsewhere(lineage: Lineage, group: string, found: readonly OffNetwork[]): Detection {
  const { uses } = lineage.facts;
  const { first, last, firstEventID } = uses.columns;
  const off = [...found].sort((a, b) => first[a.use.row]! - first[b.use.row]! || a.use.row - b.use.row);
  const start = off[0]!;
  const tokens = [...new Set(off.map(({ token }) => token))];
  const until = off.reduce((most, { use }) => Math.max(most, last[use.row]!), 0);
  const isJob = kindOf(lineage, start.token) === 'job';
  const from = listed([...new Set(off.map(({ use }) => use.place.text))]);
  const roles = listed(rolesOf(lineage, tokens));
  const where = isJob
    ? `was issued to ${start.home.text} and used from ${from}, another network`
    : `was used from ${from} and from ${start.home.text} by turns, within minutes`;
  return {
    severity: 'high',
    subject: [group],
    reason:
      `${keyOf(lineage, start.token)} of ${originPhrase(lineage, start.token)} (${roles}) ${where}, ` +
      `from ${at(first[start.use.row]!)} until ${at(until)}${tokens.length === 1 ? '' : `, the first of ${count(tokens.length, 'such token')}`}; ` +
      `${livenessOf(lineage, tokens)}.`,
    credential: start.token,
    credentials: tokens,
    evidence: [
      ...issuanceEvidence(lineage, tokens.slice(0, 20)),
      ...eventIDs(
        { columns: { eventID: firstEventID } },
        off.slice(0, 20).map(({ use }) => use.row),
      ),
    ],
    firstSeen: first[start.use.row]!,
    lastSeen: until,
    next:
      `${sentence(isJob ? 'find the job or pod that gave the token away' : 'ask the person, and end the session at the identity provider too')}; ` +
      `revoke the sessions of ${roles} (in the IAM console: the role, Revoke sessions). If ${start.use.place.text} is yours, name it in trustedNetworks.`,
  };
}
