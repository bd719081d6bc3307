import { duration, nameOf } from '../lib/wording.ts';
import type { Finding } from '../model/finding.ts';
import type { ReportCredential, ReportIssuance, ReportOrigin, ReportView } from '../model/report-view.ts';
import { credentialState } from './credential-words.ts';
import { originName } from '../lib/origin-words.ts';
import { nextStepText } from './next-step.ts';
import { secondsBetween } from './wording.ts';
import { dateOf, type SheetColumn } from './xlsx-sheets.ts';

/** A credential with what its columns are made of. */
export interface CredentialSheetRow {
  readonly row: ReportCredential;
  readonly issuance: ReportIssuance | null;
  readonly findings: readonly Finding[];
  /** Complete only when all credentials were walked over. */
  readonly lineage: LineageSums;
  readonly asOf: string;
}

type Column = SheetColumn<CredentialSheetRow>;

/** What every list of credentials shows. */
export const credentialColumns: readonly Column[] = [
  { title: 'Token', width: 23, value: ({ row }) => row.accessKeyId },
  { title: 'State', width: 22, value: ({ row, asOf }) => credentialState(row, asOf, 'long') },
  { title: 'TTL left', width: 12, value: ({ row, asOf }) => timeLeft(row, asOf) },
  { title: 'Minutes left', width: 12, value: ({ row, asOf }) => minutesLeft(row, asOf) },
  { title: 'Suspicion', width: 30, value: suspicion },
  { title: 'Description', width: 60, value: description },
  { title: 'Age of lineage', width: 15, value: ({ lineage, asOf }) => ageOf(lineage.firstToken, asOf) },
  { title: 'Root source', width: 36, value: ({ row }) => originName(row.origin) },
  { title: 'Root source basis', width: 17, value: ({ row }) => row.origin.basis },
  { title: 'Parent', width: 23, value: ({ row }) => row.parent },
  { title: 'Depth', width: 8, value: ({ row }) => row.depth },
  { title: 'Role name', width: 24, value: ({ row }) => (row.roleArn === null ? null : nameOf(row.roleArn)) },
  { title: 'Role session name', width: 26, value: ({ row }) => row.sessionName },
  { title: 'User name', width: 18, value: ({ row }) => row.userName },
  { title: 'Source identity', width: 18, value: ({ row }) => row.sourceIdentity },
  { title: 'Account', width: 15, value: ({ row }) => row.accountId },
  { title: 'Privilege level', width: 14, value: ({ row }) => row.privileges?.level ?? null },
  { title: 'Permissions summary', width: 40, value: ({ row }) => permissions(row) },
  { title: 'Session policy', width: 30, value: ({ issuance }) => issuance?.sessionPolicy ?? null },
  { title: 'Event time', width: 20, value: ({ row, issuance }) => dateOf(issuance?.eventTime ?? row.issuedAt) },
  { title: 'Expiration', width: 20, value: ({ row }) => dateOf(row.expiresAt) },
  { title: 'Event name', width: 25, value: ({ row, issuance }) => issuance?.eventName ?? row.issuedBy },
  { title: 'Region', width: 14, value: ({ issuance }) => issuance?.awsRegion ?? null },
  { title: 'Source IP', width: 17, value: ({ row }) => row.issuedFrom.ip },
  { title: 'User agent', width: 40, value: ({ row }) => row.issuedFrom.userAgent },
  { title: 'Event type', width: 14, value: ({ issuance }) => eventType(issuance) },
  { title: 'Event source', width: 24, value: ({ issuance }) => issuance?.eventSource ?? null },
  { title: 'Request id', width: 38, value: ({ issuance }) => issuance?.requestID ?? null },
  { title: 'Event id', width: 38, value: ({ row, issuance }) => issuance?.eventID ?? row.evidence[0] ?? null },
  { title: 'Role ARN', width: 50, value: ({ row }) => row.roleArn },
  { title: 'MFA', width: 8, value: ({ row }) => row.mfa },
  { title: 'Revoked', width: 20, value: ({ row }) => dateOf(row.revoked?.at ?? null) },
  { title: 'Revoked how', width: 28, value: ({ row }) => row.revoked?.how ?? null },
  { title: 'Uses', width: 10, value: ({ row }) => row.uses },
  { title: 'Errors', width: 8, value: ({ row }) => row.errors },
  { title: 'First used', width: 20, value: ({ row }) => dateOf(row.firstUsed) },
  { title: 'Last used', width: 20, value: ({ row }) => dateOf(row.lastUsed) },
  { title: 'Used from', width: 34, value: ({ row }) => row.ips.map(({ ip }) => ip).join(' ') },
  { title: 'Services', width: 34, value: ({ row }) => row.services.join(' ') },
  { title: 'Finding ids', width: 30, value: ({ row }) => row.findings.join(' ') },
];

function suspicion({ row, findings }: CredentialSheetRow): string | null {
  if (findings.length > 0) return findings.map(({ severity, rule }) => `${severity}: ${rule}`).join(', ');
  return row.suspicious ? 'an ancestor is suspicious' : null;
}

function description({ row, findings }: CredentialSheetRow): string | null {
  if (findings[0] !== undefined) return findings[0].reason;
  if (row.forwarded) return 'Held by a service that acts for a principal.';
  if (row.parent === null) return null;
  return `Minted by ${row.parent}, ${row.depth} generations below ${originName(row.origin)}.`.replace(
    '1 generations',
    '1 generation',
  );
}

function permissions({ privileges }: ReportCredential): string | null {
  return privileges === null ? null : privileges.why.join(' ');
}

/** Only records of the sign-in endpoint have another type than `AwsApiCall` among those that issue credentials. */
function eventType(issuance: ReportIssuance | null): string | null {
  if (issuance === null) return null;
  return issuance.eventName === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall';
}

function timeLeft(row: ReportCredential, asOf: string): string | null {
  return row.live && row.expiresAt !== null ? duration(secondsBetween(asOf, row.expiresAt)) : null;
}

function minutesLeft(row: ReportCredential, asOf: string): number | null {
  return row.live && row.expiresAt !== null ? Math.floor(secondsBetween(asOf, row.expiresAt) / 60) : null;
}

function ageOf(since: string | null, asOf: string): string | null {
  if (since === null) return null;
  const seconds = secondsBetween(since, asOf);
  return seconds < 0 ? null : duration(seconds);
}

/** What all tokens of one origin have in common; added to row by row. */
export interface LineageSums {
  tokens: number;
  suspicious: number;
  /** Tokens that were minted by tokens. */
  refreshes: number;
  firstToken: string | null;
  lastToken: string | null;
  key: ReportCredential | null;
  readonly roles: Set<string>;
}

/** An access key that suspicious tokens go back to. */
export interface CompromisedKey {
  readonly origin: ReportOrigin;
  readonly lineage: LineageSums;
}

export function keyColumns({ asOf }: ReportView): readonly SheetColumn<CompromisedKey>[] {
  return [
    { title: 'Access key', width: 23, value: ({ origin, lineage }) => lineage.key?.accessKeyId ?? origin.id },
    {
      title: 'State',
      width: 14,
      value: ({ lineage: { key } }) => (key === null ? null : credentialState(key, asOf, 'long')),
    },
    { title: 'User name', width: 22, value: ({ origin, lineage }) => origin.userName ?? lineage.key?.userName ?? null },
    { title: 'Account', width: 15, value: ({ origin }) => origin.accountId },
    { title: 'Tokens', width: 10, value: ({ lineage }) => lineage.tokens },
    { title: 'Live tokens', width: 12, value: ({ origin }) => origin.live },
    { title: 'Suspicious tokens', width: 17, value: ({ lineage }) => lineage.suspicious },
    { title: 'Minted by tokens', width: 17, value: ({ lineage }) => lineage.refreshes },
    { title: 'Longest chain', width: 14, value: ({ origin }) => origin.depth },
    { title: 'Roles', width: 60, value: ({ lineage }) => [...lineage.roles].sort().join(' ') },
    { title: 'First token', width: 20, value: ({ lineage }) => dateOf(lineage.firstToken) },
    { title: 'Last token', width: 20, value: ({ lineage }) => dateOf(lineage.lastToken) },
    { title: 'Revoked', width: 20, value: ({ lineage }) => dateOf(lineage.key?.revoked?.at ?? null) },
    { title: 'Findings', width: 40, value: ({ origin }) => origin.findings.join(' ') },
  ];
}

export const findingColumns = (askWith: string | null): readonly SheetColumn<Finding>[] => [
  { title: 'Severity', width: 10, value: ({ severity }) => severity },
  { title: 'Rule', width: 26, value: ({ rule }) => rule },
  { title: 'Title', width: 44, value: ({ title }) => title, wrap: true },
  { title: 'Reason', width: 80, value: ({ reason }) => reason, wrap: true },
  { title: 'Next', width: 60, value: (finding) => nextStepText(finding, askWith), wrap: true },
  { title: 'Credential', width: 23, value: ({ credential }) => credential },
  { title: 'Origin', width: 36, value: ({ origin }) => (origin === null ? null : originName(origin)) },
  { title: 'Account', width: 15, value: ({ accountId }) => accountId },
  { title: 'Role ARN', width: 46, value: ({ roleArn }) => roleArn },
  { title: 'First seen', width: 20, value: ({ firstSeen }) => dateOf(firstSeen) },
  { title: 'Last seen', width: 20, value: ({ lastSeen }) => dateOf(lastSeen) },
  { title: 'Credentials named', width: 17, value: ({ credentials }) => credentials.length },
  { title: 'ATT&CK', width: 16, value: ({ attack }) => attack.join(' ') },
  { title: 'Evidence', width: 40, value: ({ evidence }) => evidence.join(' ') },
  { title: 'Id', width: 30, value: ({ id }) => id },
];
