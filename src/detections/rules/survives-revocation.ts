import { listed } from '../../lib/wording.ts';
import { rowsOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { withoutEndedKeys } from '../ended-keys.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { revocationsOf, type Revocations } from '../revocations.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyOf, latest, rolesOf, sentence } from '../wording.ts';

export const survivesRevocation: Rule = {
  id: 'survives-revocation',
  title: 'Tokens outlive the key they came from',
  says: 'An access key was deactivated or deleted, or its user deleted, and tokens that go back to it were used afterwards or are still live.',
  canBeWrong:
    'A key that is rotated leaves honest tokens behind as well; they end with their expiry, where nothing mints anew.',
  severities: ['high', 'critical'],
  attack: ['T1550.001', 'T1078.004', 'T1098.001'],
  asksWhoLives: true,
  detect,
};

/** How far clocks of two hosts may be apart. */
const SKEW = 2;

interface Survivors {
  readonly used: number[];
  readonly live: number[];
}

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const { credentials, facts } = lineage;
  const revocations = revocationsOf(lineage);
  if (revocations === null) return;
  const survivors = new Map<number, Survivors>();
  for (const token of lineage.topDown) {
    const control = revocations.controlOver[token]!;
    if (control < 0 || credentials.temporary[token] === 0 || credentials.forwarded[token] === 1) continue;
    const time = facts.controls.columns.eventTime[control]!;
    const how = outlives(lineage, token, time);
    if (how === null) continue;
    const anchor = revocations.anchorOf[token]!;
    let group = survivors.get(anchor);
    if (group === undefined) survivors.set(anchor, (group = { used: [], live: [] }));
    group[how].push(token);
  }
  for (const [anchor, group] of survivors) yield survival(lineage, revocations, { anchor, ...group });
}

/** How a token outlives a moment: it was used later on, or is live without; null where it does not. */
export function outlives(lineage: Lineage, token: number, time: number): 'used' | 'live' | null {
  if (usedAfter(lineage, token, time)) return 'used';
  // As of an earlier moment than the control nothing has been survived yet.
  return lineage.credentials.live[token] === 1 && time <= lineage.asOf ? 'live' : null;
}

/** Whether some call that the token signed later on went through. */
function usedAfter(lineage: Lineage, token: number, time: number): boolean {
  if (lineage.credentials.lastUsed[token]! <= time + SKEW) return false;
  const { last, count: calls, errors } = lineage.facts.uses.columns;
  return rowsOf(lineage.usesOf, token).some((row) => last[row]! > time + SKEW && calls[row]! > errors[row]!);
}

function survival(
  lineage: Lineage,
  { controlOver, activations }: Revocations,
  { anchor, used, live }: Survivors & { readonly anchor: number },
): Detection {
  const { credentials, facts } = lineage;
  const all = [...used, ...live];
  const control = controlOver[all[0]!]!;
  const { eventTime } = facts.controls.columns;
  const time = eventTime[control]!;
  const subject = used.length > 0 ? pick(used, credentials.lastUsed) : pick(live, credentials.expiresAt);
  const key = keyOf(lineage, anchor);
  const activation = activations.get(control);
  const alive = all.filter((token) => credentials.live[token] === 1);
  const covered = alive.filter((token) => credentials.revokedBy[token]! >= 0).length;
  return {
    severity: used.length > 0 ? 'critical' : 'high',
    subject: [key, ...eventIDs(facts.controls, [control])],
    reason: [
      `${cutPhrase(lineage, anchor, control)} at ${at(time)}; `,
      activation === undefined ? '' : `a token of its own activated it again at ${at(eventTime[activation]!)}; `,
      used.length === 0 ? ofTokens(lineage, all) : `${usedPhrase(lineage, used, subject)}; `,
      livenessOf(all),
      covered > 0 ? ` (${covered} under a later revocation).` : '.',
    ],
    credential: subject,
    credentials: all,
    evidence: [
      ...eventIDs(facts.controls, activation === undefined ? [control] : [control, activation]),
      ...issuanceEvidence(lineage, all),
      ...usesAfter(lineage, used, time),
    ],
    firstSeen: time,
    lastSeen: Math.max(time, latest(credentials.lastUsed, all)),
    next: howToStop(lineage, alive.length > 0 ? alive : all, { again: activation === undefined ? [] : [anchor] }),
  };
}

function cutPhrase({ credentials, facts }: Lineage, anchor: number, control: number): string {
  const { kind, targetUserName } = facts.controls.columns;
  const key = facts.texts.get(credentials.accessKeyId[anchor]!)!;
  switch (facts.texts.get(kind[control]!)) {
    case 'user-deleted':
      return `User ${facts.texts.get(targetUserName[control]!)}, whose ${key} is, was deleted`;
    case 'access-key-deleted':
      return `Access key ${key} was deleted`;
    default:
      return `Access key ${key} was deactivated`;
  }
}

function usedPhrase(lineage: Lineage, used: readonly number[], last: number): string {
  const key = keyOf(lineage, last);
  const when = at(lineage.credentials.lastUsed[last]!);
  return used.length === 1
    ? `its token ${key} was used afterwards, last at ${when}`
    : `${used.length} of its tokens were used afterwards, last ${key} at ${when}`;
}

/** Begins the clause on liveness: which tokens are meant. */
function ofTokens(lineage: Lineage, tokens: readonly number[]): string {
  return tokens.length === 1
    ? `of its tokens ${keyOf(lineage, tokens[0]!)} is left: `
    : `of its tokens of ${listed(rolesOf(lineage, tokens))} ${tokens.length} are left: `;
}

/** The one with the greatest time; the earlier row, which is the smaller key id, where two are alike. */
function pick(tokens: readonly number[], times: Uint32Array): number {
  return tokens.reduce((a, b) => (times[b]! > times[a]! || (times[b] === times[a] && b < a) ? b : a));
}

function usesAfter(lineage: Lineage, tokens: readonly number[], time: number): string[] {
  const { last, lastEventID } = lineage.facts.uses.columns;
  const rows = tokens
    .slice(0, 50)
    .map((token) => rowsOf(lineage.usesOf, token).findLast((row) => last[row]! > time + SKEW));
  return eventIDs(
    { columns: { eventID: lastEventID } },
    rows.filter((row) => row !== undefined),
  );
}

/** Role sessions obey the role's policies, session and federation tokens their user's: the key itself says nothing any more. */
function howToStop(
  lineage: Lineage,
  tokens: readonly number[],
  { again }: { readonly again: readonly number[] },
): string {
  const { roleArn } = lineage.credentials;
  const ofRoles = tokens.filter((token) => roleArn[token] !== 0);
  const ofUsers = tokens.length - ofRoles.length;
  const steps = [
    ...withoutEndedKeys(lineage, again).map((key) => `deactivate ${keyOf(lineage, key)} again`),
    ...(ofRoles.length > 0
      ? [`deny everything to ${listed(rolesOf(lineage, ofRoles))}, all at once, and revoke their sessions`]
      : []),
    ...(ofUsers > 0 ? ['deny the user everything (AWSDenyAll; an SCP where the user is gone or root)'] : []),
  ];
  return `${sentence(steps.join(', and '))}: the key's end stops none of them.`;
}
