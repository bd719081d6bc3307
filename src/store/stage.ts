import { isUtf8 } from 'node:buffer';
import {
  BLOB,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  UINTEGER,
  UTINYINT,
  UUID,
} from '@duckdb/node-api';
import { newColumn, wordsOf } from '../lib/tables.ts';
import type { ColumnType, PackedTexts } from '../model/columns.ts';
import type { FactBatch, FactKind, FactTables } from '../model/facts.ts';
import { columnsOf, factKinds, quoted } from './schema.ts';
import { blobVector, uint32Items, uint8Items, UUID_TOP_BIT, uuidWords } from './vectors.ts';

/** Facts of one batch with repeated events taken off, and the dictionary of their codes. */
export type StagedFacts = FactTables & Pick<FactBatch, 'texts'>;

type Arrays = Readonly<Record<string, Uint8Array | Uint32Array>>;

/** DuckDB takes rows in chunks of at most so many. */
const CHUNK_ROWS = 2048;

/**
 * Brings the facts of some batches into temporary tables, as codes, and their texts, once each, as a list in one row in
 * which DuckDB looks the codes up: three times as fast as a string a cell. Gives for each kind that has rows the SQL that
 * reads them as the case's own tables hold them. `dropStaged` when they are written.
 */
export async function stageFacts(
  connection: DuckDBConnection,
  batches: readonly StagedFacts[],
): Promise<Partial<Record<FactKind, string>>> {
  const offsets = await stageTexts(
    connection,
    batches.map(({ texts }) => texts),
  );
  const staged: Partial<Record<FactKind, string>> = {};
  for (const kind of factKinds) {
    const rows = await stageKind(connection, kind, { batches, offsets });
    if (rows !== null) staged[kind] = rows;
  }
  return staged;
}

/** Adds staged facts to the case as they are. */
export async function insertFacts(
  connection: DuckDBConnection,
  staged: Partial<Record<FactKind, string>>,
): Promise<void> {
  for (const [kind, rows] of Object.entries(staged)) await connection.run(`INSERT INTO ${kind} ${rows}`);
}

export async function dropStaged(connection: DuckDBConnection): Promise<void> {
  for (const name of ['texts', 'dictionary', ...factKinds]) await connection.run(`DROP TABLE IF EXISTS staged_${name}`);
}

/** Gives by how much the codes of each batch are moved. */
async function stageTexts(connection: DuckDBConnection, dictionaries: readonly PackedTexts[]): Promise<number[]> {
  await connection.run('CREATE OR REPLACE TEMP TABLE staged_texts (code UINTEGER, text BLOB)');
  const appender = await connection.createAppender('staged_texts', 'main', 'temp');
  const offsets: number[] = [];
  let offset = 0;
  for (const texts of dictionaries) {
    offsets.push(offset);
    const textAt = texts.ends.length === 0 || isUtf8(texts.bytes) ? rawText : mendedText;
    for (let from = 0; from < texts.ends.length; from += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, texts.ends.length - from);
      const chunk = DuckDBDataChunk.create([UINTEGER, BLOB], rows);
      const codes = uint32Items(chunk, 0);
      const blobs = blobVector(chunk, 1);
      for (let i = 0; i < rows; i++) {
        codes[i] = offset + from + i + 1;
        blobs.setItem(i, new DuckDBBlobValue(textAt(texts, from + i)));
      }
      chunk.getColumnVector(0).flush();
      blobs.flush();
      appender.appendDataChunk(chunk);
    }
    offset += texts.ends.length;
  }
  appender.closeSync();
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged_dictionary AS
    SELECT list(decode(text) ORDER BY code) AS texts FROM staged_texts`);
  return offsets;
}

function rawText({ bytes, ends }: PackedTexts, index: number): Uint8Array {
  return bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

/** Logs may hold bytes that are no UTF-8, and DuckDB refuses them. */
function mendedText(texts: PackedTexts, index: number): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(rawText(texts, index)));
}

interface Staging {
  readonly batches: readonly StagedFacts[];
  readonly offsets: readonly number[];
}

async function stageKind(
  connection: DuckDBConnection,
  kind: FactKind,
  { batches, offsets }: Staging,
): Promise<string | null> {
  const tables = batches.map((batch) => batch[kind] as { length: number; columns: Arrays });
  if (tables.every(({ length }) => length === 0)) return null;
  const all = columnsOf(kind);
  // Many text columns of a kind are null in all rows of a trail: those are neither staged nor looked up.
  const columns = all.filter(
    ([name, type]) => type !== 'text' || tables.some((table) => table.columns[name]!.some((code) => code !== 0)),
  );
  const staged = `staged_${kind}`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${staged} (${columns.map(([name, type]) => `${quoted(name)} ${stagedTypes[type].sql}`).join(', ')})`,
  );
  const appender = await connection.createAppender(staged, 'main', 'temp');
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const arrays = columns.map(([name, type]) => joined(tables, offsets, { name, type, length }));
  const types = columns.map(([, type]) => stagedTypes[type].duckdb);
  let chunk = DuckDBDataChunk.create(types, CHUNK_ROWS);
  for (let from = 0; from < length; from += CHUNK_ROWS) {
    if (length - from < CHUNK_ROWS) chunk = DuckDBDataChunk.create(types, length - from);
    for (const [at, [, type]] of columns.entries()) fillColumn(chunk, at, { type, values: arrays[at]!, from });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const filled = new Set(columns.map(([name]) => name));
  const values = all.map(([name, type]) =>
    filled.has(name)
      ? `${stagedTypes[type].read(quoted(name))} AS ${quoted(name)}`
      : `NULL::VARCHAR AS ${quoted(name)}`,
  );
  return `SELECT ${values.join(', ')} FROM ${staged}, staged_dictionary${liveRows[kind] ?? ''}`;
}

/** Rows of which every event turned out to be a repetition are no rows. */
const liveRows: Partial<Record<FactKind, string>> = { uses: ' WHERE "count" > 0', volumes: ' WHERE "events" > 0' };

const NO_UUID = `'00000000-0000-0000-0000-000000000000'::UUID`;

/** How a column is staged, and what it is in the case's own table. */
const stagedTypes: Record<ColumnType, { duckdb: DuckDBType; sql: string; read: (column: string) => string }> = {
  text: { duckdb: UINTEGER, sql: 'UINTEGER', read: (column) => `texts[${column}]` },
  time: {
    duckdb: UINTEGER,
    sql: 'UINTEGER',
    read: (column) => `make_timestamp(nullif(${column}, 0)::BIGINT * 1000000)`,
  },
  count: { duckdb: UINTEGER, sql: 'UINTEGER', read: (column) => column },
  flag: { duckdb: UTINYINT, sql: 'UTINYINT', read: (column) => `(nullif(${column}, 0) - 1)::BOOLEAN` },
  uuid: { duckdb: UUID, sql: 'UUID', read: (column) => `nullif(${column}, ${NO_UUID})` },
};

/** One column of all batches, texts in the codes of the dictionary that the batches share. */
function joined(
  tables: readonly { length: number; columns: Arrays }[],
  offsets: readonly number[],
  { name, type, length }: { name: string; type: ColumnType; length: number },
): Uint8Array | Uint32Array {
  const width = wordsOf(type);
  const all = newColumn(type, length);
  let at = 0;
  for (const [i, table] of tables.entries()) {
    all.set(table.columns[name]!, at);
    const end = at + table.length * width;
    const offset = offsets[i]!;
    if (type === 'text' && offset > 0) for (let j = at; j < end; j++) if (all[j] !== 0) all[j]! += offset;
    at = end;
  }
  return all;
}

interface Fill {
  readonly type: ColumnType;
  readonly values: Uint8Array | Uint32Array;
  readonly from: number;
}

/** Hot: every staged value passes here. */
function fillColumn(chunk: DuckDBDataChunk, at: number, { type, values, from }: Fill): void {
  const rows = chunk.rowCount;
  if (type === 'uuid') {
    const out = uuidWords(chunk, at);
    for (let i = 0; i < rows * 4; i += 4) {
      const source = from * 4 + i;
      out[i] = values[source + 3]!;
      out[i + 1] = values[source + 2]!;
      out[i + 2] = values[source + 1]!;
      out[i + 3] = values[source]! ^ UUID_TOP_BIT;
    }
  } else {
    const out = type === 'flag' ? uint8Items(chunk, at) : uint32Items(chunk, at);
    out.set(values.subarray(from, from + rows));
  }
  chunk.getColumnVector(at).flush();
}
