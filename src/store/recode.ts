import { isUtf8 } from 'node:buffer';
import { freeArrays } from '../lib/free-arrays.ts';
import type { GrowingTexts } from '../lib/text-pool.ts';
import type { PackedTexts } from '../model/columns.ts';
import type { FactKind, FactTables } from '../model/facts.ts';
import { pickRows, type Rows } from './rows.ts';
import { columnsOf, factKinds } from './schema.ts';

/**
 * The facts of a batch in the codes of the case, whose pool takes the texts that are new to it. Rows of which every event
 * turned out to be a repetition are no rows. The batch is left as it is.
 */
export function recode(tables: FactTables, packed: PackedTexts, texts: GrowingTexts): Record<FactKind, Rows> {
  const codes = coder(packed, texts);
  const recoded = factKinds.map((kind) => [kind, recodeRows(kind, tables[kind] as Rows, codes)] as const);
  freeArrays([codes.known]);
  return Object.fromEntries(recoded) as Record<FactKind, Rows>;
}

interface Codes {
  /** Codes in the case by codes in the batch; -1 where the text was not asked for yet. */
  readonly known: Float64Array;
  readonly of: (code: number) => number;
}

function coder(packed: PackedTexts, texts: GrowingTexts): Codes {
  const known = new Float64Array(packed.ends.length + 1).fill(-1);
  known[0] = 0;
  const clean = packed.ends.length === 0 || isUtf8(packed.bytes);
  return {
    known,
    of(code) {
      const start = code === 1 ? 0 : packed.ends[code - 2]!;
      const end = packed.ends[code - 1]!;
      return (known[code] = clean
        ? texts.codeOfBytes(packed.bytes, start, end)
        : texts.codeOf(new TextDecoder().decode(packed.bytes.subarray(start, end))));
    },
  };
}

/** Rows of sums may count nothing any more. */
const counted: Partial<Record<FactKind, string>> = { uses: 'count', volumes: 'events' };

function recodeRows(kind: FactKind, table: Rows, codes: Codes): Rows {
  const counts = table.columns[counted[kind] ?? ''];
  const living = counts?.includes(0) === true ? pickRows(kind, table, livingRows(counts)) : null;
  const { length, columns } = living ?? table;
  const recoded: Rows['columns'] = {};
  for (const [name, type] of columnsOf(kind)) {
    if (length === 0 || isLeftOut(name, columns[name]!)) continue;
    // A copy, unless it is one already: the batch is not ours.
    recoded[name] = living === null ? columns[name]!.slice() : columns[name]!;
    if (type === 'text') recodeColumn(recoded[name], codes);
  }
  return { length, columns: recoded };
}

/** Sums go by these, whatever they hold. */
export const isKept = (name: string): boolean => name === 'first' || name === 'last';

const isLeftOut = (name: string, column: Uint8Array | Uint32Array): boolean => !isKept(name) && isEmpty(column);

function livingRows(counts: Uint8Array | Uint32Array): Uint32Array {
  const rows = new Uint32Array(counts.length);
  let length = 0;
  for (let row = 0; row < counts.length; row++) if (counts[row] !== 0) rows[length++] = row;
  return rows.subarray(0, length);
}

function isEmpty(column: Uint8Array | Uint32Array): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== 0) return false;
  return true;
}

/** Hot: every text of every row that is added passes here. */
function recodeColumn(column: Uint8Array | Uint32Array, { known, of }: Codes): void {
  for (let i = 0; i < column.length; i++) {
    const code = known[column[i]!]!;
    column[i] = code >= 0 ? code : of(column[i]!);
  }
}
