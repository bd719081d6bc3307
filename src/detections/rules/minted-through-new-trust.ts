import { count, listed } from '../../lib/wording.ts';
import type { Lineage } from '../../model/lineage.ts';
import { deedOf } from '../controls.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { mintedThrough, newTrustsBy, type NewTrust } from '../new-trusts.ts';
import { reachedFrom } from '../reached.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, issuedFrom, keyAndOrigin, keyOf, latest, originPhrase, rolesOf, sentence } from '../wording.ts';

export const mintedThroughNewTrust: Rule = {
  id: 'minted-through-new-trust',
  title: 'A token came through a trust that a suspicious credential made',
  says: 'A suspicious credential made or changed a trust policy, an identity provider or a trust anchor, and a token was minted through it since.',
  canBeWrong:
    'After a trust policy was changed, a caller that had the right before and uses it for the first time in the case looks like one that the change let in.',
  severities: ['critical'],
  attack: ['T1484.002', 'T1098.003', 'T1550.001', 'T1078.004'],
  needsSuspicion: true,
  detect,
};

function* detect({ lineage, suspicious }: DetectionContext): Iterable<Detection> {
  const trusts = newTrustsBy(lineage, reachedFrom(lineage, suspicious));
  if (trusts.roles.size + trusts.providers.size === 0) return;
  const waysOf = new Map<number, Way[]>();
  for (const [trust, tokens] of mintedThrough(lineage, trusts)) addTo(waysOf, trust.actor, { trust, tokens });
  for (const [actor, ways] of waysOf) yield through(lineage, actor, ways);
}

/** A trust that somebody opened, and those who came through it. */
interface Way {
  readonly trust: NewTrust;
  readonly tokens: readonly number[];
}

const OF_ROLE = 'the trust policy of role ';

/** `the trust policies of roles Reader and Writer`, with providers behind. */
function namesOf(ways: readonly Way[]): string {
  const names = [...new Set(ways.map(({ trust }) => trust.name))];
  const roles = names.filter((name) => name.startsWith(OF_ROLE)).map((name) => name.slice(OF_ROLE.length));
  const others = names.filter((name) => !name.startsWith(OF_ROLE));
  const ofRoles =
    roles.length < 2 ? roles.map((role) => OF_ROLE + role) : [`the trust policies of roles ${listed(roles)}`];
  return [...ofRoles, ...(others.length === 0 ? [] : [listed(others)])].join(' and ');
}

/** One finding for each who opened trusts: somebody who makes ten roles to use them is one thing to look at, not ten. */
function through(lineage: Lineage, actor: number, unordered: readonly Way[]): Detection {
  const { controls } = lineage.facts;
  const { eventTime } = controls.columns;
  const { issuedAt, lastUsed } = lineage.credentials;
  const ways = unordered.toSorted((a, b) => a.trust.since - b.trust.since || a.trust.rows[0]! - b.trust.rows[0]!);
  const { trust } = ways[0]!;
  const tokens = ways.flatMap((way) => way.tokens).toSorted((a, b) => issuedAt[a]! - issuedAt[b]! || a - b);
  const names = namesOf(ways);
  const roles = rolesOf(lineage, tokens);
  // Trusts of roles say already of which roles the tokens are.
  const areNamed = ways.every(({ trust: { name } }) => name.startsWith(OF_ROLE));
  const these = roles.length === 1 ? 'that role' : 'these roles';
  const first = tokens[0]!;
  const changeIDs = eventIDs(
    controls,
    ways.flatMap((way) => way.trust.rows.slice(0, 20)),
  );
  return {
    severity: 'critical',
    subject: [keyOf(lineage, actor), trust.name],
    reason: [
      `${sentence(keyAndOrigin(lineage, actor))} is in a suspicious lineage and made ${deedOf(lineage, trust.rows[0]!)} at ${at(eventTime[trust.rows[0]!]!)}. ` +
        `Since then ${count(tokens.length, 'token')}${areNamed ? '' : ` of ${listed(roles)}`} came through ${names}, first ${keyOf(lineage, first)} ` +
        `(${originPhrase(lineage, first)}) at ${at(issuedAt[first]!)}${issuedFrom(lineage, first)}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: first,
    credentials: [actor, ...tokens],
    evidence: [...changeIDs, ...issuanceEvidence(lineage, tokens)],
    firstSeen: trust.since,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next:
      `Take back ${names} first, or the next token comes the same way, whatever becomes of the key; ` +
      `then revoke the sessions of ${areNamed ? these : listed(roles)} (in the IAM console: the role, Revoke sessions).`,
  };
}
