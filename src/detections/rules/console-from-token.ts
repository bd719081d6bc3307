import { count, listed } from '../../lib/wording.ts';
import { originKindOf, originOf } from '../../lineage/index.ts';
import type { Lineage, OriginKind } from '../../model/lineage.ts';
import { consoleOpenings, type ConsoleOpening } from '../console-openings.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyOf, latest, originPhrase, rolesOf, sentence } from '../wording.ts';

export const consoleFromToken: Rule = {
  id: 'console-from-token',
  title: 'A token was turned into a console session',
  says: 'A token that was made outside the console opened it: a GetSigninToken that it signed, or a sign-in as its role session or federated user.',
  canBeWrong:
    'Identity brokers of an older make open the console for people in this way all day, and so do some command-line tools for their owner.',
  severities: ['medium', 'high'],
  attack: ['T1021.007', 'T1550.001', 'T1078.004'],
  needsSuspicion: true,
  detect,
};

function* detect({ lineage, suspicious }: DetectionContext): Iterable<Detection> {
  // A broker opens thousands alike: one finding for each origin and role.
  const groups = new Map<string, ConsoleOpening[]>();
  for (const opening of consoleOpenings(lineage)) addTo(groups, groupOf(lineage, opening.token), opening);
  for (const [group, openings] of groups) yield opened(lineage, group, { openings, suspicious });
}

function groupOf(lineage: Lineage, token: number): string {
  const { texts } = lineage.facts;
  const { roleArn, principalArn } = lineage.credentials;
  const { kind, id } = originOf(lineage, token);
  return JSON.stringify([kind, id, texts.get(roleArn[token]! || principalArn[token]!)]);
}

const WORKLOADS: ReadonlySet<OriginKind> = new Set(['ec2-instance', 'lambda-function', 'ecs-task', 'eks-pod']);

function opened(
  lineage: Lineage,
  group: string,
  { openings, suspicious }: { readonly openings: readonly ConsoleOpening[]; readonly suspicious: Uint8Array },
): Detection {
  const { issuances, texts } = lineage.facts;
  const { eventTime, eventName, sourceIPAddress } = issuances.columns;
  const { lastUsed } = lineage.credentials;
  const tokens = openings.map(({ token }) => token);
  const rows = openings.flatMap((one) => one.rows).sort((a, b) => eventTime[a]! - eventTime[b]! || a - b);
  const start = rows[0]!;
  const first = openings.find((one) => one.rows.includes(start))!.token;
  const isWorkload = WORKLOADS.has(originKindOf(lineage, first));
  const isSuspicious = tokens.some((token) => suspicious[token] === 1);
  const address = texts.get(sourceIPAddress[start]!);
  const why = isWorkload
    ? ' A workload has no use for the console.'
    : isSuspicious
      ? ' Its lineage is suspicious already.'
      : '';
  return {
    severity: isWorkload || isSuspicious ? 'high' : 'medium',
    subject: [group],
    reason: [
      `${keyOf(lineage, first)} of ${listed(rolesOf(lineage, [first]))}, ${originPhrase(lineage, first)}, opened a console session ` +
        `at ${at(eventTime[start]!)}${address === null ? '' : ` from ${address}`} (${texts.get(eventName[start]!)})` +
        `${tokens.length === 1 ? '' : `, the first of ${count(tokens.length, 'token')} that did`}; `,
      livenessOf(tokens),
      `.${why}`,
    ],
    credential: first,
    credentials: tokens,
    evidence: [...issuanceEvidence(lineage, tokens), ...eventIDs(issuances, rows.slice(0, 50))],
    firstSeen: eventTime[start]!,
    lastSeen: Math.max(eventTime[rows.at(-1)!]!, latest(lastUsed, tokens)),
    next:
      `${sentence(howToEnd(lineage, first))}; a console session lasts up to 12 h and outlives the token that opened it. ` +
      `If this is your broker or tool, suppress the rule for it.`,
  };
}

/** A console session obeys the policies of its role or user, as the token did. */
function howToEnd(lineage: Lineage, token: number): string {
  const { roleArn } = lineage.credentials;
  return roleArn[token] === 0
    ? 'if nobody knows of it, deny the user everything (aws iam attach-user-policy, AWSDenyAll)'
    : `if nobody knows of it, revoke the sessions of ${listed(rolesOf(lineage, [token]))} (in the IAM console: the role, Revoke sessions)`;
}
