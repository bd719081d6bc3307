import { originOf } from '../../lineage/index.ts';
import { FLAG_TRUE, FLAG_UNKNOWN } from '../../model/columns.ts';
import { formatTime } from '../../lib/time.ts';
import { uuidAt } from '../../lib/tables.ts';
import { parentBases, type Lineage } from '../../model/lineage.ts';
import type { EvidenceOf } from './evidence.ts';
import type { PrivilegesOf } from './token-privileges.ts';
import type { CredentialInBrief, ReportCredential, ReportIssuance } from '../../model/report-view.ts';

export type FindingsOf = (credential: number) => string[];

interface Marks {
  readonly suspicious: Uint8Array;
  readonly findingsOf: FindingsOf;
}

/** What lists of hundreds of thousands are made of: a whole row takes longer, and most of it is not shown there. */
export function briefRow(lineage: Lineage, i: number, { suspicious, findingsOf }: Marks): CredentialInBrief {
  const { credentials: table, facts } = lineage;
  const text = (code: number): string | null => facts.texts.get(code);
  const parent = table.parent[i]!;
  const { kind, id } = originOf(lineage, i);
  return {
    accessKeyId: text(table.accessKeyId[i]!)!,
    kind: kindAt(lineage, i),
    issuedBy: issuedByAt(lineage, i),
    parent: parent < 0 ? null : text(table.accessKeyId[parent]!),
    origin: { kind, id },
    accountId: text(table.accountId[i]!),
    principalArn: text(table.principalArn[i]!),
    roleArn: text(table.roleArn[i]!),
    sessionName: text(table.sessionName[i]!),
    userName: text(table.userName[i]!),
    issuedAt: timeAt(table.issuedAt[i]!),
    expiresAt: timeAt(table.expiresAt[i]!),
    forwarded: table.forwarded[i] === 1,
    live: table.live[i] === 1,
    revoked: revocationOf(lineage, i),
    suspicious: suspicious[i] === 1,
    findings: findingsOf(i),
  };
}

const kindAt = ({ credentials }: Lineage, i: number): ReportCredential['kind'] =>
  credentials.temporary[i] === 1 ? 'temporary' : 'long-term';

function issuedByAt({ credentials, facts }: Lineage, i: number): string | null {
  const row = credentials.issuance[i]!;
  return row < 0 ? null : facts.texts.get(facts.issuances.columns.eventName[row]!);
}

interface AllMarks extends Marks {
  readonly privilegesOf: PrivilegesOf;
  readonly evidenceOf: EvidenceOf;
}

/** One credential as contract and reports show it. */
export function credentialRow(lineage: Lineage, i: number, marks: AllMarks): ReportCredential {
  const { credentials: table, facts } = lineage;
  const text = (code: number): string | null => facts.texts.get(code);
  const origin = originOf(lineage, i);
  const parent = table.parent[i]!;
  // Not spread into the row: the runtime defines fields behind a spread one by one, which takes longer than all the rest.
  const { ips, userAgents, services } = clientsOf(lineage, i);
  return {
    accessKeyId: text(table.accessKeyId[i]!)!,
    kind: kindAt(lineage, i),
    issuedBy: issuedByAt(lineage, i),
    parent: parent < 0 ? null : text(table.accessKeyId[parent]!),
    parentBasis: parentBases[table.parentBasis[i]!] ?? null,
    forwarded: table.forwarded[i] === 1,
    depth: table.depth[i]!,
    origin: { kind: origin.kind, id: origin.id, basis: table.originInferred[i] === 1 ? 'inferred' : 'logged' },
    accountId: text(table.accountId[i]!),
    principalArn: text(table.principalArn[i]!),
    roleArn: text(table.roleArn[i]!),
    sessionName: text(table.sessionName[i]!),
    sourceIdentity: text(table.sourceIdentity[i]!),
    userName: text(table.userName[i]!),
    issuedAt: timeAt(table.issuedAt[i]!),
    expiresAt: timeAt(table.expiresAt[i]!),
    live: table.live[i] === 1,
    mfa: table.mfa[i] === FLAG_UNKNOWN ? null : table.mfa[i] === FLAG_TRUE,
    issuedFrom: issuedFrom(lineage, table.issuance[i]!),
    firstUsed: timeAt(table.firstUsed[i]!),
    lastUsed: timeAt(table.lastUsed[i]!),
    uses: table.uses[i]!,
    errors: table.errors[i]!,
    ips,
    userAgents,
    services,
    revoked: revocationOf(lineage, i),
    privileges: marks.privilegesOf(i),
    suspicious: marks.suspicious[i] === 1,
    findings: marks.findingsOf(i),
    evidence: marks.evidenceOf(i),
  };
}

/** What the logs say of the call that minted a credential, beyond the report's own columns. */
export function issuanceDetails({ credentials, facts }: Lineage, i: number): ReportIssuance | null {
  const row = credentials.issuance[i]!;
  if (row < 0) return null;
  const { columns } = facts.issuances;
  const text = (code: number): string | null => facts.texts.get(code);
  return {
    eventTime: formatTime(columns.eventTime[row]!),
    eventName: text(columns.eventName[row]!) ?? '',
    eventSource: text(columns.eventSource[row]!) ?? '',
    awsRegion: text(columns.awsRegion[row]!),
    requestID: uuidAt(columns.requestID, row) ?? text(columns.otherRequestID[row]!),
    eventID: uuidAt(columns.eventID, row) ?? '',
    externalId: text(columns.externalId[row]!),
    sessionPolicy: text(columns.sessionPolicy[row]!),
  };
}

const timeAt = (seconds: number): string | null => (seconds === 0 ? null : formatTime(seconds));

function issuedFrom({ facts }: Lineage, issuance: number): ReportCredential['issuedFrom'] {
  if (issuance < 0) return { ip: null, userAgent: null };
  const { columns } = facts.issuances;
  return {
    ip: facts.texts.get(columns.sourceIPAddress[issuance]!),
    userAgent: facts.texts.get(columns.userAgent[issuance]!),
  };
}

/** Addresses, user agents and services, each by first use: the order of the use rows. */
function clientsOf(lineage: Lineage, i: number): Pick<ReportCredential, 'ips' | 'userAgents' | 'services'> {
  const { usesOf, facts } = lineage;
  const { columns } = facts.uses;
  const ips = new Map<number, { uses: number; first: number; last: number }>();
  const userAgents = new Set<number>();
  const services = new Set<number>();
  for (const row of usesOf.items.subarray(usesOf.starts[i], usesOf.starts[i + 1])) {
    userAgents.add(columns.userAgent[row]!);
    services.add(columns.eventSource[row]!);
    const ip = columns.sourceIPAddress[row]!;
    const seen = ips.get(ip);
    const first = columns.first[row]!;
    const last = columns.last[row]!;
    if (seen === undefined) ips.set(ip, { uses: columns.count[row]!, first, last });
    else {
      seen.uses += columns.count[row]!;
      seen.first = Math.min(seen.first, first);
      seen.last = Math.max(seen.last, last);
    }
  }
  const texts = (codes: Set<number>): string[] => [...codes].flatMap((code) => facts.texts.get(code) ?? []);
  return {
    ips: [...ips].flatMap(([code, { uses, first, last }]) => {
      const ip = facts.texts.get(code);
      return ip === null ? [] : [{ ip, uses, first: formatTime(first), last: formatTime(last) }];
    }),
    userAgents: texts(userAgents),
    services: texts(services),
  };
}

function revocationOf({ credentials, facts }: Lineage, i: number): ReportCredential['revoked'] {
  const row = credentials.revokedBy[i]!;
  if (row < 0) return null;
  const { columns } = facts.controls;
  const text = (code: number): string | null => facts.texts.get(code);
  return {
    at: formatTime(columns.eventTime[row]!),
    by: text(columns.actorArn[row]!) ?? text(columns.actorAccessKeyId[row]!) ?? text(columns.invokedBy[row]!),
    how: `${text(columns.eventName[row]!)}${inParentheses(text(columns.policyName[row]!) ?? text(columns.policyArn[row]!))}`,
  };
}

const inParentheses = (detail: string | null): string => (detail === null ? '' : ` (${detail})`);
