import type { ReportCredential, ReportOrigin, ReportView } from '../../model/report-view.ts';
import { UsageError } from '../../lib/errors.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { inkFor } from './ink.ts';
import { legend, marksOf } from './marks.ts';
import { lineageLines, type Drawing } from './tree-lines.ts';

export interface TreeOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
  /** An access key id, or the id of an origin; everything if left out. */
  readonly root?: string | null | undefined;
  /** Every credential on a line of its own. Otherwise runs of dead tokens that are all alike take one line. */
  readonly all?: boolean;
}

/** The lineage tree of `stemma tree`: lines without line ends, live and dead tokens, findings marked. */
export function* renderTree(view: ReportView, options: TreeOptions): Generator<string> {
  const root = options.root ?? null;
  const ink = inkFor(options);
  const marks = marksOf(view.findings);
  const drawing: Drawing = {
    view,
    ink,
    width: options.width,
    marks,
    fold: !(options.all ?? false),
    isKey: (row) =>
      (row.live && row.kind === 'temporary') || marks.rulesOf.has(row.accessKeyId) || row.accessKeyId === root,
    target: root,
  };
  const lineages = root === null ? allLineages(view) : someLineages(view, root);
  let before = false;
  for (const { origin, rows } of lineages) {
    if (before) yield '';
    yield* lineageLines(origin, rows, drawing);
    before = true;
  }
  if (!before) yield 'No credentials.';
  else if (view.findings.length > 0) yield* ['', ink.paint('dim', legend)];
}

interface LineageRows {
  readonly origin: ReportOrigin;
  readonly rows: Iterable<ReportCredential>;
}

/** Rows come in the order of their origins, so one lineage at a time is held. */
function* allLineages(view: ReportView): Generator<LineageRows> {
  const origins = originsOf(view);
  let current: string | null = null;
  let rows: ReportCredential[] = [];
  for (const row of view.credentials()) {
    const key = keyOf(row.origin);
    if (current !== null && key !== current) {
      yield { origin: origins.get(current) ?? unlisted(rows), rows };
      rows = [];
    }
    current = key;
    rows.push(row);
  }
  if (current !== null) yield { origin: origins.get(current) ?? unlisted(rows), rows };
}

function* someLineages(view: ReportView, root: string): Generator<LineageRows> {
  const asked = view.credential(root);
  // The key of an access-key origin is both; its whole lineage is what is wanted.
  if (asked !== null && asked.origin.id !== root) {
    const rows = [...ancestorsOf(view, asked), asked, ...descendantsOf(view, asked)];
    yield { origin: originsOf(view).get(keyOf(asked.origin)) ?? unlisted(rows), rows };
    return;
  }
  const wanted = view.origins.filter((origin) => origin.id === root);
  if (wanted.length === 0) {
    throw new UsageError(
      `${forTerminal(root)} is neither a credential nor an origin of this case`,
      'stemma tree without an argument shows all of them',
    );
  }
  const keys = new Set(wanted.map(keyOf));
  for (const lineage of allLineages(view)) if (keys.has(keyOf(lineage.origin))) yield lineage;
}

function ancestorsOf(view: ReportView, row: ReportCredential): ReportCredential[] {
  const seen = new Set([row.accessKeyId]);
  const ancestors: ReportCredential[] = [];
  for (let id = row.parent; id !== null && !seen.has(id); id = ancestors[0]?.parent ?? null) {
    const ancestor = view.credential(id);
    if (ancestor === null) break;
    seen.add(id);
    ancestors.unshift(ancestor);
  }
  return ancestors;
}

function* descendantsOf(view: ReportView, row: ReportCredential): Generator<ReportCredential> {
  const seen = new Set([row.accessKeyId]);
  const waiting = [...view.children(row.accessKeyId)];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const child = view.credential(id);
    if (child === null) continue;
    yield child;
    for (const next of view.children(id)) waiting.push(next);
  }
}

export function originsOf(view: ReportView): ReadonlyMap<string, ReportOrigin> {
  return new Map(view.origins.map((origin) => [keyOf(origin), origin]));
}

export function keyOf(origin: { readonly kind: string; readonly id: string }): string {
  return `${origin.kind} ${origin.id}`;
}

/** For a report whose list of origins lacks one. */
function unlisted(rows: readonly ReportCredential[]): ReportOrigin {
  const { kind, id } = rows[0]!.origin;
  const live = rows.filter((row) => row.live && row.kind === 'temporary').length;
  const suspicious = rows.filter((row) => row.suspicious).length;
  const depth = rows.reduce((deepest, row) => Math.max(deepest, row.depth), 0);
  const accountId = rows[0]!.accountId;
  return { kind, id, accountId, userName: null, credentials: rows.length, live, suspicious, depth, findings: [] };
}
