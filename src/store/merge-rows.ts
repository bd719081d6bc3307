import { freeArrays } from '../lib/free-arrays.ts';
import { orderBy } from '../lib/order-by.ts';
import { compareTexts, rankTexts } from '../lib/rank-texts.ts';
import { sortPart } from '../lib/sort-part.ts';
import { wordsOf } from '../lib/tables.ts';
import { hourOf } from '../lib/time.ts';
import type { ColumnType, PackedTexts } from '../model/columns.ts';
import { factOrder, type FactKind } from '../model/facts.ts';
import { areFarApart, reorderRows, type Rows, takeRows } from './rows.ts';
import { columnsOf } from './schema.ts';

/**
 * The rows of each kind as a case holds them: rows that are one made one, and all in the order of `factOrder`, so that a
 * case does not tell in how many parts, or in which order, it was written. The rows given are no longer the caller's.
 */
export function mergeRows(kinds: Partial<Record<FactKind, Rows>>, texts: PackedTexts): Partial<Record<FactKind, Rows>> {
  const arena = {
    bytes: Buffer.from(texts.bytes.buffer, texts.bytes.byteOffset, texts.bytes.length),
    ends: texts.ends,
  };
  const ranks = rankTexts(texts, rankedCodes(kinds, texts.ends.length));
  const merged: Partial<Record<FactKind, Rows>> = {};
  for (const [kind, given] of Object.entries(kinds) as [FactKind, Rows][]) {
    const { rows, order } = orderRows(kind, given, { ranks, arena });
    const kept = collapse(kind, rows, order);
    merged[kind] = takeRows(kind, rows, kept);
    freeArrays([order, kept]);
  }
  freeArrays([ranks]);
  return merged;
}

/** Records have ids and times, which order them; only what sums up many is in the order of its texts. */
const orderedByTexts: readonly FactKind[] = ['identities', 'uses', 'volumes'];

function rankedCodes(kinds: Partial<Record<FactKind, Rows>>, size: number): Uint32Array {
  const used = new Uint8Array(size + 1);
  for (const kind of orderedByTexts) {
    for (const [name, type] of columnsOf(kind)) {
      const column = kinds[kind]?.columns[name];
      if (type !== 'text' || column === undefined) continue;
      for (let row = 0; row < column.length; row++) used[column[row]!] = 1;
    }
  }
  used[0] = 0;
  let count = 0;
  for (let code = 1; code <= size; code++) count += used[code]!;
  const codes = new Uint32Array(count);
  let at = 0;
  for (let code = 1; code <= size; code++) if (used[code] === 1) codes[at++] = code;
  return codes;
}

interface Ordering {
  readonly ranks: Uint32Array;
  readonly arena: { readonly bytes: Buffer; readonly ends: Uint32Array };
}

type Compare = (a: number, b: number) => number;

/** Rows, and their numbers in order: by the leading column in linear time, then, where that is equal, by comparing the others. */
function orderRows(kind: FactKind, given: Rows, ordering: Ordering): { rows: Rows; order: Uint32Array } {
  const types = new Map(columnsOf(kind));
  const [first, ...others] = [...new Set<string>([...factOrder[kind], ...types.keys()])];
  const by = { name: first!, type: types.get(first!)!, ranks: ordering.ranks };
  const { rows, order, leading } = byLeading(kind, given, by);
  const compare = comparison(
    others.flatMap((name) => {
      const column = rows.columns[name];
      return column === undefined ? [] : [{ column, type: types.get(name)! }];
    }),
    orderedByTexts.includes(kind) ? ({ ranks: ordering.ranks } as const) : ({ arena: ordering.arena } as const),
  );
  for (let begin = 0; begin < order.length;) {
    let end = begin + 1;
    while (end < order.length && leading[order[end]!] === leading[order[begin]!]) end++;
    if (end - begin > 1) sortPart(order, { from: begin, to: end }, compare);
    begin = end;
  }
  freeArrays([leading]);
  return { rows, order };
}

interface Leading {
  readonly name: string;
  readonly type: ColumnType;
  readonly ranks: Uint32Array;
}

interface Ordered {
  readonly rows: Rows;
  readonly order: Uint32Array;
  readonly leading: Uint32Array;
}

/** Rows that are far apart in memory are moved, so that what is compared lies together. */
function byLeading(kind: FactKind, given: Rows, by: Leading): Ordered {
  const leading = leadingKeys(given, by);
  const order = orderBy(leading);
  if (!areFarApart(given)) return { rows: given, order, leading };
  freeArrays([leading]);
  const rows = reorderRows(kind, given, order);
  for (let row = 0; row < order.length; row++) order[row] = row;
  return { rows, order, leading: leadingKeys(rows, by) };
}

function leadingKeys({ length, columns }: Rows, { name, type, ranks }: Leading): Uint32Array {
  const keys = new Uint32Array(length);
  const column = columns[name];
  if (column === undefined) return keys;
  if (type === 'text') for (let row = 0; row < length; row++) keys[row] = ranks[column[row]!]!;
  else keys.set(column);
  return keys;
}

interface Key {
  readonly column: Uint8Array | Uint32Array;
  readonly type: ColumnType;
}

/**
 * Nulls first, numbers and UUIDs by value, texts by their bytes: by rank where there is one, else by looking at them. Hot: neighbours
 * differ in few columns, so that telling that two values are one comes before how they are compared.
 */
function comparison(
  keys: readonly Key[],
  by: { readonly ranks: Uint32Array } | { readonly arena: Ordering['arena'] },
): Compare {
  const ofTexts = 'ranks' in by ? rankComparison(by.ranks) : textComparison(by.arena);
  const columns = keys.map(({ column }) => column);
  const types = keys.map(({ type }) => type);
  return (a, b) => {
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      const type = types[i]!;
      if (type === 'uuid') {
        const order = compareIds(column, a * 4, b * 4);
        if (order !== 0) return order;
      } else if (column[a] !== column[b]) {
        return type === 'text' ? ofTexts(column[a]!, column[b]!) : column[a]! - column[b]!;
      }
    }
    return 0;
  };
}

const rankComparison =
  (ranks: Uint32Array): Compare =>
  (a, b) =>
    ranks[a]! - ranks[b]!;

/** Of two codes that differ. */
const textComparison =
  (arena: Ordering['arena']): Compare =>
  (a, b) =>
    a === 0 ? -1 : b === 0 ? 1 : compareTexts(arena, a, b);

function compareIds(words: Uint8Array | Uint32Array, a: number, b: number): number {
  for (let i = 0; i < 4; i++) if (words[a + i] !== words[b + i]) return words[a + i]! - words[b + i]!;
  return 0;
}

/** Columns that are no key: rows that differ in nothing else, in one clock hour, are one, and these are summed up. */
const summed: Partial<Record<FactKind, readonly string[]>> = {
  uses: ['first', 'last', 'count', 'errors', 'firstEventID', 'firstEventName', 'lastEventID'],
  volumes: ['first', 'last', 'events'],
};

/** Makes one row of rows that are one, and gives the rows that stay, in order. Sums go into the first of them. */
function collapse(kind: FactKind, rows: Rows, order: Uint32Array): Uint32Array {
  const sums = summed[kind];
  const keys = columnsOf(kind)
    .filter(([name]) => rows.columns[name] !== undefined && sums?.includes(name) !== true)
    .map(([name, type]) => ({ column: rows.columns[name]!, width: wordsOf(type) }));
  const first = rows.columns['first'];
  const isOne: (a: number, b: number) => boolean =
    sums === undefined || first === undefined
      ? (a, b) => isSame(keys, a, b)
      : (a, b) => hourOf(first[a]!) === hourOf(first[b]!) && isSame(keys, a, b);
  const add = kind === 'uses' ? addUse(rows) : kind === 'volumes' ? addVolume(rows) : null;
  let kept = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (kept === 0 || !isOne(order[kept - 1]!, row)) order[kept++] = row;
    else add?.(order[kept - 1]!, row);
  }
  return order.subarray(0, kept);
}

function isSame(keys: readonly { column: Uint8Array | Uint32Array; width: number }[], a: number, b: number): boolean {
  for (let k = 0; k < keys.length; k++) {
    const { column, width } = keys[k]!;
    for (let i = 0; i < width; i++) if (column[a * width + i] !== column[b * width + i]) return false;
  }
  return true;
}

type Add = (to: number, from: number) => void;

/** The first and the last call of a row are told by time, then by `eventID`. */
function addUse({ columns }: Rows): Add {
  const { first, last, count, errors, firstEventID, firstEventName, lastEventID } = columns;
  return (to, from) => {
    if (isBefore(first!, firstEventID, from, to)) {
      first![to] = first![from]!;
      firstEventID?.copyWithin(to * 4, from * 4, from * 4 + 4);
      if (firstEventName !== undefined) firstEventName[to] = firstEventName[from]!;
    }
    if (isBefore(last!, lastEventID, to, from)) {
      last![to] = last![from]!;
      lastEventID?.copyWithin(to * 4, from * 4, from * 4 + 4);
    }
    if (count !== undefined) count[to]! += count[from]!;
    if (errors !== undefined) errors[to]! += errors[from]!;
  };
}

function isBefore(
  times: Uint8Array | Uint32Array,
  ids: Uint8Array | Uint32Array | undefined,
  a: number,
  b: number,
): boolean {
  if (times[a] !== times[b] || ids === undefined) return times[a]! < times[b]!;
  for (let i = 0; i < 4; i++) if (ids[a * 4 + i] !== ids[b * 4 + i]) return ids[a * 4 + i]! < ids[b * 4 + i]!;
  return false;
}

function addVolume({ columns }: Rows): Add {
  const { first, last, events } = columns;
  return (to, from) => {
    first![to] = Math.min(first![to]!, first![from]!);
    last![to] = Math.max(last![to]!, last![from]!);
    events![to]! += events![from]!;
  };
}
