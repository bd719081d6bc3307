import type { CredentialInBrief, ReportOrigin, ReportView } from '../../model/report-view.ts';
import { UsageError } from '../../lib/errors.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { roleOf } from '../credential-words.ts';
import { inkFor } from './ink.ts';
import { legend, markOf, marksOf } from './marks.ts';
import { nodeOf, type TreeNode } from './forest.ts';
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
    target: root,
  };
  const toNode: ToNode = (row) => {
    const isLive = row.live && row.kind === 'temporary';
    return nodeOf(row, {
      key: isLive || marks.rulesOf.has(row.accessKeyId) || row.accessKeyId === root,
      role: roleOf(row),
      mark: markOf(row, marks),
    });
  };
  const lineages = root === null ? allLineages(view, toNode) : someLineages(view, root, toNode);
  let before = false;
  for (const { origin, nodes } of lineages) {
    if (before) yield '';
    yield* lineageLines(origin, nodes, drawing);
    before = true;
  }
  if (!before) yield 'No credentials.';
  else if (view.findings.length > 0) yield* ['', ink.paint('dim', legend)];
}

type ToNode = (row: CredentialInBrief) => TreeNode;

interface LineageNodes {
  readonly origin: ReportOrigin;
  readonly nodes: readonly TreeNode[];
}

/** Rows come in the order of their origins, so one lineage at a time is held. */
function* allLineages(view: ReportView, toNode: ToNode): Generator<LineageNodes> {
  const origins = originsOf(view);
  let first: CredentialInBrief | null = null;
  let nodes: TreeNode[] = [];
  for (const row of view.inBrief()) {
    if (first !== null && keyOf(first.origin) !== keyOf(row.origin)) {
      yield { origin: origins.get(keyOf(first.origin)) ?? unlisted(first, nodes), nodes };
      nodes = [];
      first = row;
    }
    first ??= row;
    nodes.push(toNode(row));
  }
  if (first !== null) yield { origin: origins.get(keyOf(first.origin)) ?? unlisted(first, nodes), nodes };
}

function* someLineages(view: ReportView, root: string, toNode: ToNode): Generator<LineageNodes> {
  const asked = view.credential(root);
  // The key of an access-key origin is both; its whole lineage is what is wanted.
  if (asked !== null && asked.origin.id !== root) {
    const nodes = [...ancestorsOf(view, asked), asked, ...descendantsOf(view, asked)].map(toNode);
    yield { origin: view.originOf(asked.accessKeyId) ?? unlisted(asked, nodes), nodes };
    return;
  }
  const wanted = view.origins.filter((origin) => origin.id === root);
  for (const origin of wanted) {
    const nodes = Array.from(view.inBrief({ origin }), toNode);
    if (nodes.length > 0) yield { origin, nodes };
  }
  if (wanted.length > 0) return;
  throw new UsageError(
    `${forTerminal(root)} is neither a credential nor an origin of this case`,
    'stemma tree without an argument shows all of them',
  );
}

function ancestorsOf(view: ReportView, row: CredentialInBrief): CredentialInBrief[] {
  const seen = new Set([row.accessKeyId]);
  const ancestors: CredentialInBrief[] = [];
  for (let id = row.parent; id !== null && !seen.has(id); id = ancestors[0]?.parent ?? null) {
    const ancestor = view.credential(id);
    if (ancestor === null) break;
    seen.add(id);
    ancestors.unshift(ancestor);
  }
  return ancestors;
}

function* descendantsOf(view: ReportView, row: CredentialInBrief): Generator<CredentialInBrief> {
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

function originsOf(view: ReportView): ReadonlyMap<string, ReportOrigin> {
  return new Map(view.origins.map((origin) => [keyOf(origin), origin]));
}

export function keyOf(origin: { readonly kind: string; readonly id: string }): string {
  return `${origin.kind} ${origin.id}`;
}

/** For a report whose list of origins lacks one. */
function unlisted({ origin: { kind, id }, accountId }: CredentialInBrief, nodes: readonly TreeNode[]): ReportOrigin {
  const live = nodes.reduce((sum, node) => sum + node.live, 0);
  return {
    kind,
    id,
    accountId,
    userName: null,
    credentials: nodes.length,
    live,
    suspicious: 0,
    depth: 0,
    findings: [],
  };
}
