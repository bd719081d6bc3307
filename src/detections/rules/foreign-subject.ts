import { count, listed } from '../../lib/wording.ts';
import type { Config } from '../../model/config.ts';
import type { Lineage } from '../../model/lineage.ts';
import { allowedChainTest } from '../allowed-chains.ts';
import { issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { ownerOf } from '../subject-owner.ts';
import { at, issuedFrom, keyOf, latest, rolesOf } from '../wording.ts';

export const foreignSubject: Rule = {
  id: 'foreign-subject',
  title: 'A stranger’s workflow took a role',
  says: 'An OIDC token of another owner than all before it (another GitHub organization, GitLab group or HCP Terraform organization) took a role.',
  canBeWrong:
    'A second organization or group of your own looks the same the first time that it takes a role which another took before.',
  severities: ['high'],
  attack: ['T1199', 'T1528', 'T1078.004'],
  detect,
};

/** Owners that came before must have come so often, or who came first would be the stranger of whoever came second. */
const LEAST_BEFORE = 2;

/** What one owner got of one provider and role. */
interface Taken {
  readonly owner: string;
  readonly tokens: number[];
  readonly first: number;
}

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  const isAllowed = allowedSubjectTest(lineage, config);
  for (const [group, tokens] of byProviderAndRole(lineage)) {
    const taken = byOwner(lineage, tokens);
    const [own] = taken;
    if (own === undefined) continue;
    const times = Uint32Array.from(own.tokens, (token) => lineage.credentials.issuedAt[token]!).sort();
    for (const [place, stranger] of taken.entries()) {
      if (place === 0 || stranger.tokens.every(isAllowed)) continue;
      const before = countBelow(times, stranger.first);
      if (before < LEAST_BEFORE || isKnownElsewhere(lineage, stranger)) continue;
      yield strangerIn(lineage, group, { stranger, own, before });
    }
  }
}

function byProviderAndRole(lineage: Lineage): Map<string, number[]> {
  const { texts, issuances } = lineage.facts;
  const name = texts.find('AssumeRoleWithWebIdentity');
  const groups = new Map<string, number[]>();
  if (name === 0) return groups;
  const { eventName, provider, subject } = issuances.columns;
  const { length, issuance, roleArn } = lineage.credentials;
  for (let token = 0; token < length; token++) {
    const row = issuance[token]!;
    if (row < 0 || eventName[row] !== name || subject[row] === 0 || roleArn[token] === 0) continue;
    addTo(groups, JSON.stringify([texts.get(provider[row]!), texts.get(roleArn[token]!)]), token);
  }
  return groups;
}

/** The subject that the provider vouched for; null where the log does not have it. */
export const subjectOf = ({ facts, credentials }: Lineage, token: number): string | null =>
  facts.texts.get(facts.issuances.columns.subject[credentials.issuance[token]!]!);

/** By the first token of each; subjects that name no owner are nobody's. */
function byOwner(lineage: Lineage, tokens: readonly number[]): Taken[] {
  const { issuedAt } = lineage.credentials;
  const owners = new Map<string, number[]>();
  for (const token of tokens) {
    const owner = ownerOf(subjectOf(lineage, token)!);
    if (owner !== null) addTo(owners, owner, token);
  }
  const taken = Array.from(owners, ([owner, own]): Taken => {
    const first = own.reduce((least, one) => Math.min(least, issuedAt[one]!), Infinity);
    return { owner, tokens: own, first };
  });
  return taken.sort((a, b) => a.first - b.first || (a.owner < b.owner ? -1 : 1));
}

/** How many of ascending times are before a moment. */
function countBelow(times: Uint32Array, moment: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An owner that took another role before is one of yours. */
function isKnownElsewhere(lineage: Lineage, { owner, tokens, first }: Taken): boolean {
  const { issuedAt, roleArn } = lineage.credentials;
  const role = roleArn[tokens[0]!];
  return ownersOfAll(lineage).some(
    (one) => one.owner === owner && roleArn[one.token] !== role && issuedAt[one.token]! < first,
  );
}

const known = new WeakMap<Lineage, { owner: string; token: number }[]>();

/** The first token of every owner and role. */
function ownersOfAll(lineage: Lineage): { owner: string; token: number }[] {
  let all = known.get(lineage);
  if (all === undefined) {
    all = [...byProviderAndRole(lineage).values()].flatMap((tokens) =>
      byOwner(lineage, tokens).map(({ owner, tokens: own, first }) => ({
        owner,
        token: own.find((one) => lineage.credentials.issuedAt[one] === first) ?? own[0]!,
      })),
    );
    known.set(lineage, all);
  }
  return all;
}

/** `allowedChains` from the subject to the role. */
function allowedSubjectTest(lineage: Lineage, config: Config): (token: number) => boolean {
  const isAllowed = allowedChainTest(config);
  return (token) => isAllowed(subjectOf(lineage, token), lineage.facts.texts.get(lineage.credentials.roleArn[token]!));
}

function strangerIn(
  lineage: Lineage,
  group: string,
  { stranger, own, before }: { stranger: Taken; own: Taken; before: number },
): Detection {
  const { issuedAt, lastUsed } = lineage.credentials;
  const { owner, tokens, first } = stranger;
  const token = tokens.find((one) => issuedAt[one] === first) ?? tokens[0]!;
  const roles = listed(rolesOf(lineage, tokens));
  return {
    severity: 'high',
    subject: [group, owner],
    reason: [
      `${subjectOf(lineage, token)} got ${count(tokens.length, 'token')} of ${roles}, the first ${keyOf(lineage, token)} at ${at(first)}` +
        `${issuedFrom(lineage, token)}; the ${count(before, 'token')} before it were all of ${own.owner}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: token,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: first,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next:
      `If ${owner} is not yours: let the trust policy of ${roles} name your own subjects (a condition on the provider's sub), then revoke the role's sessions. ` +
      `If it is, name it in allowedChains, from its subjects to the role.`,
  };
}
