import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Lineage } from '../../model/lineage.ts';
import { eventIDs } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, latest, rolesOf } from '../wording.ts';

export const publicCredentials: Rule = {
  id: 'public-credentials',
  title: 'Cognito hands out credentials to anybody',
  says: 'Cognito gave credentials to an identity that nobody vouched for: whoever knows the id of the pool gets them.',
  canBeWrong: 'Guests of an application are meant to have them, where their role may do next to nothing.',
  severities: ['low'],
  attack: ['T1078.004', 'T1528'],
  detect,
};

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const { texts, issuances } = lineage.facts;
  const { eventName, recipientAccountId } = issuances.columns;
  const name = texts.find('GetCredentialsForIdentity');
  if (name === 0) return;
  const groups = new Map<string, number[]>();
  const { length, issuance, roleArn } = lineage.credentials;
  for (let token = 0; token < length; token++) {
    const row = issuance[token]!;
    if (row < 0 || eventName[row] !== name || !isGuest(lineage, row)) continue;
    const role = texts.get(roleArn[token]!);
    addTo(groups, JSON.stringify([texts.get(recipientAccountId[row]!), role]), token);
  }
  for (const [group, tokens] of groups) yield guests(lineage, group, tokens);
}

/** Whether the call, as far as it is logged, named no provider that vouches for the identity. */
export function isGuest({ facts }: Lineage, row: number): boolean {
  const { provider, omitted } = facts.issuances.columns;
  return provider[row] === 0 && omitted[row] !== FLAG_TRUE;
}

function guests(lineage: Lineage, group: string, tokens: readonly number[]): Detection {
  const { texts, issuances } = lineage.facts;
  const { issuedAt, lastUsed, issuance, roleArn } = lineage.credentials;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const row = issuance[first]!;
  const address = texts.get(issuances.columns.sourceIPAddress[row]!);
  const identity = texts.get(issuances.columns.subject[row]!) ?? 'an unknown identity';
  const role = roleArn[first] === 0 ? '' : ` of ${listed(rolesOf(lineage, [first]))}`;
  return {
    severity: 'low',
    subject: [group],
    reason: [
      `Cognito gave ${count(tokens.length, 'token')}${role} to identities that nobody vouched for, first to ${identity} ` +
        `at ${at(issuedAt[first]!)}${address === null ? '' : ` from ${address}`}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: first,
    credentials: tokens,
    evidence: eventIDs(
      issuances,
      tokens.slice(0, 50).map((token) => issuance[token]!),
    ),
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: `See what the pool's role for guests may do (aws cognito-identity get-identity-pool-roles); where nobody needs guests, turn them off (AllowUnauthenticatedIdentities).`,
  };
}
