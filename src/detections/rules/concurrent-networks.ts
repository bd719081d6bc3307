import { count, listed } from '../../lib/wording.ts';
import { byText } from '../../lib/by-text.ts';
import { holds, parseRange } from '../../lib/addresses.ts';
import { markOrigins, originKindOf, originOf, rowsOf, sharesSession } from '../../lineage/index.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Lineage, OriginKind } from '../../model/lineage.ts';
import { issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { isWorkload } from '../hosts/outside-aws.ts';
import { placesOf, type Place } from '../hosts/places.ts';
import { findInterleaved, programOf, type Return, type Sighting } from '../interleaved.ts';
import { findOffNetwork } from '../off-network.ts';
import { uuidAt } from '../../lib/tables.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { thresholdOf } from '../thresholds.ts';
import { at, keyOf, latest, originPhrase, rolesOf } from '../wording.ts';

export const concurrentNetworks: Rule = {
  id: 'concurrent-networks',
  title: 'One token is used from networks that cannot be one client',
  says: 'A token was used in one network, from another one, and in the first one again, within minutes.',
  canBeWrong:
    'Whoever takes his session along to a second machine, and a company whose traffic leaves through several networks at once, look the same.',
  severities: ['high'],
  attack: ['T1550.001', 'T1078.004'],
  thresholds: [
    {
      name: 'minutes',
      default: 10,
      unit: 'minutes',
      says: 'In which time nobody goes to another network and back.',
      least: 1,
      most: 60,
    },
  ],
  detect,
};

/** One end of a row of `uses`: the first call of it or the last. */
interface Spot {
  readonly place: Place;
  readonly row: number;
  readonly isLast: boolean;
}

interface Found {
  readonly token: number;
  readonly calls: Return<Spot>;
}

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage, config } = context;
  const quick = thresholdOf(concurrentNetworks, 'minutes', config) * 60;
  const { length, temporary, forwarded, origin } = lineage.credentials;
  const judged = judgedElsewhere(lineage);
  const told = toldAlready(context);
  const sightingsOf = sightings(context);
  const groups = new Map<number, Found[]>();
  for (let token = 0; token < length; token++) {
    if (temporary[token] === 0 || forwarded[token] === 1 || judged[token] === 1 || told.has(token)) continue;
    const calls = sightingsOf(token)
      .map((some) => findInterleaved(some, quick))
      .find((found) => found !== null);
    if (calls !== undefined) addTo(groups, origin[token]!, { token, calls: calls! });
  }
  for (const found of groups.values()) yield together(lineage, found);
}

/**
 * 1 for tokens that other rules know the right addresses of (those delivered to workloads), and for those of browsers and apps, which are on
 * the move: mobile networks change by the minute, and the console has helpers of its own.
 */
export function judgedElsewhere(lineage: Lineage): Uint8Array {
  const { length, parent, origin } = lineage.credentials;
  const kinds: ReadonlySet<OriginKind> = new Set(['ec2-instance', 'aws-service', 'console', 'cognito']);
  const out = markOrigins(lineage, (kind, idOf) => kinds.has(kind) || isWorkload(kind, idOf));
  const marks = new Uint8Array(length);
  for (const token of lineage.topDown) {
    const above = parent[token]!;
    if (above < 0) marks[token] = out[origin[token]!]!;
    else if (sharesSession(lineage, token)) marks[token] = marks[above]!;
  }
  return marks;
}

/**
 * Federated tokens that `federated-token-off-network` names: it says of the same calls which network is the token's own. One
 * theft of one token is one finding.
 */
export function toldAlready(context: DetectionContext): ReadonlySet<number> {
  if (context.config.rules['federated-token-off-network']?.off === true) return new Set();
  return new Set(findOffNetwork(context).map(({ token }) => token));
}

/** Calls of a token that came from the internet, one list a family of addresses, where it was used in more than one place. */
function sightings({ lineage, config, awsRanges }: DetectionContext): (token: number) => Sighting<Spot>[][] {
  const { texts, uses } = lineage.facts;
  const { sourceIPAddress, userAgent, eventSource, invokedBy, vpcEndpointId, fromConsole } = uses.columns;
  const places = placesOf(texts, awsRanges);
  const programs = programsOf(lineage);
  const trusted = config.trustedNetworks.flatMap(({ cidr }) => parseRange(cidr) ?? []);
  const whereOf = (place: Place, isMachine: boolean): string => {
    if (holds(trusted, place)) return 'trusted';
    if (place.range === null) return place.network;
    return isMachine ? 'AWS' : `AWS ${place.range.region}`;
  };
  return (token) => {
    const rows = rowsOf(lineage.usesOf, token);
    // Nearly all tokens have one address: codes first.
    if (rows.every((row) => sourceIPAddress[row] === sourceIPAddress[rows[0]!])) return [];
    if (rows.some((row) => fromConsole[row] === FLAG_TRUE)) return [];
    const isMachine = machines.has(originKindOf(lineage, token));
    const families: Record<4 | 6, Sighting<Spot>[]> = { 4: [], 6: [] };
    for (const row of rows) {
      const place = invokedBy[row] === 0 && vpcEndpointId[row] === 0 ? places(sourceIPAddress[row]!) : null;
      if (place === null || place.scope !== 'public') continue;
      const where = whereOf(place, isMachine);
      const seen = { where, agent: programs(userAgent[row]!), service: eventSource[row]! };
      families[place.family].push(...endsOf(lineage, { row, place, seen }));
    }
    return Object.values(families)
      .filter((calls) => calls.some(({ where }) => where !== calls[0]!.where))
      .map((calls) => calls.sort((a, b) => a.time - b.time || byText(a.where, b.where)));
  };
}

/** Programs by the code of the user agent, each read once. */
function programsOf({ facts }: Lineage): (userAgent: number) => string {
  const known = new Map<number, string>();
  return (userAgent) => {
    let program = known.get(userAgent);
    if (program === undefined) known.set(userAgent, (program = programOf(facts.texts.get(userAgent))));
    return program;
  };
}

/** Workloads leave AWS's network through several addresses, in one region and the next. */
const machines: ReadonlySet<OriginKind> = new Set([
  'ec2-instance',
  'lambda-function',
  'ecs-task',
  'eks-pod',
  'aws-service',
]);

/** A row tells of two calls for certain: its first and its last. */
function endsOf(
  { facts }: Lineage,
  {
    row,
    place,
    seen,
  }: { readonly row: number; readonly place: Place; readonly seen: Omit<Sighting<Spot>, 'time' | 'spot'> },
): Sighting<Spot>[] {
  const { first, last, count: calls } = facts.uses.columns;
  const begin = { ...seen, time: first[row]!, spot: { place, row, isLast: false } };
  return calls[row] === 1 ? [begin] : [begin, { ...seen, time: last[row]!, spot: { place, row, isLast: true } }];
}

function together(lineage: Lineage, found: readonly Found[]): Detection {
  const { lastUsed } = lineage.credentials;
  const { token, calls } = found.reduce((a, b) => (b.calls.before.time < a.calls.before.time ? b : a));
  const { before, between, after } = calls;
  const tokens = found.map((one) => one.token);
  const key = keyOf(lineage, token);
  const { kind, id } = originOf(lineage, token);
  const by = (one: Sighting<Spot>): string => (one.agent === '' ? '' : ` by ${one.agent.slice(0, 60)}`);
  const others = tokens.length === 1 ? '' : ` So it was with ${count(tokens.length, 'token')} of this origin.`;
  return {
    severity: 'high',
    subject: [kind, id],
    reason: [
      `${key} of ${listed(rolesOf(lineage, [token]))} (${originPhrase(lineage, token)}) was used from ${before.spot.place.text}${by(before)} at ${at(before.time)}, ` +
        `from ${between.spot.place.text}${by(between)} at ${at(between.time)}, and from ${after.spot.place.text} again at ${at(after.time)}; `,
      livenessOf([token]),
      `.${others}`,
    ],
    credential: token,
    credentials: tokens,
    evidence: [...issuanceEvidence(lineage, tokens), ...callEvidence(lineage, found)],
    firstSeen: before.time,
    lastSeen: latest(lastUsed, tokens),
    next: `Ask the owner of ${key} which of ${before.spot.place.text} and ${between.spot.place.text} is his. If both are, name them in trustedNetworks; if not, deny everything to ${listed(rolesOf(lineage, tokens))} by issue time (a deny on aws:TokenIssueTime).`,
  };
}

function callEvidence(lineage: Lineage, found: readonly Found[]): string[] {
  const { firstEventID, lastEventID } = lineage.facts.uses.columns;
  return found
    .slice(0, 20)
    .flatMap(({ calls }) => [calls.before, calls.between, calls.after])
    .flatMap(({ spot }) => uuidAt(spot.isLast ? lastEventID : firstEventID, spot.row) ?? []);
}
