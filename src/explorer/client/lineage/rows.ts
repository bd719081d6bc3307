import { childrenIn, isLiveToken, isTemporary, type Forest } from '../data/forest.ts';
import { roleName } from '../data/words.ts';

/** One line of the chart: a token, a run of generations that are all alike, or siblings that are. */
export interface Row {
  readonly kind: 'token' | 'chain' | 'fan';
  /** Of a token its own position; of a fold all that it stands for. */
  readonly tokens: readonly number[];
  /** Of all that a fold hides, tokens of the lineage beside the run included. */
  readonly size: number;
  readonly level: number;
  /** Line of the parent, -1 for none. */
  readonly parent: number;
  /** Null where there is nothing to open. */
  readonly open: boolean | null;
}

export interface RowOptions {
  readonly fold: boolean;
  /** Never folded away: what findings are about, what somebody looks for. */
  readonly kept: ReadonlySet<number>;
  /** Folds that are open and tokens that are closed, by `toggleId`. */
  readonly toggled: ReadonlySet<string>;
}

/** Fewer than this are shown one by one: a fold must save lines. */
const SHORTEST_CHAIN = 4;
const SMALLEST_FAN = 4;

export const toggleId = (row: Pick<Row, 'kind' | 'tokens'>): string => `${row.kind} ${row.tokens[0]!}`;

/** The lines of an origin's lineage, top down. Without recursion: chains of thousands of generations are real. */
export function rowsOf(forest: Forest, range: { start: number; end: number }, options: RowOptions): Row[] {
  const keys = keysBelow(forest, range, options.kept);
  const rows: Row[] = [];
  const roots: number[] = [];
  for (let i = range.start; i < range.end; i++) if (forest.parent[i]! < range.start) roots.push(i);
  const context = { forest, keys, options, unfolded: new Set<number>() };
  const pending = [...itemsOf(context, roots)].reverse().map((item) => ({ item, level: 0, parent: -1 }));
  while (pending.length > 0) {
    const { item, level, parent } = pending.pop()!;
    const below = placeItem(context, rows, { item, level, parent });
    for (let at = below.length - 1; at >= 0; at--) pending.push(below[at]!);
  }
  return rows;
}

interface Context {
  readonly forest: Forest;
  readonly keys: (token: number) => number;
  readonly options: RowOptions;
  /** Members of runs that somebody opened: each on its own line. */
  readonly unfolded: Set<number>;
}

type Item =
  | { readonly kind: 'token'; readonly token: number }
  | { readonly kind: 'chain'; readonly tokens: readonly number[]; readonly size: number; readonly next: number }
  | { readonly kind: 'fan'; readonly tokens: readonly number[]; readonly size: number };

interface Placed {
  readonly item: Item;
  readonly level: number;
  readonly parent: number;
}

/** Adds the line of an item and returns what comes below it. */
function placeItem(context: Context, rows: Row[], { item, level, parent }: Placed): Placed[] {
  const { forest, options } = context;
  const at = rows.length;
  if (item.kind === 'token') {
    const children = childrenIn(forest, item.token);
    const row = { kind: item.kind, tokens: [item.token], size: forest.size[item.token]!, level, parent };
    const open = children.length === 0 ? null : !options.toggled.has(toggleId(row));
    rows.push({ ...row, open });
    return open === true
      ? itemsOf(context, [...children]).map((each) => ({ item: each, level: level + 1, parent: at }))
      : [];
  }
  const open = options.toggled.has(toggleId(item));
  rows.push({ kind: item.kind, tokens: item.tokens, size: item.size, level, parent, open });
  if (open && item.kind === 'fan') return item.tokens.map((token) => single(token, level + 1, at));
  if (open) {
    for (const token of item.tokens) context.unfolded.add(token);
    return [single(item.tokens[0]!, level + 1, at)];
  }
  return item.kind === 'chain' ? [{ item: { kind: 'token', token: item.next }, level: level + 1, parent: at }] : [];
}

const single = (token: number, level: number, parent: number): Placed => ({
  item: { kind: 'token', token },
  level,
  parent,
});

function itemsOf(context: Context, children: readonly number[]): Item[] {
  const { forest, keys, options } = context;
  if (!options.fold) return children.map((token) => ({ kind: 'token', token }));
  const fans = new Map<string, number[]>();
  for (const token of children) {
    if (keys(token) > 0) continue;
    const role = roleName(forest, token);
    const fan = fans.get(role);
    if (fan === undefined) fans.set(role, [token]);
    else fan.push(token);
  }
  return children.flatMap((token): Item | Item[] => {
    const fan = keys(token) > 0 ? undefined : fans.get(roleName(forest, token));
    if (fan !== undefined && fan.length >= SMALLEST_FAN) {
      return fan[0] === token
        ? { kind: 'fan', tokens: fan, size: fan.reduce((sum, each) => sum + forest.size[each]!, 0) }
        : [];
    }
    return chainFrom(context, token) ?? { kind: 'token', token };
  });
}

/** Follows the one way that matters down, as long as nothing on it must be seen. */
function chainFrom({ forest, keys, options, unfolded }: Context, top: number): Item | null {
  if (unfolded.has(top)) return null;
  const run: number[] = [];
  let token = top;
  while (isUnremarkable(forest, token, options)) {
    const next = wayDown(forest, keys, token);
    if (next < 0) break;
    run.push(token);
    token = next;
  }
  if (run.length < SHORTEST_CHAIN) return null;
  return { kind: 'chain', tokens: run, size: forest.size[top]! - forest.size[token]!, next: token };
}

function isUnremarkable(forest: Forest, token: number, { kept }: RowOptions): boolean {
  return !kept.has(token) && isTemporary(forest.flags[token]!) && !isLiveToken(forest.flags[token]!);
}

/** The child to follow: the only one with something to see below it, or, where none has, the one with most below it. */
function wayDown(forest: Forest, keys: (token: number) => number, token: number): number {
  let best = -1;
  let withKeys = 0;
  for (const child of childrenIn(forest, token)) {
    if (keys(child) > 0) {
      withKeys++;
      best = child;
    } else if (withKeys === 0 && (best < 0 || forest.size[child]! > forest.size[best]!)) best = child;
  }
  return withKeys > 1 ? -1 : best;
}

/** How many tokens of a subtree must be seen. */
function keysBelow(
  forest: Forest,
  { start, end }: { start: number; end: number },
  kept: ReadonlySet<number>,
): (token: number) => number {
  const keys = new Uint32Array(end - start);
  for (let i = end - 1; i >= start; i--) {
    if (kept.has(i) || isLiveToken(forest.flags[i]!)) keys[i - start]!++;
    const parent = forest.parent[i]!;
    if (parent >= start) keys[parent - start]! += keys[i - start]!;
  }
  return (token) => keys[token - start]!;
}
