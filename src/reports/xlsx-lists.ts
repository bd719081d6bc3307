import type { Finding } from '../model/finding.ts';
import type { ReportCredential, ReportOrigin, ReportView } from '../model/report-view.ts';
import type { CompromisedKey, CredentialSheetRow, LineageSums } from './xlsx-columns.ts';

export interface SheetLists {
  readonly live: readonly CredentialSheetRow[];
  readonly suspicious: readonly CredentialSheetRow[];
  readonly all: readonly CredentialSheetRow[];
  readonly keys: readonly CompromisedKey[];
  readonly suspiciousTokens: number;
}

/** One walk over all credentials; each list keeps as many rows as a sheet takes, sums take them all. */
export function collectLists(view: ReportView, most: number): SheetLists {
  const findings = new Map(view.findings.map((finding) => [finding.id, finding]));
  const lineages = new Map<string, LineageSums>();
  const lists = {
    live: [] as CredentialSheetRow[],
    suspicious: [] as CredentialSheetRow[],
    all: [] as CredentialSheetRow[],
  };
  let suspiciousTokens = 0;
  for (const row of view.credentials()) {
    const lineage = addTo(lineages, row);
    const isToken = row.kind === 'temporary';
    if (isToken && row.suspicious) suspiciousTokens++;
    const wanted = [lists.all];
    if (isToken && row.live) wanted.push(lists.live);
    if (isToken && row.suspicious) wanted.push(lists.suspicious);
    const open = wanted.filter((list) => list.length < most);
    if (open.length === 0) continue;
    const entry: CredentialSheetRow = {
      row,
      issuance: view.issuance(row.accessKeyId),
      findings: findingsOf(row, findings),
      lineage,
      asOf: view.asOf,
    };
    for (const list of open) list.push(entry);
  }
  return { ...lists, keys: compromisedKeys(view.origins, lineages).slice(0, most), suspiciousTokens };
}

function findingsOf(row: ReportCredential, findings: ReadonlyMap<string, Finding>): Finding[] {
  return row.findings.flatMap((id) => findings.get(id) ?? []);
}

function addTo(lineages: Map<string, LineageSums>, row: ReportCredential): LineageSums {
  const id = `${row.origin.kind} ${row.origin.id}`;
  let sums = lineages.get(id);
  if (sums === undefined) {
    sums = { tokens: 0, suspicious: 0, refreshes: 0, firstToken: null, lastToken: null, roles: new Set(), key: null };
    lineages.set(id, sums);
  }
  if (row.kind === 'long-term') sums.key ??= row;
  else addToken(sums, row);
  return sums;
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
