import type { Finding } from '../../src/model/finding.ts';
import type { OriginKind } from '../../src/model/lineage.ts';
import type {
  Report,
  ReportCredential,
  ReportIssuance,
  ReportOrigin,
  ReportStanding,
  ReportView,
} from '../../src/model/report-view.ts';

/** The read model over a plain report: what renderers are tested with. Rows are ordered as `ReportView` promises. */
export function viewOf(report: Report, issuances: Readonly<Record<string, ReportIssuance>> = {}): ReportView {
  const rows = new Map(report.credentials.map((row) => [row.accessKeyId, row]));
  const byIssue = (a: ReportCredential, b: ReportCredential): number =>
    compare(a.issuedAt ?? '', b.issuedAt ?? '') || compare(a.accessKeyId, b.accessKeyId);
  const children = new Map<string, ReportCredential[]>();
  for (const row of report.credentials) {
    if (row.parent !== null) children.set(row.parent, [...(children.get(row.parent) ?? []), row].sort(byIssue));
  }
  const keyOf = (origin?: { kind: string; id: string }): string => `${origin?.kind} ${origin?.id}`;
  const place = new Map(report.origins.map((origin, i) => [keyOf(origin), i]));
  const order = (row: ReportCredential): number => place.get(keyOf(row.origin)) ?? Infinity;
  const sorted = [...report.credentials].sort((a, b) => order(a) - order(b) || a.depth - b.depth || byIssue(a, b));
  const chosen: ReportView['credentials'] = ({ origin, originId, roleArn, liveToken, suspicious } = {}) =>
    sorted.filter(
      (row) =>
        (origin === undefined || (row.origin.kind === origin.kind && row.origin.id === origin.id)) &&
        (originId === undefined || row.origin.id === originId) &&
        (roleArn === undefined || row.roleArn === roleArn) &&
        (liveToken === undefined || (row.live && row.kind === 'temporary') === liveToken) &&
        (suspicious === undefined || row.suspicious === suspicious),
    );
  return {
    version: report.tool.version,
    asOf: report.asOf,
    coverage: report.coverage,
    summary: report.summary,
    origins: report.origins,
    originOf: (id) => report.origins[place.get(keyOf(rows.get(id)?.origin)) ?? -1] ?? null,
    knownIds: () => [...rows.keys(), ...report.origins.map(({ id }) => id)],
    rolesSeen: () => [...new Set(report.credentials.flatMap(({ roleArn }) => roleArn ?? []))].sort(),
    roles: report.roles,
    ways: report.roles === null ? null : [],
    iam: report.roles === null ? null : { takenAt: '2026-10-31T00:00:00Z', isOlder: true, problems: [] },
    findings: report.findings,
    forwarded: sorted.filter((row) => row.forwarded).length,
    suspiciousKeys: sorted.filter((row) => row.kind === 'long-term' && row.suspicious).length,
    standing: standingOf(report),
    acts: (id) => acts(rows.get(id)),
    credentials: chosen,
    inBrief: chosen,
    credential: (id) => rows.get(id) ?? null,
    children: (id) => (children.get(id) ?? []).map((row) => row.accessKeyId),
    issuance: (id) => issuances[id] ?? null,
    uses: () => [],
    controls: () => [],
  };
}

const acts = (row: ReportCredential | undefined): boolean =>
  row?.kind === 'temporary' && row.suspicious && row.live && row.revoked === null;

/** Of a plain report: what is revoked is held back. */
function standingOf({ credentials, asOf, coverage: { to } }: Report): ReportStanding {
  const tokens = credentials.filter(({ kind, suspicious }) => kind === 'temporary' && suspicious);
  const keys = credentials.filter(({ kind, live }) => kind === 'long-term' && live);
  const isBehind = to !== null && to < asOf;
  const atEnd = tokens.filter(
    ({ issuedAt, expiresAt, revoked }) =>
      revoked === null && to !== null && (issuedAt ?? '') <= to && to < (expiresAt ?? ''),
  );
  return {
    acting: tokens.filter(acts).length,
    heldBack: tokens.filter(({ live, revoked }) => live && revoked !== null).length,
    unended: tokens.filter(({ live, forwarded, expiresAt }) => !live && !forwarded && expiresAt === null).length,
    activeKeys: keys.filter(
      (key) =>
        key.suspicious || tokens.some(({ origin }) => origin.kind === 'access-key' && origin.id === key.accessKeyId),
    ).length,
    atLogEnd: isBehind ? atEnd.length : null,
  };
}

/** A report around some rows: what can be counted is counted, the rest is as given. */
export function reportOf(
  credentials: readonly ReportCredential[],
  details: Partial<Omit<Report, 'credentials' | 'summary'>> = {},
): Report {
  const findings = details.findings ?? [];
  const origins = details.origins ?? originsOf(credentials);
  const temporary = credentials.filter((row) => row.kind === 'temporary');
  return {
    schemaVersion: 1,
    tool: { name: 'stemma', version: '0.1.0' },
    asOf: '2026-11-01T12:00:00Z',
    coverage: {
      from: '2026-10-25T00:03:12Z',
      to: '2026-11-01T11:58:40Z',
      files: 412,
      events: 1_203_441,
      duplicates: 1_204,
      accounts: ['111122223333', '444455556666'],
      regions: ['eu-west-1', 'us-east-1'],
      skipped: [],
      gaps: [],
    },
    roles: null,
    ...details,
    summary: {
      credentials: credentials.length,
      temporary: temporary.length,
      live: temporary.filter((row) => row.live).length,
      suspicious: credentials.filter((row) => row.suspicious).length,
      liveSuspicious: temporary.filter((row) => row.live && row.suspicious).length,
      origins: origins.length,
      findings: {
        critical: findings.filter(({ severity }) => severity === 'critical').length,
        high: findings.filter(({ severity }) => severity === 'high').length,
        medium: findings.filter(({ severity }) => severity === 'medium').length,
        low: findings.filter(({ severity }) => severity === 'low').length,
        info: findings.filter(({ severity }) => severity === 'info').length,
      },
    },
    findings: [...findings],
    credentials: [...credentials],
    origins: [...origins],
  };
}

/** A role token of an hour, unless told otherwise. */
export function tokenRow(accessKeyId: string, details: Partial<ReportCredential> = {}): ReportCredential {
  const role = details.roleArn ?? 'arn:aws:iam::111122223333:role/ops-admin';
  return {
    accessKeyId,
    kind: 'temporary',
    issuedBy: 'AssumeRole',
    parent: null,
    parentBasis: details.parent ? 'signed' : null,
    forwarded: false,
    depth: 0,
    origin: { kind: 'unknown', id: accessKeyId, basis: 'inferred' },
    accountId: '111122223333',
    principalArn: `arn:aws:sts::111122223333:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/session`,
    roleArn: role,
    sessionName: 'session',
    sourceIdentity: null,
    userName: null,
    issuedAt: '2026-11-01T08:00:00Z',
    expiresAt: '2026-11-01T09:00:00Z',
    live: false,
    mfa: null,
    issuedFrom: { ip: '198.51.100.7', userAgent: 'aws-cli/2.17.0' },
    firstUsed: '2026-11-01T08:01:00Z',
    lastUsed: '2026-11-01T08:40:00Z',
    uses: 12,
    errors: 0,
    ips: [{ ip: '198.51.100.7', uses: 12, first: '2026-11-01T08:01:00Z', last: '2026-11-01T08:40:00Z' }],
    userAgents: ['aws-cli/2.17.0'],
    services: ['s3.amazonaws.com'],
    revoked: null,
    privileges: null,
    suspicious: false,
    findings: [],
    evidence: ['7d1c1a52-6b1e-4b0f-9c39-9f8ad54d0b11'],
    ...details,
  };
}

/** A long-term key of an IAM user. */
export function keyRow(
  accessKeyId: string,
  userName: string,
  details: Partial<ReportCredential> = {},
): ReportCredential {
  return {
    ...tokenRow(accessKeyId),
    kind: 'long-term',
    issuedBy: null,
    origin: { kind: 'access-key', id: accessKeyId, basis: 'logged' },
    principalArn: `arn:aws:iam::111122223333:user/${userName}`,
    roleArn: null,
    sessionName: null,
    userName,
    issuedAt: null,
    expiresAt: null,
    live: true,
    issuedFrom: { ip: null, userAgent: null },
    ...details,
  };
}

export function findingRow(rule: string, details: Partial<Finding> = {}): Finding & Report['findings'][number] {
  return {
    id: `${rule}-1`,
    rule,
    severity: 'high',
    title: `Title of ${rule}`,
    reason: `Reason of ${rule}.`,
    credential: null,
    origin: null,
    accountId: '111122223333',
    roleArn: null,
    firstSeen: '2026-10-25T14:03:00Z',
    lastSeen: '2026-11-01T11:10:00Z',
    next: 'Do what is right.',
    ...details,
    attack: [...(details.attack ?? ['T1550.001'])],
    credentials: [...(details.credentials ?? [])],
    evidence: [...(details.evidence ?? [])],
  };
}

function originsOf(rows: readonly ReportCredential[]): ReportOrigin[] {
  const origins = new Map<string, ReportOrigin & { kind: OriginKind }>();
  for (const row of rows) {
    const { kind, id } = row.origin;
    const known = origins.get(`${kind} ${id}`);
    origins.set(`${kind} ${id}`, {
      kind,
      id,
      accountId: known?.accountId ?? row.accountId,
      userName: known?.userName ?? row.userName,
      credentials: (known?.credentials ?? 0) + 1,
      live: (known?.live ?? 0) + (row.live && row.kind === 'temporary' ? 1 : 0),
      suspicious: (known?.suspicious ?? 0) + (row.suspicious ? 1 : 0),
      depth: Math.max(known?.depth ?? 0, row.depth),
      findings: [...new Set([...(known?.findings ?? []), ...row.findings])],
    });
  }
  return [...origins.values()].sort(
    (a, b) => Number(b.suspicious > 0) - Number(a.suspicious > 0) || b.live - a.live || compare(a.id, b.id),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
