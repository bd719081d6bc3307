import { count, listed } from '../../lib/wording.ts';
import { holds, parseRange } from '../../lib/addresses.ts';
import { originOf, rowsOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { mayBeOneNetwork } from '../by-turns.ts';
import { clusterBy } from '../hosts/networks.ts';
import { placesOf, type Place, type Places } from '../hosts/places.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { serviceMadeTest } from '../service-made.ts';
import { at, keyOf, latest, originPhrase, rolesOf } from '../wording.ts';

export const firstUseRecon: Rule = {
  id: 'first-use-recon',
  title: 'A token’s first call asks who it is, from another network',
  says: 'The first call of a token asks who and what it is (GetCallerIdentity and the like), from another network than it was issued to.',
  canBeWrong:
    'A broker of credentials (Vault, a portal) gets tokens here and gives them to programs there, many of which begin with GetCallerIdentity.',
  severities: ['medium'],
  attack: ['T1087.004', 'T1033', 'T1550.001', 'T1078.004'],
  detect,
};

/** What somebody calls who has found a key and does not know whose it is and what it may do. */
export const questions = [
  'GetCallerIdentity',
  'GetAccessKeyInfo',
  'GetUser',
  'GetAccountSummary',
  'GetAccountAuthorizationDetails',
  'ListAccountAliases',
  'ListAttachedRolePolicies',
  'ListAttachedUserPolicies',
  'SimulatePrincipalPolicy',
  'GetSendQuota',
];

interface FirstLook {
  readonly token: number;
  /** Row of its first use. */
  readonly row: number;
  readonly issued: Place;
  readonly used: Place;
}

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage, config, awsRanges } = context;
  const { texts } = lineage.facts;
  if (questions.every((name) => texts.find(name) === 0)) return;
  const places = placesOf(texts, awsRanges);
  const trusted = config.trustedNetworks.flatMap(({ cidr }) => parseRange(cidr) ?? []);
  const looks = looksElsewhere(lineage, places).filter(({ used }) => !holds(trusted, used));
  const isKnown = knownPlaces(lineage, { places, looks });
  const groups = new Map<string, FirstLook[]>();
  const { parent, origin } = lineage.credentials;
  for (const look of looks) {
    if (isKnown(look)) continue;
    const above = parent[look.token]!;
    addTo(groups, above < 0 ? `origin ${origin[look.token]}` : `key ${above}`, look);
  }
  const { first } = lineage.facts.uses.columns;
  for (const group of groups.values()) {
    group.sort((a, b) => first[a.row]! - first[b.row]! || a.token - b.token);
    for (const { key, items } of clusterBy(group, ({ used }) => used.network)) yield recon(lineage, key, items);
  }
}

/** Tokens whose first call is such a question, from another network than their issuance. */
function looksElsewhere(lineage: Lineage, places: Places): FirstLook[] {
  const { uses, issuances } = lineage.facts;
  const firstQuestion = firstQuestionTest(lineage);
  const found: FirstLook[] = [];
  for (let token = 0; token < lineage.credentials.length; token++) {
    const row = firstQuestion(token);
    if (row < 0) continue;
    const issued = places(issuances.columns.sourceIPAddress[lineage.credentials.issuance[token]!]!);
    const used = places(uses.columns.sourceIPAddress[row]!);
    if (issued !== null && used !== null && areElsewhere(issued, used)) found.push({ token, row, issued, used });
  }
  return found;
}

/** Only addresses of the internet can be told apart. */
function areElsewhere(issued: Place, used: Place): boolean {
  return issued.scope === 'public' && used.scope === 'public' && !mayBeOneNetwork(issued, used);
}

/** The row of a token's first use where that is such a question and its holder's own, -1 otherwise. */
function firstQuestionTest(lineage: Lineage): (token: number) => number {
  const { texts, uses } = lineage.facts;
  const { temporary, forwarded, issuance } = lineage.credentials;
  const names = new Set(questions.map((name) => texts.find(name)).filter((code) => code !== 0));
  const isServiceMade = serviceMadeTest(lineage);
  return (token) => {
    const row = rowsOf(lineage.usesOf, token)[0] ?? -1;
    if (row < 0 || !names.has(uses.columns.firstEventName[row]!) || uses.columns.invokedBy[row] !== 0) return -1;
    const issued = issuance[token]!;
    if (issued < 0 || temporary[token] === 0 || forwarded[token] === 1 || isServiceMade(issued)) return -1;
    return isTied(lineage, token, names) ? -1 : row;
  };
}

/** Whether in the second of its first use the token did something else as well: then nobody knows what came first. */
function isTied(lineage: Lineage, token: number, names: ReadonlySet<number>): boolean {
  const { first, firstEventName } = lineage.facts.uses.columns;
  const rows = rowsOf(lineage.usesOf, token);
  for (let at = 1; at < rows.length && first[rows[at]!] === first[rows[0]!]; at++) {
    if (!names.has(firstEventName[rows[at]!]!)) return true;
  }
  return false;
}

/** Whether the issuer was seen in the network before: its own calls by then, or what else it was issued there. */
function knownPlaces(
  lineage: Lineage,
  { places, looks }: { readonly places: Places; readonly looks: readonly FirstLook[] },
): (look: FirstLook) => boolean {
  const { parent, origin } = lineage.credentials;
  const { first } = lineage.facts.uses.columns;
  const byIssuer = new Map<number, Map<string, number>>();
  const byOrigin = issuancePlaces(lineage, { places, looks });
  return ({ token, row, used }) => {
    const above = parent[token]!;
    if (above < 0) return (byOrigin.get(origin[token]!)?.get(used.network) ?? Infinity) <= first[row]!;
    let seen = byIssuer.get(above);
    if (seen === undefined) byIssuer.set(above, (seen = placesUsed(lineage, above, places)));
    return (seen.get(used.network) ?? Infinity) <= first[row]!;
  };
}

/** When a credential was first used from each network, by itself. */
function placesUsed(lineage: Lineage, credential: number, places: Places): Map<string, number> {
  const { first, sourceIPAddress, invokedBy } = lineage.facts.uses.columns;
  const seen = new Map<string, number>();
  for (const row of rowsOf(lineage.usesOf, credential)) {
    const place = invokedBy[row] === 0 ? places(sourceIPAddress[row]!) : null;
    if (place !== null && !seen.has(place.network)) seen.set(place.network, first[row]!);
  }
  return seen;
}

/** Of origins that come with a proof instead of a key: when they were first given a token in each network. */
function issuancePlaces(
  lineage: Lineage,
  { places, looks }: { readonly places: Places; readonly looks: readonly FirstLook[] },
): Map<number, Map<string, number>> {
  const { length, parent, origin, issuance } = lineage.credentials;
  const { eventTime, sourceIPAddress } = lineage.facts.issuances.columns;
  const asked = new Set(looks.filter(({ token }) => parent[token]! < 0).map(({ token }) => origin[token]!));
  const byOrigin = new Map(Array.from(asked, (one) => [one, new Map<string, number>()]));
  for (let token = 0; token < length && asked.size > 0; token++) {
    const seen = byOrigin.get(origin[token]!);
    const row = issuance[token]!;
    if (seen === undefined || row < 0 || parent[token]! >= 0) continue;
    const network = places(sourceIPAddress[row]!)?.network;
    if (network !== undefined) seen.set(network, Math.min(seen.get(network) ?? Infinity, eventTime[row]!));
  }
  return byOrigin;
}

function recon(lineage: Lineage, network: string, looks: readonly FirstLook[]): Detection {
  const { issuedAt, lastUsed, parent } = lineage.credentials;
  const { texts, uses } = lineage.facts;
  const { first: begun, firstEventName, firstEventID } = uses.columns;
  const { token, row, issued, used } = looks[0]!;
  const tokens = looks.map((one) => one.token);
  const key = keyOf(lineage, token);
  const { kind, id } = originOf(lineage, token);
  const others = looks.length === 1 ? '' : ` ${count(looks.length, 'token')} of the same issuer began like that.`;
  return {
    severity: 'medium',
    subject: [...(parent[token]! < 0 ? [kind, id] : [keyOf(lineage, parent[token]!)]), network],
    reason: [
      `${key} of ${listed(rolesOf(lineage, [token]))} was issued at ${at(issuedAt[token]!)} from ${issued.text} to ${originPhrase(lineage, token)}. ` +
        `Its first call, at ${at(begun[row]!)}, is ${texts.get(firstEventName[row]!)} from ${used.text}, a network that the issuer was not seen in before; `,
      livenessOf([token]),
      `.${others}`,
    ],
    credential: token,
    credentials: tokens,
    evidence: [
      ...issuanceEvidence(lineage, tokens),
      ...eventIDs(
        { columns: { eventID: firstEventID } },
        looks.slice(0, 50).map((one) => one.row),
      ),
    ],
    firstSeen: begun[row]!,
    lastSeen: latest(lastUsed, tokens),
    next: `Ask the owner of ${key} who is at ${used.text}; if it is a place of yours, name it in trustedNetworks, if nobody knows it, deny everything to the role or user by issue time (a deny on aws:TokenIssueTime) and see what the token did next.`,
  };
}
