import { randomBytes } from 'node:crypto';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { newColumn } from '../lib/tables.ts';
import { unpackTexts } from '../lib/text-pool.ts';
import type { ColumnType } from '../model/columns.ts';
import type { CaseFacts, FactKind } from '../model/facts.ts';
import { compactedRows } from './compact.ts';
import { createCoder, type Coder } from './coder.ts';
import { rowsOf } from './database.ts';
import { columnsOf, factKinds, quoted } from './schema.ts';
import { blobVector, uint32Items, uint8Items, uint64Words, UUID_TOP_BIT, uuidWords } from './vectors.ts';

/**
 * All facts of the case in columns. A text comes with its 64-bit hash, which DuckDB makes for far less than a string
 * costs to cross; its bytes are fetched at the first sight of the hash only.
 */
export async function loadFacts(connection: DuckDBConnection, { compact }: { compact: boolean }): Promise<CaseFacts> {
  const coder = createCoder();
  // Hashed with every text, so that nobody can write two texts into a log that are one for us.
  const salt = randomBytes(9).toString('base64');
  const tables: Record<string, unknown> = {};
  for (const kind of factKinds) {
    const rows = compact ? kind : `(${compactedRows(kind)})`;
    tables[kind] = await loadTable(connection, { kind, rows, salt, coder });
  }
  return { ...tables, texts: unpackTexts(coder.pack()) } as unknown as CaseFacts;
}

interface Load {
  readonly kind: FactKind;
  /** A table's name or a query. */
  readonly rows: string;
  readonly salt: string;
  readonly coder: Coder;
}

interface Loaded {
  readonly length: number;
  readonly columns: Record<string, Uint8Array | Uint32Array>;
}

async function loadTable(connection: DuckDBConnection, { kind, rows, salt, coder }: Load): Promise<Loaded> {
  const all = columnsOf(kind);
  const counts = all.map(([name]) => `count(${quoted(name)})`).join(', ');
  const [totals] = await rowsOf(connection, `SELECT count(*), ${counts} FROM ${rows}`);
  const length = Number(totals![0]);
  const columns: Record<string, Uint8Array | Uint32Array> = {};
  for (const [name, type] of all) columns[name] = newColumn(type, length);
  // Most columns of most trails are null throughout.
  const filled = all.filter((_, i) => Number(totals![i + 1]) > 0);
  if (length === 0 || filled.length === 0) return { length, columns };

  const hashes = filled.filter(([, type]) => type === 'text');
  const select = [
    ...filled.map(([name, type]) => read[type](quoted(name))),
    ...hashes.map(([name]) => `encode(${quoted(name)})`),
  ].join(', ');
  const result = await connection.stream(
    `SELECT ${select} FROM ${rows}`,
    hashes.map(() => salt),
  );
  let at = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { length, columns };
    let text = filled.length;
    for (const [i, [name, type]] of filled.entries()) {
      const target = columns[name]!;
      if (type === 'text') coder.code(uint64Words(chunk, i), blobVector(chunk, text++), target as Uint32Array, at);
      else copyItems(chunk, i, { type, target, at });
    }
    at += chunk.rowCount;
  }
}

const NO_UUID = `'00000000-0000-0000-0000-000000000000'::UUID`;

/** How a column is fetched: without nulls, whose mask costs more to look at than the values. */
const read: Record<ColumnType, (column: string) => string> = {
  text: (column) => `CASE WHEN ${column} IS NULL THEN 0 ELSE hash(? || ${column}) END`,
  time: (column) => `coalesce(epoch_us(${column}) // 1000000, 0)::UINTEGER`,
  count: (column) => `coalesce(${column}, 0)`,
  flag: (column) => `coalesce(${column}::UTINYINT + 1, 0)::UTINYINT`,
  uuid: (column) => `coalesce(${column}, ${NO_UUID})`,
};

interface Copy {
  readonly type: ColumnType;
  readonly target: Uint8Array | Uint32Array;
  /** The row where the chunk begins. */
  readonly at: number;
}

/** Hot: every value that is no text passes here. */
function copyItems(chunk: DuckDBDataChunk, column: number, { type, target, at }: Copy): void {
  if (type === 'flag') {
    target.set(uint8Items(chunk, column), at);
  } else if (type === 'uuid') {
    const words = uuidWords(chunk, column);
    for (let from = 0, to = at * 4; from < words.length; from += 4, to += 4) {
      target[to] = words[from + 3]! ^ UUID_TOP_BIT;
      target[to + 1] = words[from + 2]!;
      target[to + 2] = words[from + 1]!;
      target[to + 3] = words[from]!;
    }
  } else {
    target.set(uint32Items(chunk, column), at);
  }
}
