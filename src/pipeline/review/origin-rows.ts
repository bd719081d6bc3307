import { byText } from '../../lib/by-text.ts';
import { allOrigins, groupRows, heldBackTest, isUnended, originAt, rowsOf } from '../../lineage/index.ts';
import { addTo } from '../../lib/add-to.ts';
import type { Finding } from '../../model/finding.ts';
import type { Lineage, Origin } from '../../model/lineage.ts';
import type { ReportOrigin } from '../../model/report-view.ts';
import type { Judgement } from './judgement.ts';
import { activeKeys } from './standing.ts';

export interface OriginRow {
  /** Position in `lineage.origins`. */
  readonly index: number;
  readonly row: ReportOrigin;
}

/** One row an origin: those by which somebody can act first, then the suspicious and the most alive. */
export function summariseOrigins({ lineage, findings, suspicious }: Judgement): OriginRow[] {
  const { credentials: table } = lineage;
  const origins = allOrigins(lineage);
  const counts = origins.map(noCredentials);
  for (let i = 0; i < table.length; i++) addCredential(counts[table.origin[i]!]!, { lineage, suspicious }, i);
  const named = findingsByOrigin(lineage, findings);
  const danger = dangers(lineage, suspicious, origins.length);
  return origins
    .map((origin, index) => ({ index, row: rowOf(origin, counts[index]!, named.get(index) ?? []) }))
    .toSorted(
      (a, b) =>
        danger[b.index]! - danger[a.index]! ||
        b.row.suspicious - a.row.suspicious ||
        b.row.live - a.row.live ||
        byText(a.row.kind, b.row.kind) ||
        byText(a.row.id, b.row.id),
    );
}

/** Who is in by an origin, by its position: 3 a suspicious token acts, 2 the key behind such tokens is active, 1 an end is not known. */
function dangers(lineage: Lineage, suspicious: Uint8Array, origins: number): Uint8Array {
  const { length, origin, temporary, live } = lineage.credentials;
  const danger = new Uint8Array(origins);
  const raise = (i: number, to: number): void => {
    danger[origin[i]!] = Math.max(danger[origin[i]!]!, to);
  };
  const isHeldBack = heldBackTest(lineage);
  for (let i = 0; i < length; i++) {
    if ((suspicious[i]! & temporary[i]!) === 0 || isHeldBack(i)) continue;
    if (live[i] === 1) raise(i, 3);
    else if (isUnended(lineage, i)) raise(i, 1);
  }
  for (const key of activeKeys(lineage, suspicious)) raise(key, 2);
  return danger;
}

/** The row of one origin, without those of the others. */
export function summariseOrigin(
  { lineage, findings, suspicious }: Pick<Judgement, 'lineage' | 'findings' | 'suspicious'>,
  index: number,
): ReportOrigin {
  const count = noCredentials();
  const { origin } = lineage.credentials;
  for (let i = 0; i < origin.length; i++) if (origin[i] === index) addCredential(count, { lineage, suspicious }, i);
  return rowOf(originAt(lineage, index), count, findingsByOrigin(lineage, findings).get(index) ?? []);
}

interface Counts {
  credentials: number;
  live: number;
  suspicious: number;
  depth: number;
}

const noCredentials = (): Counts => ({ credentials: 0, live: 0, suspicious: 0, depth: 0 });

function addCredential(
  count: Counts,
  { lineage, suspicious }: Pick<Judgement, 'lineage' | 'suspicious'>,
  i: number,
): void {
  const { live, temporary, depth } = lineage.credentials;
  count.credentials++;
  count.live += live[i]! & temporary[i]!;
  count.suspicious += suspicious[i]!;
  count.depth = Math.max(count.depth, depth[i]!);
}

/** Written out: a trail can have a hundred thousand origins, and spreading two objects takes ten times as long. */
function rowOf(
  { kind, id, accountId, userName }: Origin,
  { credentials, live, suspicious, depth }: Counts,
  findings: Iterable<string>,
): ReportOrigin {
  return { kind, id, accountId, userName, credentials, live, suspicious, depth, findings: [...findings] };
}

/** All credentials by origin, then top down by issue time: each before those that it minted. */
export function* inReportOrder(lineage: Lineage, origins: readonly OriginRow[]): Generator<number> {
  const { credentials: table, children } = lineage;
  const roots = groupRows(Int32Array.from(table.origin, rootOrigin(table)), lineage.origins.length);
  for (const { index } of origins) {
    // The next to come is the last of the stack; children are in issue order as they are.
    const pending = Array.from(rowsOf(roots, index)).sort((a, b) => table.issuedAt[b]! - table.issuedAt[a]! || b - a);
    while (pending.length > 0) {
      const i = pending.pop()!;
      yield i;
      for (let at = children.starts[i + 1]! - 1; at >= children.starts[i]!; at--) pending.push(children.items[at]!);
    }
  }
}

/** The origin of a credential that none minted, -1 for others. */
const rootOrigin =
  ({ parent }: Lineage['credentials']) =>
  (origin: number, i: number): number =>
    parent[i]! < 0 ? origin : -1;

/** Ids of findings by the position of the origin that they name: a finding's origin is that of its credential. */
function findingsByOrigin(
  { credentials, find }: Lineage,
  findings: readonly Finding[],
): ReadonlyMap<number, readonly string[]> {
  const ids = new Map<number, string[]>();
  for (const { id, credential } of findings) {
    const i = credential === null ? -1 : find(credential);
    if (i >= 0) addTo(ids, credentials.origin[i]!, id);
  }
  return ids;
}
