import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Lineage } from '../../model/lineage.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { readSessionPolicy } from '../session-policy.ts';
import { signInsOf } from '../sign-ins.ts';
import { at, hours, issuedFrom, keyOf, latest, originPhrase, sentence } from '../wording.ts';

export const federationToken: Rule = {
  id: 'federation-token',
  title: 'A long-term key got a federation token',
  says: 'GetFederationToken made a token that outlives its key for up to 36 hours; worse with full rights or a console sign-in.',
  canBeWrong: 'Identity brokers of an older make hand out federation tokens to people all day.',
  severities: ['medium', 'high'],
  attack: ['T1098.001', 'T1550.001', 'T1078.004'],
  detect,
};

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const tokens = federationTokens(lineage);
  const signIns = signInsOf(lineage, tokens);
  const plain = new Map<string, number[]>();
  for (const token of tokens) {
    const rights = rightsOf(lineage, token);
    const rows = signIns.get(token) ?? [];
    if (rights.full !== null || rows.length > 0) {
      yield powerful(lineage, token, { ...rights, rows });
      continue;
    }
    // A broker hands out thousands alike: one finding for each key and for each kind of remark.
    const parent = lineage.credentials.parent[token]!;
    const group = JSON.stringify([keyOf(lineage, parent < 0 ? token : parent), ...rights.notes]);
    addTo(plain, group, token);
  }
  for (const [group, alike] of plain) yield limited(lineage, group, alike);
}

function federationTokens(lineage: Lineage): number[] {
  const { length, issuance } = lineage.credentials;
  const { eventName } = lineage.facts.issuances.columns;
  const getFederationToken = lineage.facts.texts.find('GetFederationToken');
  const tokens: number[] = [];
  for (let token = 0; token < length; token++) {
    const row = issuance[token]!;
    if (row >= 0 && eventName[row] === getFederationToken) tokens.push(token);
  }
  return tokens;
}

interface Rights {
  /** How the session policies give everything, or null. */
  readonly full: string | null;
  readonly notes: readonly string[];
}

/** A federation token may do what both its user's policies and its session policies allow. */
function rightsOf(lineage: Lineage, token: number): Rights {
  const { texts, issuances } = lineage.facts;
  const { sessionPolicy, sessionPolicyArns, omitted } = issuances.columns;
  const row = lineage.credentials.issuance[token]!;
  const document = texts.get(sessionPolicy[row]!);
  const arns = texts.get(sessionPolicyArns[row]!)?.split(' ') ?? [];
  const administrator = arns.find((arn) => /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/.test(arn));
  const others = arns.filter((arn) => arn !== administrator);
  const policy = document === null ? { everything: false, notes: [] } : readSessionPolicy(document);
  const notes = [...policy.notes];
  if (omitted[row] === FLAG_TRUE) {
    notes.push('CloudTrail left out its parameters for their size, so what it may do is unknown');
  } else if (document === null && arns.length === 0) {
    notes.push('it has no session policy, so it may do only what resource policies grant it by name');
  }
  if (others.length > 0) notes.push(`its session policies are ${listed(others)}`);
  if (policy.everything) return { full: 'allows * on *', notes };
  return { full: administrator === undefined ? null : `is ${administrator}`, notes };
}

function powerful(
  lineage: Lineage,
  token: number,
  { full, notes, rows }: Rights & { readonly rows: readonly number[] },
): Detection {
  const { issuedAt, lastUsed } = lineage.credentials;
  const { issuances, texts } = lineage.facts;
  const key = keyOf(lineage, token);
  const signIn = rows.reduce<number | null>(
    (first, row) =>
      first === null || issuances.columns.eventTime[row]! < issuances.columns.eventTime[first]! ? row : first,
    null,
  );
  const why = [
    ...(full === null ? [] : [`its session policy ${full}`]),
    ...(signIn === null
      ? []
      : [
          `it opened a console session (${texts.get(issuances.columns.eventName[signIn]!)}, ${at(issuances.columns.eventTime[signIn]!)})`,
        ]),
    ...notes,
  ];
  return {
    severity: 'high',
    subject: [key],
    reason: `${issued(lineage, token)}; ${why.join('; ')}.`,
    credential: token,
    credentials: [token],
    evidence: [...issuanceEvidence(lineage, [token]), ...eventIDs(issuances, rows.slice(0, 50))],
    firstSeen: issuedAt[token]!,
    lastSeen: rows.reduce(
      (last, row) => Math.max(last, issuances.columns.eventTime[row]!),
      Math.max(issuedAt[token]!, lastUsed[token]!),
    ),
    next: NEXT,
  };
}

function limited(lineage: Lineage, group: string, tokens: readonly number[]): Detection {
  const { issuedAt, lastUsed } = lineage.credentials;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const { notes } = rightsOf(lineage, first);
  const more = tokens.length === 1 ? '' : `, the first of ${count(tokens.length, 'such token')}`;
  return {
    severity: 'medium',
    subject: [group],
    reason: [`${issued(lineage, first)}${more}; `, livenessOf(tokens), `${notes.map((note) => `; ${note}`).join('')}.`],
    credential: first,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: NEXT,
  };
}

function issued(lineage: Lineage, token: number): string {
  const { issuedAt, expiresAt, sessionName } = lineage.credentials;
  const name = lineage.facts.texts.get(sessionName[token]!) ?? 'unknown';
  const life = expiresAt[token] === 0 ? '' : `, for ${hours(expiresAt[token]! - issuedAt[token]!)}`;
  return (
    `${sentence(originPhrase(lineage, token))} made the federated user ${name} (${keyOf(lineage, token)}) at ${at(issuedAt[token]!)}` +
    `${issuedFrom(lineage, token)}${life}`
  );
}

const NEXT = `If nobody knows this broker, deny the user everything (aws iam attach-user-policy, AWSDenyAll): deactivating or deleting the key leaves the token working.`;
