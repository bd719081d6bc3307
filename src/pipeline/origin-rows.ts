import { byText } from '../lib/by-text.ts';
import type { Finding } from '../model/finding.ts';
import type { Lineage } from '../model/lineage.ts';
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
  const counts = origins.map(() => ({ credentials: 0, live: 0, suspicious: 0, depth: 0 }));
  for (let i = 0; i < table.length; i++) {
    const count = counts[table.origin[i]!]!;
    count.credentials++;
    count.live += table.live[i]! & table.temporary[i]!;
    count.suspicious += suspicious[i]!;
    count.depth = Math.max(count.depth, table.depth[i]!);
  }
  const named = findingsByOrigin(lineage, findings);
  return origins
    .map((origin, index) => ({ index, row: { ...origin, ...counts[index]!, findings: named[index]! } }))
    .toSorted(
      (a, b) =>
        b.row.suspicious - a.row.suspicious ||
        b.row.live - a.row.live ||
        byText(a.row.kind, b.row.kind) ||
        byText(a.row.id, b.row.id),
    );
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

function findingsByOrigin({ credentials, origins, find }: Lineage, findings: readonly Finding[]): string[][] {
  const ids = origins.map(() => new Set<string>());
  const indexOf = new Map(origins.map(({ kind, id }, index) => [`${kind} ${id}`, index]));
  for (const { id, origin, credential } of findings) {
    if (origin !== null) ids[indexOf.get(`${origin.kind} ${origin.id}`) ?? -1]?.add(id);
    const i = credential === null ? -1 : find(credential);
    if (i >= 0) ids[credentials.origin[i]!]!.add(id);
  }
  return ids.map((set) => [...set]);
}
