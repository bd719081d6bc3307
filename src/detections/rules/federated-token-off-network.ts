import { count, listed } from '../../lib/wording.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { federatedKind, findOffNetwork, type OffNetwork } from '../off-network.ts';
import { originOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { addTo } from '../../lib/add-to.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { between, keyOf, originPhrase, rolesOf, sentence } from '../wording.ts';

export const federatedTokenOffNetwork: Rule = {
  id: 'federated-token-off-network',
  title: 'A federated token is used from a network that is not its own',
  says: 'A token of a CI job or pod (OIDC) is used from another network than it was issued to, or one of a person (SAML, Identity Center, OIDC) from two far networks by turns.',
  canBeWrong:
    'A job that goes out through several providers of networks at once, or a person whose programs do, looks the same until those networks are trusted.',
  severities: ['high'],
  attack: ['T1528', 'T1550.001', 'T1078.004'],
  detect,
};

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage } = context;
  const found = new Map<string, OffNetwork[]>();
  for (const one of findOffNetwork(context)) addTo(found, groupOf(lineage, one), one);
  for (const [group, off] of found) yield elsewhere(lineage, group, off);
}

function groupOf(lineage: Lineage, { token, use }: OffNetwork): string {
  const { kind, id } = originOf(lineage, token);
  return JSON.stringify([kind, id, use.place.network]);
}

function elsewhere(lineage: Lineage, group: string, found: readonly OffNetwork[]): Detection {
  const { uses } = lineage.facts;
  const { first, last, firstEventID } = uses.columns;
  const off = [...found].sort((a, b) => first[a.use.row]! - first[b.use.row]! || a.use.row - b.use.row);
  const start = off[0]!;
  const tokens = [...new Set(off.map(({ token }) => token))];
  const until = off.reduce((most, { use }) => Math.max(most, last[use.row]!), 0);
  const isJob = federatedKind(lineage, start.token) === 'job';
  const from = listed([...new Set(off.map(({ use }) => use.place.text))]);
  const roles = listed(rolesOf(lineage, tokens));
  const where = isJob
    ? `was issued to ${start.home.text} and used from ${from}, another network`
    : `was used from ${from} and from ${start.home.text} by turns, within minutes`;
  return {
    severity: 'high',
    subject: [group],
    reason: [
      `${keyOf(lineage, start.token)} of ${originPhrase(lineage, start.token)} (${roles}) ${where}, ` +
        `${between(first[start.use.row]!, until)}${tokens.length === 1 ? '' : `, the first of ${count(tokens.length, 'such token')}`}; `,
      livenessOf(tokens),
      '.',
    ],
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
