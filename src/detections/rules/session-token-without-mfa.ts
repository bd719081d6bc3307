import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import { rowsOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { mintingParents } from '../minting.ts';
import { otherAddressTest } from '../other-address.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, issuedFrom, keyOf, latest, originPhrase, rolesOf, sentence } from '../wording.ts';

export const sessionTokenWithoutMfa: Rule = {
  id: 'session-token-without-mfa',
  title: 'GetSessionToken was called without MFA',
  says: 'A user or root got a session token without an MFA device; worse where that session assumes a role or is used from another address.',
  canBeWrong: 'Some tools get a session token at every start, MFA or not, and people change networks within 36 hours.',
  severities: ['medium', 'high'],
  attack: ['T1550.001', 'T1078.004'],
  detect,
};

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage } = context;
  const { length, parent, accessKeyId } = lineage.credentials;
  const mintedBy = childrenBy(lineage);
  const elsewhere = usesElsewhere(context);
  const withoutMfa = sessionsWithoutMfa(lineage);
  const plain = new Map<number, number[]>();
  for (let token = 0; token < length; token++) {
    if (!withoutMfa(token)) continue;
    const minted = mintedBy.get(token) ?? [];
    const uses = elsewhere(token);
    if (minted.length > 0 || uses.length > 0) {
      yield wentOn(lineage, token, { minted, uses });
      continue;
    }
    // A tool that gets such a session every hour is one finding, not one an hour.
    const key = parent[token]! < 0 ? accessKeyId[token]! : accessKeyId[parent[token]!]!;
    addTo(plain, key, token);
  }
  for (const [key, tokens] of plain) yield onlyIssued(lineage, lineage.facts.texts.get(key)!, tokens);
}

/** Whether a token is such a session. */
export function sessionsWithoutMfa(lineage: Lineage): (token: number) => boolean {
  const { eventName, serialNumber } = lineage.facts.issuances.columns;
  const { issuance, mfa } = lineage.credentials;
  const getSessionToken = lineage.facts.texts.find('GetSessionToken');
  return (token) => {
    const row = issuance[token]!;
    return row >= 0 && eventName[row] === getSessionToken && serialNumber[row] === 0 && mfa[token] !== FLAG_TRUE;
  };
}

function childrenBy(lineage: Lineage): Map<number, number[]> {
  const minted = new Map<number, number[]>();
  const { eventName } = lineage.facts.issuances.columns;
  const getSessionToken = lineage.facts.texts.find('GetSessionToken');
  mintingParents(lineage).forEach((minter, token) => {
    const row = minter < 0 ? -1 : lineage.credentials.issuance[minter]!;
    if (row < 0 || eventName[row] !== getSessionToken) return;
    addTo(minted, minter, token);
  });
  return minted;
}

/** Rows of uses that the token's holder made himself, from another address than the one it was minted from. */
function usesElsewhere({ lineage, config }: DetectionContext): (token: number) => number[] {
  const { texts, uses, issuances } = lineage.facts;
  const { invokedBy, sourceIPAddress } = uses.columns;
  const isOther = otherAddressTest(config);
  return (token) => {
    const minted = issuances.columns.sourceIPAddress[lineage.credentials.issuance[token]!]!;
    const found: number[] = [];
    for (const row of rowsOf(lineage.usesOf, token)) {
      const used = sourceIPAddress[row]!;
      // Codes first: mostly it is the same address, and there are many tokens.
      if (used === minted || invokedBy[row] !== 0) continue;
      if (isOther(texts.get(minted), texts.get(used))) found.push(row);
    }
    return found;
  };
}

function wentOn(
  lineage: Lineage,
  token: number,
  { minted, uses }: { minted: readonly number[]; uses: readonly number[] },
): Detection {
  const { issuedAt, lastUsed } = lineage.credentials;
  const { sourceIPAddress, firstEventID } = lineage.facts.uses.columns;
  const key = keyOf(lineage, token);
  const addresses = [...new Set(uses.map((row) => lineage.facts.texts.get(sourceIPAddress[row]!)!))].sort();
  const deeds = [
    ...(minted.length > 0 ? [`minted ${count(minted.length, 'token')} of ${listed(rolesOf(lineage, minted))}`] : []),
    ...(addresses.length > 0 ? [`was used from ${listed(addresses)}`] : []),
  ];
  return {
    severity: 'high',
    subject: [key],
    reason:
      `${sentence(originPhrase(lineage, token))} got ${key} by GetSessionToken without MFA at ${at(issuedAt[token]!)}` +
      `${issuedFrom(lineage, token)}; that session ${deeds.join(' and ')}.`,
    credential: token,
    credentials: [token, ...minted],
    evidence: [
      ...issuanceEvidence(lineage, [token, ...minted]),
      ...eventIDs({ columns: { eventID: firstEventID } }, uses.slice(0, 50)),
    ],
    firstSeen: issuedAt[token]!,
    lastSeen: Math.max(lastUsed[token]!, latest(issuedAt, [token, ...minted])),
    next: `Ask the owner about ${key}; if nobody knows it, deny the user everything (aws iam attach-user-policy, AWSDenyAll); deactivating the key does not end the session.`,
  };
}

function onlyIssued(lineage: Lineage, key: string, tokens: readonly number[]): Detection {
  const { issuedAt, lastUsed } = lineage.credentials;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  return {
    severity: 'medium',
    subject: [key],
    reason: [
      `${sentence(originPhrase(lineage, first))} got ${count(tokens.length, 'session token')} by GetSessionToken without MFA, the first ` +
        `${keyOf(lineage, first)} at ${at(issuedAt[first]!)}${issuedFrom(lineage, first)}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: first,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: `Ask the owner whether these sessions are theirs, and make the tool ask for MFA; a session lives up to 36 hours, whatever becomes of the key.`,
  };
}
