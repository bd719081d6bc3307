import { count, listed } from '../../lib/wording.ts';
import { originKindOf, originOf, rowsOf, sharesSession } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import type { Config } from '../../model/config.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { serviceMadeTest } from '../service-made.ts';
import { thresholdOf } from '../thresholds.ts';
import { at, hours, issuedFrom, keyOf, latest, originPhrase, rolesOf, sentence } from '../wording.ts';

export const dormantToken: Rule = {
  id: 'dormant-token',
  title: 'A token lay unused for half its life and was then used',
  says: 'A token was used for the first time after at least half its life, and at least an hour.',
  canBeWrong:
    'Somebody may fetch a long session in the morning and need it in the evening, and what reads only objects seems to sleep where data events are not logged.',
  severities: ['medium'],
  attack: ['T1550.001', 'T1078.004'],
  thresholds: [
    {
      name: 'share',
      default: 0.5,
      unit: 'of the life',
      says: 'Which share of its life a token must have lain unused.',
      least: 0,
      most: 1,
    },
    { name: 'hours', default: 1, unit: 'hours', says: 'How long it must have lain unused at least.', least: 0 },
  ],
  detect,
};

const HOUR_SECONDS = 3600;
/** Records of two hosts are not ordered to the second. */
const CLOCKS_APART_SECONDS = 2;

/** What hands a token to whoever asked, who can then use it or keep it. */
export const handingOut = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetFederationToken',
  'GetSessionToken',
];

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  const { accessKeyId, origin, parent, principalArn, roleArn } = lineage.credentials;
  const slept = dormantTest(lineage, leastSleep(config));
  const groups = new Map<string, number[]>();
  for (let token = 0; token < lineage.credentials.length; token++) {
    if (!slept(token)) continue;
    // Who puts tokens of one role by every day is one finding, not one a day.
    const issuer = parent[token]! < 0 ? `origin ${origin[token]}` : `key ${accessKeyId[parent[token]!]}`;
    addTo(groups, `${issuer} ${roleArn[token]! || principalArn[token]!}`, token);
  }
  for (const tokens of groups.values()) yield awakened(lineage, tokens);
}

/** Seconds that a token must have lain unused, by its life. */
export function leastSleep(config: Config): (life: number) => number {
  const share = thresholdOf(dormantToken, 'share', config);
  const seconds = thresholdOf(dormantToken, 'hours', config) * HOUR_SECONDS;
  return (life) => Math.max(seconds, life * share);
}

function dormantTest(lineage: Lineage, least: (life: number) => number): (token: number) => boolean {
  const { texts, issuances } = lineage.facts;
  const { temporary, forwarded, issuance, issuedAt, expiresAt, firstUsed } = lineage.credentials;
  const names = new Set(handingOut.map((name) => texts.find(name)).filter((code) => code !== 0));
  const isServiceMade = serviceMadeTest(lineage);
  return (token) => {
    const row = issuance[token]!;
    if (row < 0 || temporary[token] === 0 || forwarded[token] === 1 || firstUsed[token] === 0) return false;
    const issued = issuedAt[token]!;
    const life = expiresAt[token]! - issued;
    const slept = firstUsed[token]! - issued;
    if (slept < least(life) || slept > life + CLOCKS_APART_SECONDS) return false;
    if (!names.has(issuances.columns.eventName[row]!) || isServiceMade(row)) return false;
    // The portal and the console log one key of a session and use others.
    const kind = originKindOf(lineage, token);
    return kind !== 'identity-center' && kind !== 'console' && !sessionAwake(lineage, token);
  };
}

/** Whether another key of the same session was used while this one lay there. */
function sessionAwake(lineage: Lineage, token: number): boolean {
  const { firstUsed } = lineage.credentials;
  return rowsOf(lineage.children, token).some(
    (child) => sharesSession(lineage, child) && firstUsed[child] !== 0 && firstUsed[child]! < firstUsed[token]!,
  );
}

function awakened(lineage: Lineage, tokens: readonly number[]): Detection {
  const { issuedAt, expiresAt, firstUsed, lastUsed, parent, roleArn, principalArn } = lineage.credentials;
  const { texts } = lineage.facts;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const key = keyOf(lineage, first);
  const { kind, id } = originOf(lineage, first);
  const issuer = parent[first]! < 0 ? [kind, id] : [keyOf(lineage, parent[first]!)];
  const address = firstAddress(lineage, first);
  const others =
    tokens.length === 1 ? '' : ` So it was with ${count(tokens.length, 'token')} of the same issuer and role.`;
  return {
    severity: 'medium',
    subject: [...issuer, texts.get(roleArn[first]! || principalArn[first]!) ?? ''],
    reason: [
      `${sentence(key)} of ${listed(rolesOf(lineage, [first]))} was issued at ${at(issuedAt[first]!)}${issuedFrom(lineage, first)} to ` +
        `${originPhrase(lineage, first)} and first used at ${at(firstUsed[first]!)}${address}, after ${hours(firstUsed[first]! - issuedAt[first]!)} ` +
        `of the ${hours(expiresAt[first]! - issuedAt[first]!)} that it lives; `,
      livenessOf([first]),
      `.${others}`,
    ],
    credential: first,
    credentials: tokens,
    evidence: [...issuanceEvidence(lineage, tokens), ...firstUseEvidence(lineage, tokens)],
    firstSeen: issuedAt[first]!,
    lastSeen: latest(lastUsed, tokens),
    next: `Ask whoever got ${key} whether he kept it for later; a token that is put by outlives the key that made it. If nobody knows it, deny everything to ${listed(rolesOf(lineage, [first]))} by issue time (a deny on aws:TokenIssueTime).`,
  };
}

/** Rows of a credential come by their beginnings: the first one is its first use. */
function firstRow(lineage: Lineage, token: number): number {
  return rowsOf(lineage.usesOf, token)[0]!;
}

function firstAddress(lineage: Lineage, token: number): string {
  const { texts, uses } = lineage.facts;
  const address = texts.get(uses.columns.sourceIPAddress[firstRow(lineage, token)]!);
  return address === null ? '' : ` from ${address}`;
}

function firstUseEvidence(lineage: Lineage, tokens: readonly number[]): string[] {
  const { firstEventID } = lineage.facts.uses.columns;
  return eventIDs(
    { columns: { eventID: firstEventID } },
    tokens.slice(0, 50).map((token) => firstRow(lineage, token)),
  );
}
