import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import { rowsOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { isKeyEnded } from '../ended-keys.ts';
import { issuanceEvidence, eventIDs } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, issuedFrom, keyOf, latest, originPhrase } from '../wording.ts';

export const rootToken: Rule = {
  id: 'root-token',
  title: 'A temporary credential of the root user',
  says: 'Root has a temporary credential: by GetSessionToken or GetFederationToken, by AssumeRoot from the management account, or by a console sign-in.',
  canBeWrong: 'A few tasks can only be done as root; they are rare, planned and known to somebody.',
  severities: ['high'],
  attack: ['T1078.004', 'T1550.001', 'T1548.005'],
  detect,
};

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const how = issuanceOfRoot(lineage);
  const sessions = new Map<string, number[]>();
  for (let token = 0; token < lineage.credentials.length; token++) {
    if (lineage.credentials.temporary[token] === 0) continue;
    const api = how(token);
    if (api !== null) yield mintedToken(lineage, token, api);
    else if (lineage.credentials.issuance[token]! < 0) addToSession(lineage, token, sessions);
  }
  for (const [session, keys] of sessions) {
    // Keys that a service used for root are its own doing; only with one that root used himself are they a session of his.
    if (keys.some((key) => lineage.credentials.forwarded[key] === 0)) yield openedSession(lineage, session, keys);
  }
}

/** The API that gave root this token, or gave this token root's rights; null for all others. */
function issuanceOfRoot(lineage: Lineage): (token: number) => string | null {
  const { texts, issuances } = lineage.facts;
  const { eventName, callerType } = issuances.columns;
  const root = texts.find('Root') || -1;
  const assumeRoot = texts.find('AssumeRoot') || -1;
  const byRoot = new Set([texts.find('GetSessionToken'), texts.find('GetFederationToken')].filter((code) => code > 0));
  return (token) => {
    const row = lineage.credentials.issuance[token]!;
    if (row < 0) return null;
    const isRoots = eventName[row] === assumeRoot || (callerType[row] === root && byRoot.has(eventName[row]!));
    return isRoots ? texts.get(eventName[row]!) : null;
  };
}

/** Console keys of root come by the dozen; those of one sign-in share account and creation time. */
function addToSession(lineage: Lineage, token: number, sessions: Map<string, number[]>): void {
  const { texts, identities } = lineage.facts;
  const { type, accountId, sessionCreatedAt } = identities.columns;
  const root = texts.find('Root') || -1;
  for (const row of rowsOf(lineage.identitiesOf, token)) {
    if (type[row] !== root || sessionCreatedAt[row] === 0) continue;
    const session = `${texts.get(accountId[row]!) ?? ''} ${sessionCreatedAt[row]}`;
    addTo(sessions, session, token);
    return;
  }
}

function mintedToken(lineage: Lineage, token: number, api: string): Detection {
  const { issuedAt, lastUsed, issuance } = lineage.credentials;
  const { texts, issuances } = lineage.facts;
  const key = keyOf(lineage, token);
  const target = texts.get(issuances.columns.targetPrincipal[issuance[token]!]!);
  const whose = api === 'AssumeRoot' ? `root of ${target ?? 'an unknown account'}` : 'the root user';
  return {
    severity: 'high',
    subject: [key],
    reason: [
      `${api} gave ${originPhrase(lineage, token)} the token ${key} of ${whose} at ${at(issuedAt[token]!)}${issuedFrom(lineage, token)}; `,
      livenessOf([token]),
      '.',
    ],
    credential: token,
    credentials: [token],
    evidence: issuanceEvidence(lineage, [token]),
    firstSeen: issuedAt[token]!,
    lastSeen: Math.max(issuedAt[token]!, lastUsed[token]!),
    next:
      api === 'AssumeRoot'
        ? `Ask the caller's owner; if it was not he, deny sts:AssumeRoot to the caller and put an SCP on the account: the token itself ends within 15 minutes.`
        : `${isKeyEnded(lineage, token) ? `Change root's password and MFA (its access key is not active any more)` : `Delete root's access key and change its password and MFA`}; the token cannot be revoked inside the account (an SCP stops it in a member account) and lives an hour at most.`,
  };
}

function openedSession(lineage: Lineage, session: string, keys: readonly number[]): Detection {
  const { firstUsed, lastUsed } = lineage.credentials;
  const { identities, uses, texts } = lineage.facts;
  const own = keys.filter((key) => lineage.credentials.forwarded[key] === 0);
  const first = own.reduce((a, b) => (firstUsed[b]! < firstUsed[a]! ? b : a));
  const [accountId, createdAt] = session.split(' ') as [string, string];
  const rows = own.flatMap((key) => Array.from(rowsOf(lineage.usesOf, key)));
  const addresses = [
    ...new Set(rows.map((row) => texts.get(uses.columns.sourceIPAddress[row]!) ?? 'an unknown address')),
  ];
  const assumed = Array.from(rowsOf(lineage.identitiesOf, first)).some(
    (row) => identities.columns.assumedRoot[row] === FLAG_TRUE,
  );
  return {
    severity: 'high',
    subject: ['session', accountId, createdAt],
    reason: [
      `${assumed ? 'An AssumeRoot session' : 'A session of the root user'} of account ${accountId}, opened at ${at(Number(createdAt))}, was used ` +
        `with ${count(keys.length, 'key')} until ${at(latest(lastUsed, own))} from ${listed(addresses.sort())}; `,
      livenessOf(keys),
      '.',
    ],
    credential: first,
    credentials: keys,
    evidence: eventIDs({ columns: { eventID: uses.columns.firstEventID } }, rows.slice(0, 50)),
    firstSeen: Number(createdAt),
    lastSeen: latest(lastUsed, own),
    next: `Find out who signed in as root of ${accountId}; if nobody owns up, change root's password and MFA and delete its keys. In a member account an SCP stops root at once.`,
  };
}
