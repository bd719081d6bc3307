import type { ReportCredential, ReportView } from '../model/report-view.ts';
import { forCsv } from '../lib/neutralise.ts';
import { inChunks, type RenderOptions } from './report-format.ts';

type Field = string | number | boolean | null;

/** The fields of the JSON report's credentials, flattened; names say where in the JSON they are. */
const columns: readonly (readonly [string, (row: ReportCredential) => Field])[] = [
  ['accessKeyId', (row) => row.accessKeyId],
  ['kind', (row) => row.kind],
  ['issuedBy', (row) => row.issuedBy],
  ['parent', (row) => row.parent],
  ['parentBasis', (row) => row.parentBasis],
  ['forwarded', (row) => row.forwarded],
  ['depth', (row) => row.depth],
  ['origin.kind', (row) => row.origin.kind],
  ['origin.id', (row) => row.origin.id],
  ['origin.basis', (row) => row.origin.basis],
  ['accountId', (row) => row.accountId],
  ['principalArn', (row) => row.principalArn],
  ['roleArn', (row) => row.roleArn],
  ['sessionName', (row) => row.sessionName],
  ['sourceIdentity', (row) => row.sourceIdentity],
  ['userName', (row) => row.userName],
  ['issuedAt', (row) => row.issuedAt],
  ['expiresAt', (row) => row.expiresAt],
  ['live', (row) => row.live],
  ['mfa', (row) => row.mfa],
  ['issuedFrom.ip', (row) => row.issuedFrom.ip],
  ['issuedFrom.userAgent', (row) => row.issuedFrom.userAgent],
  ['firstUsed', (row) => row.firstUsed],
  ['lastUsed', (row) => row.lastUsed],
  ['uses', (row) => row.uses],
  ['errors', (row) => row.errors],
  ['ips', (row) => row.ips.map(({ ip }) => ip).join(' ')],
  ['userAgents', (row) => row.userAgents.join('; ')],
  ['services', (row) => row.services.join(' ')],
  ['revoked.at', (row) => row.revoked?.at ?? null],
  ['revoked.by', (row) => row.revoked?.by ?? null],
  ['revoked.how', (row) => row.revoked?.how ?? null],
  ['privileges.level', (row) => row.privileges?.level ?? null],
  ['privileges.why', (row) => row.privileges?.why.join('; ') ?? null],
  ['suspicious', (row) => row.suspicious],
  ['findings', (row) => row.findings.join(' ')],
  ['evidence', (row) => row.evidence.join(' ')],
];

/** All credentials, one a line (RFC 4180, UTF-8); unknown is an empty field. */
export function render(view: ReportView, _options: RenderOptions = {}): AsyncIterable<string> {
  return inChunks(lines(view));
}

function* lines(view: ReportView): Generator<string> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`;
  for (const row of view.credentials()) yield `${columns.map(([, read]) => field(read(row))).join(',')}\r\n`;
}

function field(value: Field): string {
  if (value === null) return '';
  return typeof value === 'string' ? forCsv(value) : String(value);
}
