import {
  TOKEN_LIVE,
  TOKEN_SUSPICIOUS,
  TOKEN_TEMPORARY,
  type ExplorerCase,
  type ExplorerTokens,
} from '../../../model/explorer.ts';

/** All tokens of the case in typed arrays, with what the page asks of the tree: children, subtree sizes, ranges of origins. */
export interface Forest {
  readonly length: number;
  readonly tokens: Omit<ExplorerTokens, 'parent' | 'flags'>;
  readonly parent: Int32Array;
  readonly flags: Uint8Array;
  readonly depth: Uint32Array;
  /** Children of `i`: `childItems` from `childStarts[i]` up to `childStarts[i + 1]`, by issue time. */
  readonly childStarts: Uint32Array;
  readonly childItems: Uint32Array;
  /** Of the whole subtree, itself included. */
  readonly size: Uint32Array;
  /** Worst finding that names it: position in `ExplorerCase.findings`, -1 for none. */
  readonly finding: Int32Array;
  /** Tokens of an origin: from `originStarts[o]` up to `originStarts[o + 1]`. */
  readonly originStarts: Uint32Array;
  find(accessKeyId: string): number;
}

export function plantForest(tokens: ExplorerTokens, theCase: ExplorerCase): Forest {
  const length = tokens.accessKeyId.length;
  const parent = Int32Array.from(tokens.parent);
  const { starts, items } = childrenOf(parent, tokens.issuedAt);
  const { depth, size } = measure(parent);
  const finding = new Int32Array(length).fill(-1);
  // Findings come worst first: the first that names a token is its worst.
  for (const [at, { tokens: named }] of theCase.findings.entries()) {
    for (const token of named) if (finding[token] === -1) finding[token] = at;
  }
  let places: Map<string, number> | null = null;
  return {
    length,
    tokens,
    parent,
    flags: Uint8Array.from(tokens.flags),
    depth,
    childStarts: starts,
    childItems: items,
    size,
    finding,
    originStarts: originStarts(tokens.origin, theCase.origins.length),
    find(accessKeyId) {
      places ??= new Map(tokens.accessKeyId.map((key, i) => [key, i]));
      return places.get(accessKeyId) ?? -1;
    },
  };
}

export const isLiveToken = (flags: number): boolean =>
  (flags & (TOKEN_LIVE | TOKEN_TEMPORARY)) === (TOKEN_LIVE | TOKEN_TEMPORARY);
/** Of tokens and long-term keys alike. */
export const isLive = (flags: number): boolean => (flags & TOKEN_LIVE) !== 0;
export const isSuspicious = (flags: number): boolean => (flags & TOKEN_SUSPICIOUS) !== 0;
export const isTemporary = (flags: number): boolean => (flags & TOKEN_TEMPORARY) !== 0;

/** The text behind a code, null for none. */
export const textOf = (forest: Forest, code: number | undefined): string | null =>
  code === undefined || code === 0 ? null : (forest.tokens.texts[code] ?? null);

/** Children of one token, by issue time. */
export const childrenIn = (forest: Forest, i: number): Uint32Array =>
  forest.childItems.subarray(forest.childStarts[i], forest.childStarts[i + 1]);

function childrenOf(parent: Int32Array, issuedAt: readonly number[]): { starts: Uint32Array; items: Uint32Array } {
  const length = parent.length;
  const starts = new Uint32Array(length + 1);
  for (const each of parent) if (each >= 0) starts[each + 1]!++;
  for (let i = 0; i < length; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, length);
  const items = new Uint32Array(starts[length]!);
  for (let i = 0; i < length; i++) if (parent[i]! >= 0) items[next[parent[i]!]!++] = i;
  for (let i = 0; i < length; i++) {
    if (starts[i + 1]! - starts[i]! > 1) {
      items.subarray(starts[i], starts[i + 1]).sort((a, b) => issuedAt[a]! - issuedAt[b]! || a - b);
    }
  }
  return { starts, items };
}

/** Parents come before their children; a report of somebody else's making that breaks it gets roots, not loops. */
function measure(parent: Int32Array): { depth: Uint32Array; size: Uint32Array } {
  const depth = new Uint32Array(parent.length);
  const size = new Uint32Array(parent.length).fill(1);
  for (let i = 0; i < parent.length; i++) {
    if (parent[i]! >= i) parent[i] = -1;
    if (parent[i]! >= 0) depth[i] = depth[parent[i]!]! + 1;
  }
  for (let i = parent.length - 1; i >= 0; i--) if (parent[i]! >= 0) size[parent[i]!]! += size[i]!;
  return { depth, size };
}

function originStarts(origins: readonly number[], count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const origin of origins) if (origin >= 0) starts[origin + 1]!++;
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  return starts;
}
