import { createSeen, type Seen } from '../lib/seen.ts';
import { sortTexts } from '../lib/sorted-texts.ts';
import { createTable, type GrowingTable, wordsOf } from '../lib/tables.ts';
import { createTexts, type GrowingTexts, unpackTexts } from '../lib/text-pool.ts';
import { hourOf } from '../lib/time.ts';
import type { Columns, PackedTexts, Table } from '../model/columns.ts';
import { type CaseFacts, type FactBatch, factColumns, type FactKind, factOrder } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { collapseRows, sortRows } from './sort-rows.ts';

/** The facts of parsed records, duplicates removed: the in-memory twin of a case. */
export function factsOf(records: readonly unknown[]): CaseFacts {
  const batch = createBatch();
  for (const record of records) batch.addRecord(record, 0);
  return mergeBatches([batch.finish()]);
}

/** All batches as one, each event counted once: the first sight of an event counts, every further one is taken off. */
export function mergeBatches(batches: readonly FactBatch[]): CaseFacts {
  const texts = createTexts();
  const seen = createSeen();
  const all = Object.fromEntries(kinds.map((kind) => [kind, createTable<Columns>(factColumns[kind])]));
  for (const batch of batches) {
    const once = countOnce(batch, seen);
    const codes = recode(batch.texts, texts);
    for (const kind of kinds) copyRows(factColumns[kind], once[kind], all[kind]!, codes);
  }
  const used = new Uint8Array(texts.size + 1);
  for (const kind of kinds) markUsed(factColumns[kind], all[kind]!, used);
  const sorted = sortTexts(texts.pack(), used);
  const out: Record<string, unknown> = { texts: unpackTexts(sorted.texts) };
  for (const kind of kinds) {
    const table = createTable<Columns>(factColumns[kind]);
    copyRows(factColumns[kind], all[kind]!, table, sorted.codes);
    out[kind] = collapseRows(kind, factColumns[kind], sortRows(factColumns[kind], table.freeze(), factOrder[kind]));
  }
  return out as unknown as CaseFacts;
}

const kinds = Object.keys(factColumns) as FactKind[];

/** The batch's tables with its repeated events taken off their use and volume rows. */
function countOnce(batch: FactBatch, seen: Seen): Readonly<Record<FactKind, Table<Columns>>> {
  const { uses, volumes, events } = batch;
  const count = uses.columns.count.slice();
  const errors = uses.columns.errors.slice();
  const volume = volumes.columns.events.slice();
  for (let i = 0; i < events.length; i++) {
    const hour = hourOf(events.eventTime[i]!);
    if (seen.add(hour, events.identity[i * 2]!, events.identity[i * 2 + 1]!)) continue;
    const useRow = events.useRow[i]!;
    const weight = events.weight?.[i] ?? 1;
    if (useRow !== 0) {
      count[useRow - 1]! -= weight;
      errors[useRow - 1]! -= events.failed[i]! * weight;
    }
    volume[events.volumeRow[i]!]! -= weight;
  }
  return {
    ...batch,
    uses: { length: uses.length, columns: { ...uses.columns, count, errors } },
    volumes: { length: volumes.length, columns: { ...volumes.columns, events: volume } },
  };
}

function recode(packed: PackedTexts, texts: GrowingTexts): Uint32Array {
  const codes = new Uint32Array(packed.ends.length + 1);
  let start = 0;
  for (const [i, end] of packed.ends.entries()) {
    codes[i + 1] = texts.codeOfBytes(packed.bytes, start, end);
    start = end;
  }
  return codes;
}

/** Appends rows with their texts recoded, but for those that count no event any more. */
function copyRows(columns: Columns, from: Table<Columns>, to: GrowingTable<Columns>, codes: Uint32Array): void {
  const counts = from.columns['count'] ?? from.columns['events'];
  const rows: number[] = [];
  for (let row = 0; row < from.length; row++) if (counts === undefined || counts[row] !== 0) rows.push(row);
  const start = to.addRows(rows.length);
  for (const name of Object.keys(columns)) {
    const type = columns[name]!;
    const source = from.columns[name]!;
    const target = to.columns[name]!.subarray(start * wordsOf(type));
    if (type === 'text') for (let i = 0; i < rows.length; i++) target[i] = codes[source[rows[i]!]!]!;
    else copyWords(source, target, rows, wordsOf(type));
  }
}

function copyWords(
  source: Uint8Array | Uint32Array,
  target: Uint8Array | Uint32Array,
  rows: readonly number[],
  width: number,
): void {
  for (let i = 0; i < rows.length; i++) {
    for (let word = 0; word < width; word++) target[i * width + word] = source[rows[i]! * width + word]!;
  }
}

function markUsed(columns: Columns, table: Table<Columns>, used: Uint8Array): void {
  for (const name of Object.keys(columns)) {
    if (columns[name] !== 'text') continue;
    for (let row = 0; row < table.length; row++) used[table.columns[name]![row]!] = 1;
  }
}
