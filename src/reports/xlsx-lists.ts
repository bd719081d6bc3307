import type { Finding } from '../model/finding.ts';
import type { ReportCredential, ReportOrigin, ReportView } from '../model/report-view.ts';
import { firstOf, liveTokens, suspiciousTokens } from './token-order.ts';
import type { CompromisedKey, CredentialSheetRow, LineageSums } from './xlsx-columns.ts';

export interface SheetLists {
  readonly live: readonly CredentialSheetRow[];
  readonly suspicious: readonly CredentialSheetRow[];
  readonly all: readonly CredentialSheetRow[];
  readonly keys: readonly CompromisedKey[];
  readonly suspiciousTokens: number;
}

/** Each list keeps as many rows as a sheet takes, sums take them all. Who can act is on top, and not what a sheet leaves out. */
export function collectLists(view: ReportView, most: number): SheetLists {
  const findings = new Map(view.findings.map((finding) => [finding.id, finding]));
  const lineages = new Map<string, LineageSums>();
  const all: CredentialSheetRow[] = [];
  const entryOf = (row: ReportCredential): CredentialSheetRow => ({
    row,
    issuance: view.issuance(row.accessKeyId),
    findings: findingsOf(row, findings),
    lineage: lineages.get(lineageOf(row))!,
    asOf: view.asOf,
  });
  let suspicious = 0;
  for (const row of view.credentials()) {
    addTo(lineages, row);
    if (row.kind === 'temporary' && row.suspicious) suspicious++;
    if (all.length < most) all.push(entryOf(row));
  }
  return {
    live: firstOf(liveTokens(view), most).map(entryOf),
    suspicious: firstOf(suspiciousTokens(view), most).map(entryOf),
    all,
    keys: compromisedKeys(view.origins, lineages).slice(0, most),
    suspiciousTokens: suspicious,
  };
}

function findingsOf(row: ReportCredential, findings: ReadonlyMap<string, Finding>): Finding[] {
  return row.findings.flatMap((id) => findings.get(id) ?? []);
}

const lineageOf = ({ origin }: ReportCredential): string => `${origin.kind} ${origin.id}`;

function addTo(lineages: Map<string, LineageSums>, row: ReportCredential): void {
  const id = lineageOf(row);
  let sums = lineages.get(id);
  if (sums === undefined) {
    sums = { tokens: 0, suspicious: 0, refreshes: 0, firstToken: null, lastToken: null, roles: new Set(), key: null };
    lineages.set(id, sums);
  }
  if (row.kind === 'long-term') sums.key ??= row;
  else addToken(sums, row);
}

function addToken(sums: LineageSums, { suspicious, depth, roleArn, issuedAt }: ReportCredential): void {
  sums.tokens++;
  if (suspicious) sums.suspicious++;
  if (depth > 1) sums.refreshes++;
  if (roleArn !== null) sums.roles.add(roleArn);
  if (issuedAt === null) return;
  if (sums.firstToken === null || issuedAt < sums.firstToken) sums.firstToken = issuedAt;
  if (sums.lastToken === null || issuedAt > sums.lastToken) sums.lastToken = issuedAt;
}

/** The long-term keys that are suspicious, or that suspicious tokens go back to. */
function compromisedKeys(
  origins: readonly ReportOrigin[],
  lineages: ReadonlyMap<string, LineageSums>,
): CompromisedKey[] {
  const keys: CompromisedKey[] = [];
  for (const origin of origins) {
    if (origin.kind !== 'access-key' && origin.kind !== 'root-user') continue;
    const lineage = lineages.get(`${origin.kind} ${origin.id}`);
    if (lineage === undefined) continue;
    if (lineage.suspicious > 0 || lineage.key?.suspicious === true) keys.push({ origin, lineage });
  }
  return keys;
}
