import { byText } from '../lib/by-text.ts';
import type { Finding } from '../model/finding.ts';
import type { Lineage, Origin } from '../model/lineage.ts';
import type { ReportOrigin } from '../model/report-view.ts';
import type { Judgement } from './judgement.ts';

export interface OriginRow {
  /** Position in `lineage.origins`. */
  readonly index: number;
  readonly row: ReportOrigin;
}

/** One row an origin, the suspicious and the most alive first. */
export function summariseOrigins({ lineage, findings, suspicious }: Judgement): OriginRow[] {
  const { credentials: table, origins } = lineage;
  const counts = origins.map(noCredentials);
  for (let i = 0; i < table.length; i++) addCredential(counts[table.origin[i]!]!, { lineage, suspicious }, i);
  const named = findingsByOrigin(lineage, findings);
  return origins
    .map((origin, index) => ({ index, row: rowOf(origin, counts[index]!, named.get(index) ?? []) }))
    .toSorted(
      (a, b) =>
        b.row.suspicious - a.row.suspicious ||
        b.row.live - a.row.live ||
        byText(a.row.kind, b.row.kind) ||
        byText(a.row.id, b.row.id),
    );
}

/** The row of one origin, without those of the others. */
export function summariseOrigin(
  { lineage, findings, suspicious }: Pick<Judgement, 'lineage' | 'findings' | 'suspicious'>,
  index: number,
): ReportOrigin {
  const count = noCredentials();
  const { origin } = lineage.credentials;
  for (let i = 0; i < origin.length; i++) if (origin[i] === index) addCredential(count, { lineage, suspicious }, i);
  return rowOf(lineage.origins[index]!, count, findingsByOrigin(lineage, findings).get(index) ?? []);
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
  const roots: number[][] = lineage.origins.map(() => []);
  for (let i = 0; i < table.length; i++) if (table.parent[i]! < 0) roots[table.origin[i]!]!.push(i);
  for (const { index } of origins) {
    // The next to come is the last of the stack; children are in issue order as they are.
    const pending = roots[index]!.toSorted((a, b) => table.issuedAt[b]! - table.issuedAt[a]! || b - a);
    while (pending.length > 0) {
      const i = pending.pop()!;
      yield i;
      for (let at = children.starts[i + 1]! - 1; at >= children.starts[i]!; at--) pending.push(children.items[at]!);
    }
  }
}

/** Ids of findings by the position of an origin that they name, themselves or by their credential. */
function findingsByOrigin(
  { credentials, origins, find }: Lineage,
  findings: readonly Finding[],
): ReadonlyMap<number, ReadonlySet<string>> {
  const named = new Set(findings.flatMap(({ origin }) => (origin === null ? [] : [`${origin.kind} ${origin.id}`])));
  const indexOf = new Map<string, number>();
  for (const [index, { kind, id }] of origins.entries()) {
    const key = `${kind} ${id}`;
    if (named.has(key)) indexOf.set(key, index);
  }
  const ids = new Map<number, Set<string>>();
  const add = (index: number, id: string): void => {
    const known = ids.get(index);
    if (known === undefined) ids.set(index, new Set([id]));
    else known.add(id);
  };
  for (const { id, origin, credential } of findings) {
    const index = origin === null ? undefined : indexOf.get(`${origin.kind} ${origin.id}`);
    if (index !== undefined) add(index, id);
    const i = credential === null ? -1 : find(credential);
    if (i >= 0) add(credentials.origin[i]!, id);
  }
  return ids;
}
