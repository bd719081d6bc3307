import { listed } from '../../lib/wording.ts';
import { uuidAt } from '../../lib/tables.ts';
import { originKindOf, originOf } from '../../lineage/index.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Lineage, OriginKind } from '../../model/lineage.ts';
import { deedOf } from '../controls.ts';
import { isKeyEnded } from '../ended-keys.ts';
import { issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { changesOf, TAKING, usesOfPhases, type PhaseEvent } from '../phase-events.ts';
import { longestWay, phases } from '../phases.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { thresholdOf } from '../thresholds.ts';
import { at, keyOf, latest, originPhrase, rolesOf, sentence } from '../wording.ts';

export const tokenKillChain: Rule = {
  id: 'token-kill-chain',
  title: 'One lineage looked around, rose, dug in and took',
  says: 'Tokens of one lineage went through at least three of four phases in their order: first look, escalation, persistence, data or defence evasion.',
  canBeWrong:
    'Whoever builds accounts by machine does the same in the same order; it counts only in a lineage that is suspicious, or that never did such things before.',
  severities: ['high', 'critical'],
  attack: ['T1078.004', 'T1087.004', 'T1098', 'T1098.001', 'T1136.003', 'T1562.008', 'T1530'],
  thresholds: [
    {
      name: 'days',
      default: 7,
      unit: 'days',
      says: 'How long a role must have been in use before its first change of identities counts as a turn.',
      least: 1,
    },
  ],
  needsSuspicion: true,
  detect,
};

const LEAST_PHASES = 3;
const DAY_SECONDS = 86_400;

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage } = context;
  const changes = changesOf(lineage);
  if (changes.size === 0) return;
  const counts = countingTest(context, changes);
  // Looking and taking are two phases: without a change of identities no way is long enough.
  const candidates = new Set<number>();
  for (const [token, events] of changes) {
    if (events.some((event) => event.phase !== TAKING && counts(event)))
      candidates.add(lineage.credentials.origin[token]!);
  }
  if (candidates.size === 0) return;
  for (const [, events] of eventsByOrigin(lineage, { changes, candidates, counts })) {
    events.sort((a, b) => a.time - b.time || a.phase - b.phase || a.row - b.row);
    const way = longestWay(events);
    if (way.length >= LEAST_PHASES) yield gone(lineage, way);
  }
}

/** Keys and machines; people who come by SAML, Identity Center, console or with MFA change identities as a part of their work. */
const machines: ReadonlySet<OriginKind> = new Set([
  'access-key',
  'root-user',
  'iam-user',
  'ec2-instance',
  'lambda-function',
  'ecs-task',
  'eks-pod',
]);

/**
 * Which events count: those of suspicious tokens; and those of the day before and after a role, in use for at least seven days, changed
 * identities for the first time in the hands of a key or machine.
 */
function countingTest(
  { lineage, config, suspicious }: DetectionContext,
  changes: ReadonlyMap<number, readonly PhaseEvent[]>,
): (event: Pick<PhaseEvent, 'token' | 'time'>) => boolean {
  const { roleArn } = lineage.credentials;
  const turned = turnsOf(lineage, changes, thresholdOf(tokenKillChain, 'days', config) * DAY_SECONDS);
  const withMfa = gotWithMfa(lineage);
  return ({ token, time }) => {
    if (suspicious[token] === 1) return true;
    const turn = turned.get(roleArn[token]!);
    if (turn === undefined || Math.abs(time - turn) > DAY_SECONDS || withMfa[token] === 1) return false;
    return machines.has(originKindOf(lineage, token));
  };
}

/** When roles that had been in use for long changed identities for the first time. */
function turnsOf(
  lineage: Lineage,
  changes: ReadonlyMap<number, readonly PhaseEvent[]>,
  enough: number,
): Map<number, number> {
  const turns = firstChanges(lineage, changes);
  const { length, roleArn, issuedAt, firstUsed } = lineage.credentials;
  const begun = new Map<number, number>();
  for (let token = 0; token < length && turns.size > 0; token++) {
    const role = roleArn[token]!;
    const since = issuedAt[token]! || firstUsed[token]!;
    if (since !== 0 && turns.has(role)) begun.set(role, Math.min(begun.get(role) ?? Infinity, since));
  }
  for (const [role, turn] of turns) {
    if (turn - (begun.get(role) ?? turn) < enough) turns.delete(role);
  }
  return turns;
}

function firstChanges(
  { credentials }: Lineage,
  changes: ReadonlyMap<number, readonly PhaseEvent[]>,
): Map<number, number> {
  const first = new Map<number, number>();
  for (const [token, events] of changes) {
    const role = credentials.roleArn[token]!;
    for (const { time, phase } of role === 0 ? [] : events) {
      if (phase !== TAKING) first.set(role, Math.min(first.get(role) ?? Infinity, time));
    }
  }
  return first;
}

/** 1 for what was got with MFA, and for all below: the log of a role session does not always say so. */
function gotWithMfa({ credentials, topDown }: Lineage): Uint8Array {
  const { mfa, parent, length } = credentials;
  const marks = new Uint8Array(length);
  for (const token of topDown) {
    const above = parent[token]!;
    if (mfa[token] === FLAG_TRUE || (above >= 0 && marks[above] === 1)) marks[token] = 1;
  }
  return marks;
}

function eventsByOrigin(
  lineage: Lineage,
  {
    changes,
    candidates,
    counts,
  }: {
    readonly changes: ReadonlyMap<number, readonly PhaseEvent[]>;
    readonly candidates: ReadonlySet<number>;
    readonly counts: (event: PhaseEvent) => boolean;
  },
): Map<number, PhaseEvent[]> {
  const { length, temporary, forwarded, origin } = lineage.credentials;
  const usesBy = usesOfPhases(lineage);
  const byOrigin = new Map<number, PhaseEvent[]>();
  for (let token = 0; token < length; token++) {
    const from = origin[token]!;
    if (!candidates.has(from) || temporary[token] === 0 || forwarded[token] === 1) continue;
    for (const event of changes.get(token) ?? []) if (counts(event)) addTo(byOrigin, from, event);
    for (const event of usesBy(token)) if (counts(event)) addTo(byOrigin, from, event);
  }
  return byOrigin;
}

function gone(lineage: Lineage, way: readonly PhaseEvent[]): Detection {
  const { lastUsed } = lineage.credentials;
  const tokens = [...new Set(way.map(({ token }) => token))];
  const { token } = way.at(-1)!;
  const key = keyOf(lineage, token);
  const { kind, id } = originOf(lineage, token);
  const steps = way.map((event) => `${phases[event.phase]} at ${at(event.time)} (${doneBy(lineage, event)})`);
  return {
    severity: way.length === phases.length ? 'critical' : 'high',
    subject: [kind, id],
    reason: [
      `${sentence(originPhrase(lineage, token))} went through ${way.length} phases in their order, with ${listed(tokens.map((one) => keyOf(lineage, one)))}: ` +
        `${listed(steps)}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: token,
    credentials: tokens,
    evidence: [...issuanceEvidence(lineage, tokens), ...way.flatMap((event) => eventIDOf(lineage, event) ?? [])],
    firstSeen: way[0]!.time,
    lastSeen: Math.max(way.at(-1)!.time, latest(lastUsed, tokens)),
    next: `${isKeyEnded(lineage, token) ? 'Deny' : `Cut off ${originPhrase(lineage, token)} and deny`} everything to ${listed(rolesOf(lineage, tokens))}; then undo what ${key} and the others changed, beginning with the keys and users that they made.`,
  };
}

/** A change says what it was; of a row of uses only the first call has a name. */
function doneBy(lineage: Lineage, { table, row, isLast }: PhaseEvent): string {
  const { texts, uses } = lineage.facts;
  if (table === 'controls') return deedOf(lineage, row);
  const { firstEventName, eventSource } = uses.columns;
  return isLast ? texts.get(eventSource[row]!)! : texts.get(firstEventName[row]!)!;
}

function eventIDOf({ facts }: Lineage, { table, row, isLast }: PhaseEvent): string | null {
  const { firstEventID, lastEventID } = facts.uses.columns;
  if (table === 'controls') return uuidAt(facts.controls.columns.eventID, row);
  return uuidAt(isLast ? lastEventID : firstEventID, row);
}
