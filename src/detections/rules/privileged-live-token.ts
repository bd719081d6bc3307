import { count } from '../../lib/wording.ts';
import { addTo } from '../../lib/add-to.ts';
import { issuanceEvidence } from '../evidence.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { keyAndOrigin, latest, sentence } from '../wording.ts';
import { originOf } from '../../lineage/index.ts';

export const privilegedLiveToken: Rule = {
  id: 'privileged-live-token',
  title: 'A suspicious token that is live may do everything',
  says: 'A live token in a suspicious lineage is of a role or user with the rights of an administrator.',
  canBeWrong: 'The rights are those of the IAM snapshot: what was changed since then does not show.',
  severities: ['critical'],
  attack: ['T1078.004', 'T1550.001'],
  needsSuspicion: true,
  asksWhoLives: true,
  detect,
};

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage, suspicious, iam } = context;
  if (iam === undefined || iam === null) return;
  const { length, live, temporary, origin, roleArn, principalArn } = lineage.credentials;
  const groups = new Map<string, number[]>();
  for (let i = 0; i < length; i++) {
    if ((suspicious[i]! & live[i]! & temporary[i]!) !== 1 || iam.privilegesOf(i)?.level !== 'admin') continue;
    addTo(groups, `${origin[i]} ${roleArn[i] === 0 ? principalArn[i] : roleArn[i]}`, i);
  }
  for (const tokens of groups.values()) yield mayDoEverything(context, tokens, iam.privilegesOf(tokens[0]!)!.why);
}

function mayDoEverything({ lineage }: DetectionContext, tokens: readonly number[], why: readonly string[]): Detection {
  const { issuedAt, lastUsed, roleArn, principalArn } = lineage.credentials;
  const { texts } = lineage.facts;
  const first = tokens.reduce((a, b) => (issuedAt[b]! > issuedAt[a]! ? b : a));
  const principal = texts.get(roleArn[first]!) ?? texts.get(principalArn[first]!) ?? 'unknown';
  const { kind, id } = originOf(lineage, first);
  const many = tokens.length === 1 ? '' : `, the last of ${count(tokens.length, 'such token')}`;
  return {
    severity: 'critical',
    subject: [kind, id, principal],
    reason: [
      `${sentence(keyAndOrigin(lineage, first))}${many} acts as ${principal}; `,
      livenessOf(tokens),
      `. ${why[0] ?? ''}`.trimEnd(),
    ],
    credential: first,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: tokens.reduce((least, i) => Math.min(least, issuedAt[i]!), issuedAt[first]!),
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: `Deny everything to ${principal} at once, before anything else: with these rights its holder makes new ways in.`,
  };
}
