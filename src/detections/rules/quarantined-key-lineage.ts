import { count, listed } from '../../lib/wording.ts';
import { originKindOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { withoutEndedKeys } from '../ended-keys.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyOf, latest, rolesOf, sentence } from '../wording.ts';

export const quarantinedKeyLineage: Rule = {
  id: 'quarantined-key-lineage',
  title: 'A key that AWS put under quarantine has living tokens',
  says: 'AWS attached a quarantine policy to a user, for a key of his was found in public, and tokens that go back to that user are live.',
  canBeWrong:
    'The user may have had two keys, of which only one leaked: then the tokens of the other one are his own, and end with the rest.',
  severities: ['critical'],
  attack: ['T1552.001', 'T1078.004', 'T1550.001'],
  asksWhoLives: true,
  detect,
};

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const quarantines = quarantinesByUser(lineage);
  if (quarantines.size === 0) return;
  const { length, parent, temporary, live, revokedBy, forwarded } = lineage.credentials;
  // For each credential the row that put its user, or the user above it, under quarantine.
  const under = new Int32Array(length).fill(-1);
  const found = new Map<number, { keys: number[]; tokens: number[] }>();
  const ofUser = quarantineOf(lineage, quarantines);
  for (const credential of lineage.topDown) {
    const above = parent[credential]!;
    const row = above < 0 ? ofUser(credential) : under[above]!;
    under[credential] = row;
    if (row < 0) continue;
    let those = found.get(row);
    if (those === undefined) found.set(row, (those = { keys: [], tokens: [] }));
    if (temporary[credential] === 0) those.keys.push(credential);
    // A token that a logged change has cut off already needs nobody.
    else if (live[credential] === 1 && revokedBy[credential]! < 0 && forwarded[credential] === 0) {
      those.tokens.push(credential);
    }
  }
  for (const [row, those] of found) if (those.tokens.length > 0) yield alive(lineage, row, those);
}

/** The first quarantine of each user, `account/name`; AWS may attach V2 and V3, and once a key. */
export function quarantinesByUser(lineage: Lineage): Map<string, number> {
  const { texts, controls } = lineage.facts;
  const { kind, eventTime, recipientAccountId, targetUserName } = controls.columns;
  const quarantined = texts.find('user-quarantined');
  const rows = new Map<string, number>();
  if (quarantined === 0) return rows;
  for (let row = 0; row < controls.length; row++) {
    if (kind[row] !== quarantined || targetUserName[row] === 0 || eventTime[row]! > lineage.asOf) continue;
    const user = `${recipientAccountId[row]}/${targetUserName[row]}`;
    const known = rows.get(user);
    if (known === undefined || eventTime[row]! < eventTime[known]!) rows.set(user, row);
  }
  return rows;
}

/** A key that was made after the quarantine is not the one that leaked. */
function quarantineOf(lineage: Lineage, quarantines: ReadonlyMap<string, number>): (root: number) => number {
  const { accountId, userName, temporary, issuedAt } = lineage.credentials;
  const { eventTime } = lineage.facts.controls.columns;
  const userKinds = new Set(['access-key', 'iam-user']);
  return (root) => {
    if (userName[root] === 0) return -1;
    const row = quarantines.get(`${accountId[root]}/${userName[root]}`);
    if (row === undefined) return -1;
    if (temporary[root] === 0) return issuedAt[root]! > eventTime[row]! ? -1 : row;
    // A session of the user whose key is in no log; a person at the console has a password, not this key.
    return userKinds.has(originKindOf(lineage, root)) ? row : -1;
  };
}

function alive(
  lineage: Lineage,
  row: number,
  { keys, tokens }: { readonly keys: readonly number[]; readonly tokens: readonly number[] },
): Detection {
  const { texts, controls } = lineage.facts;
  const { eventTime, recipientAccountId, targetUserName, policyName } = controls.columns;
  const { issuedAt, lastUsed } = lineage.credentials;
  const account = texts.get(recipientAccountId[row]!)!;
  const user = texts.get(targetUserName[row]!)!;
  const after = tokens.filter((token) => issuedAt[token]! > eventTime[row]!).length;
  const more = after === 0 ? '' : `, ${after} of them issued since`;
  return {
    severity: 'critical',
    subject: [account, user],
    reason: [
      `At ${at(eventTime[row]!)} ${texts.get(policyName[row]!) ?? 'a quarantine policy'} was attached to user ${user}: AWS found a key of his in public. ` +
        `${count(tokens.length, 'token')} that ${tokens.length === 1 ? 'goes' : 'go'} back to him (${listed(tokens.map((token) => keyOf(lineage, token)))}; ${listed(rolesOf(lineage, tokens))}) ` +
        `${tokens.length === 1 ? 'was' : 'were'} not stopped by it${more}: `,
      livenessOf(tokens),
      '.',
    ],
    credential: keys[0] ?? tokens[0]!,
    credentials: [...keys, ...tokens],
    accountId: account,
    evidence: [...eventIDs(controls, [row]), ...issuanceEvidence(lineage, tokens)],
    firstSeen: eventTime[row]!,
    lastSeen: Math.max(eventTime[row]!, latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: sentence(
      `${endingKeys(lineage, keys, user)}deny ${user} everything (aws iam attach-user-policy, AWSDenyAll), ` +
        `and revoke the sessions of the roles: the quarantine forbids a few calls to the user, and none to roles.`,
    ),
  };
}

/** Keys that are ended already need nobody; of keys that no log shows nothing is known. */
function endingKeys(lineage: Lineage, keys: readonly number[], user: string): string {
  const active = withoutEndedKeys(lineage, keys);
  if (keys.length > 0 && active.length === 0) return '';
  const named = keys.length === 0 ? `the keys of ${user}` : listed(active.map((key) => keyOf(lineage, key)));
  return `deactivate ${named} (aws iam update-access-key --status Inactive), `;
}
