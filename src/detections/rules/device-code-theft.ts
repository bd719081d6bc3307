import { listed } from '../../lib/wording.ts';
import type { Lineage } from '../../model/lineage.ts';
import { mayBeOneNetwork, trustedTest } from '../by-turns.ts';
import { deviceThefts, type Theft } from '../device-flow.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { placesOf } from '../hosts/places.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyOf, latest } from '../wording.ts';

export const deviceCodeTheft: Rule = {
  id: 'device-code-theft',
  title: 'A token of Identity Center was fetched from elsewhere',
  says: 'A token or credentials of Identity Center were fetched from another network than they were asked for or approved from, within the ten minutes that a device code lives.',
  canBeWrong:
    'Whoever signs in on a remote machine and approves in the browser on the desk looks the same until the network of that machine is trusted.',
  severities: ['high'],
  attack: ['T1566.002', 'T1528', 'T1550.001'],
  detect,
};

function* detect({ lineage, config, awsRanges }: DetectionContext): Iterable<Detection> {
  const places = placesOf(lineage.facts.texts, awsRanges);
  const isTrusted = trustedTest(config);
  const thefts = deviceThefts(lineage, {
    places,
    isOther: (asked, fetched) => !isTrusted(fetched) && !mayBeOneNetwork(asked, fetched),
  });
  if (thefts.length === 0) return;
  const groups = new Map<string, Theft[]>();
  for (const theft of thefts) {
    const { person, place } = theft.fetched;
    addTo(groups, JSON.stringify([lineage.facts.texts.get(person), place.network]), theft);
  }
  const sessionsAt = permissionSetSessions(lineage);
  for (const [group, found] of groups) yield fetchedElsewhere(lineage, group, { found, sessionsAt });
}

type SessionsAt = (row: number) => number[];

/**
 * The tokens that a GetRoleCredentials got: of the role and account that it names, issued in the same seconds. No field ties
 * the two records, and the keys that are used are not the one that was issued, but they share its session.
 */
function permissionSetSessions(lineage: Lineage): SessionsAt {
  const { texts, issuances } = lineage.facts;
  const { eventTime, roleArn: namedRole, targetPrincipal } = issuances.columns;
  const { length, issuedAt, roleArn, accountId, temporary } = lineage.credentials;
  const byTime = new Map<number, number[]>();
  for (let token = 0; token < length; token++) {
    if (temporary[token] === 0 || issuedAt[token] === 0) continue;
    if (texts.get(roleArn[token]!)?.includes('AWSReservedSSO_') === true) addTo(byTime, issuedAt[token]!, token);
  }
  return (row) => {
    const name = texts.get(namedRole[row]!);
    if (name === null) return [];
    const near = [-2, -1, 0, 1, 2].flatMap((skew) => byTime.get(eventTime[row]! + skew) ?? []);
    return near.filter((token) => {
      const role = texts.get(roleArn[token]!)!;
      const ofSet = role.endsWith(`/${name}`) || role.includes(`/AWSReservedSSO_${name}_`);
      return ofSet && (targetPrincipal[row] === 0 || targetPrincipal[row] === accountId[token]);
    });
  };
}

const DEEDS = {
  asked: 'asked for a device code',
  approved: 'signed in',
  token: 'fetched a token',
  credentials: 'fetched credentials',
} as const;

function fetchedElsewhere(
  lineage: Lineage,
  group: string,
  { found, sessionsAt }: { readonly found: readonly Theft[]; readonly sessionsAt: SessionsAt },
): Detection {
  const { texts, issuances } = lineage.facts;
  const { lastUsed } = lineage.credentials;
  const { eventName, recipientAccountId } = issuances.columns;
  const { asked, fetched } = found[0]!;
  const tokens = [...new Set(found.flatMap((theft) => sessionsAt(theft.fetched.row)))].sort((a, b) => a - b);
  const person = texts.get(fetched.person) ?? 'an unknown person';
  const rows = found.flatMap((theft) => [theft.asked.row, theft.fetched.row]);
  const times = found.map((theft) => theft.fetched.time);
  const got =
    tokens.length === 0
      ? ['which credentials came of it is not in the logs']
      : [`of it came ${listed(tokens.map((token) => keyOf(lineage, token)))}; `, livenessOf(tokens)];
  return {
    severity: 'high',
    subject: [group],
    reason: [
      `Person ${person} of Identity Center: somebody ${DEEDS[asked.kind]} at ${at(asked.time)} from ${asked.place.text}, and somebody ${DEEDS[fetched.kind]} ` +
        `(${texts.get(eventName[fetched.row]!)}) at ${at(fetched.time)} from ${fetched.place.text}, another network` +
        `${found.length === 1 ? '' : `, the first of ${found.length} such fetches`}; `,
      ...got,
      '.',
    ],
    credential: tokens[0] ?? null,
    credentials: tokens,
    ...(tokens.length === 0 && { accountId: texts.get(recipientAccountId[fetched.row]!) }),
    evidence: [...eventIDs(issuances, rows.slice(0, 40)), ...issuanceEvidence(lineage, tokens)],
    firstSeen: asked.time,
    lastSeen: Math.max(...times.slice(-1), latest(lastUsed, tokens)),
    next:
      `Ask the person whether ${fetched.place.text} is theirs. If not: end their sessions in Identity Center (console: Users, Active sessions), and revoke the sessions of the ` +
      `permission sets' roles: the credentials outlive the portal session. If it is, name it in trustedNetworks.`,
  };
}
