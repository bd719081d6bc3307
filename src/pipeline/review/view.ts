import { once } from '../../lib/once.ts';
import { formatTime } from '../../lib/time.ts';
import { heldBackTest } from '../../lineage/index.ts';
import type { Coverage } from '../../model/coverage.ts';
import { severities, type Finding, type Severity } from '../../model/finding.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { Posture } from '../../model/posture.ts';
import type {
  CredentialChoice,
  CredentialInBrief,
  ReportCoverage,
  ReportCredential,
  ReportOrigin,
  ReportSummary,
  ReportView,
} from '../../model/report-view.ts';
import { briefRow, credentialRow, issuanceDetails, type FindingsOf } from './credential-row.ts';
import { evidenceIn } from './evidence.ts';
import { controlRows, useRows } from './activity-rows.ts';
import type { Judgement } from './judgement.ts';
import { roleRows } from './role-rows.ts';
import { standingOf } from './standing.ts';
import { inReportOrder, summariseOrigin, summariseOrigins } from './origin-rows.ts';

/** The one read model: lineage, findings and coverage as every report and the explorer sees them. */
export function viewOf(judgement: Judgement): ReportView {
  const { lineage, findings, suspicious, coverage, version, iam = null } = judgement;
  const findingsOf = findingsByCredential(lineage, findings);
  const origins = once(() => summariseOrigins(judgement));
  const originRows = once(() => origins().map(({ row }) => row));
  const standing = once(() => standingOf(lineage, suspicious, coverage.to));
  const isHeldBack = once(() => heldBackTest(lineage));
  const acts = (i: number): boolean =>
    (lineage.credentials.live[i]! & lineage.credentials.temporary[i]! & suspicious[i]!) === 1 && !isHeldBack()(i);
  const evidenceOf = evidenceIn(lineage);
  const privilegesOf = iam?.privilegesOf ?? nobody;
  const row = (i: number): ReportCredential =>
    credentialRow(lineage, i, { suspicious, findingsOf, privilegesOf, evidenceOf });
  const brief = (i: number): CredentialInBrief => briefRow(lineage, i, { suspicious, findingsOf });
  function* chosenAs<Row>(only: CredentialChoice, make: (i: number) => Row): Generator<Row> {
    const isChosen = choice(judgement, only);
    const chosen = origins().filter(({ row: origin }) => mayHold(origin, only));
    for (const i of inReportOrder(lineage, chosen)) if (isChosen(i)) yield make(i);
  }
  const at = <T>(accessKeyId: string, make: (i: number) => T, none: T): T => {
    const i = lineage.find(accessKeyId);
    return i < 0 ? none : make(i);
  };
  return {
    version,
    asOf: formatTime(lineage.asOf),
    coverage: coverageRow(coverage),
    summary: summarise(judgement, lineage.origins.length),
    get origins() {
      return originRows();
    },
    originOf: (accessKeyId) => at(accessKeyId, (i) => summariseOrigin(judgement, lineage.credentials.origin[i]!), null),
    knownIds: () => idsIn(lineage),
    rolesSeen: () => rolesIn(lineage),
    roles: iam === null ? null : roleRows(iam.posture, lineage),
    ways: iam === null ? null : iam.posture.edges,
    iam: iam === null ? null : iamSummary(iam.posture, coverage),
    findings,
    forwarded: lineage.credentials.forwarded.reduce((sum, forwarded) => sum + forwarded, 0),
    suspiciousKeys: suspicious.reduce((sum, is, i) => sum + (lineage.credentials.temporary[i] === 0 ? is : 0), 0),
    get standing() {
      return standing();
    },
    acts: (accessKeyId) => at(accessKeyId, (i) => acts(i), false),
    credentials: (only = {}) => chosenAs(only, row),
    inBrief: (only = {}) => chosenAs(only, brief),
    credential: (accessKeyId) => at(accessKeyId, row, null),
    children: (accessKeyId) => at(accessKeyId, (i) => childKeys(lineage, i), []),
    issuance: (accessKeyId) => at(accessKeyId, (i) => issuanceDetails(lineage, i), null),
    uses: (accessKeyId) => at(accessKeyId, (i) => useRows(lineage, i), []),
    controls: () => controlRows(lineage),
  };
}

const nobody = (): null => null;

/** A snapshot that is older than the newest record says nothing of what was changed in between. */
function iamSummary({ takenAt, isFileTime, problems }: Posture, { to }: Coverage): ReportView['iam'] {
  const isOlder = takenAt !== null && to !== null && takenAt < to;
  return { takenAt: takenAt === null ? null : formatTime(takenAt), isFileTime, isOlder, problems };
}

/** Whether some credential of an origin can be meant. */
function mayHold(row: ReportOrigin, { origin, originId, liveToken, suspicious }: CredentialChoice): boolean {
  return (
    (origin === undefined || (row.kind === origin.kind && row.id === origin.id)) &&
    (originId === undefined || row.id === originId) &&
    (liveToken !== true || row.live > 0) &&
    (suspicious !== true || row.suspicious > 0)
  );
}

function choice(
  { lineage, suspicious }: Judgement,
  { liveToken, suspicious: asked, roleArn: role }: CredentialChoice,
): (i: number) => boolean {
  const { live, temporary, roleArn } = lineage.credentials;
  const isRole = role === undefined ? null : lineage.facts.texts.matching(role);
  return (i) =>
    (isRole === null || isRole(roleArn[i]!)) &&
    (liveToken === undefined || ((live[i]! & temporary[i]!) === 1) === liveToken) &&
    (asked === undefined || (suspicious[i] === 1) === asked);
}

function* idsIn({ credentials, origins, facts }: Lineage): Generator<string> {
  for (const codes of [credentials.accessKeyId, origins.id]) {
    for (const code of codes) {
      const id = facts.texts.get(code);
      if (id !== null) yield id;
    }
  }
}

function rolesIn({ credentials, facts }: Lineage): string[] {
  return [...new Set(credentials.roleArn)].flatMap((code) => facts.texts.get(code) ?? []).sort();
}

/** A key has no end, so that only tokens are counted as live; a key that a finding names is suspicious like any token. */
function summarise({ lineage, findings, suspicious }: Judgement, origins: number): ReportSummary {
  const { length, temporary, live } = lineage.credentials;
  const summary = { credentials: length, temporary: 0, live: 0, suspicious: 0, liveSuspicious: 0 };
  for (let i = 0; i < length; i++) {
    const isLiveToken = temporary[i]! & live[i]!;
    summary.temporary += temporary[i]!;
    summary.live += isLiveToken;
    summary.suspicious += suspicious[i]!;
    summary.liveSuspicious += isLiveToken & suspicious[i]!;
  }
  const perSeverity = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const finding of findings) perSeverity[finding.severity]++;
  const { critical, high, medium, low, info } = perSeverity;
  return { ...summary, origins, findings: { critical, high, medium, low, info } };
}

function coverageRow(coverage: Coverage): ReportCoverage {
  const time = (seconds: number | null): string | null => (seconds === null ? null : formatTime(seconds));
  return {
    from: time(coverage.from),
    to: time(coverage.to),
    files: coverage.files,
    events: coverage.events,
    duplicates: coverage.duplicates,
    accounts: [...coverage.accounts],
    regions: [...coverage.regions],
    skipped: coverage.skipped.map(({ source, reason }) => ({ source, reason })),
    gaps: coverage.gaps.map((gap) => ({ ...gap, from: time(gap.from), to: time(gap.to) })),
  };
}

function findingsByCredential(lineage: Lineage, findings: readonly Finding[]): FindingsOf {
  const ids = new Map<number, string[]>();
  for (const finding of findings) {
    for (const accessKeyId of new Set([finding.credential ?? [], finding.credentials].flat())) {
      const i = lineage.find(accessKeyId);
      const list = ids.get(i);
      if (list === undefined) ids.set(i, [finding.id]);
      else list.push(finding.id);
    }
  }
  return (i) => ids.get(i) ?? [];
}

function childKeys({ credentials, children, facts }: Lineage, i: number): string[] {
  const minted = children.items.subarray(children.starts[i], children.starts[i + 1]);
  return Array.from(minted, (child) => facts.texts.get(credentials.accessKeyId[child]!)!);
}
