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
 * Writes the facts of some batches into the case's tables. The texts go over once each, as a list in one row, and the
 * columns as codes that DuckDB looks up in it: three times as fast as a string a cell.
 */
export async function insertFacts(connection: DuckDBConnection, batches: readonly StagedFacts[]): Promise<void> {
  const offsets = await stageTexts(
    connection,
    batches.map(({ texts }) => texts),
  );
  for (const kind of factKinds) await insertKind(connection, kind, batches, offsets);
  await connection.run('DROP TABLE staged_texts');
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
  return offsets;
}

function rawText({ bytes, ends }: PackedTexts, index: number): Uint8Array {
  return bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

/** Logs may hold bytes that are no UTF-8, and DuckDB refuses them. */
function mendedText(texts: PackedTexts, index: number): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(rawText(texts, index)));
}

async function insertKind(
  connection: DuckDBConnection,
  kind: FactKind,
  batches: readonly StagedFacts[],
  offsets: readonly number[],
): Promise<void> {
  const tables = batches.map((batch) => batch[kind] as { length: number; columns: Arrays });
  if (tables.every(({ length }) => length === 0)) return;
  // Many text columns of a kind are null in all rows of a trail: those are neither staged nor looked up.
  const columns = columnsOf(kind).filter(
    ([name, type]) => type !== 'text' || tables.some((table) => table.columns[name]!.some((code) => code !== 0)),
  );
  const staged = `staged_${kind}`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${staged} (${columns.map(([name, type]) => `${quoted(name)} ${stagedTypes[type].sql}`).join(', ')})`,
  );
  const appender = await connection.createAppender(staged, 'main', 'temp');
  for (const [i, table] of tables.entries()) {
    for (let from = 0; from < table.length; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(
        columns.map(([, type]) => stagedTypes[type].duckdb),
        Math.min(CHUNK_ROWS, table.length - from),
      );
      for (const [at, [name, type]] of columns.entries()) {
        fillColumn(chunk, at, { type, values: table.columns[name]!, from, offset: offsets[i]! });
      }
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
  const names = columns.map(([name]) => quoted(name)).join(', ');
  const values = columns.map(([name, type]) => stagedTypes[type].read(quoted(name))).join(', ');
  await connection.run(
    `INSERT INTO ${kind} (${names}) SELECT ${values}
     FROM ${staged}, (SELECT list(decode(text) ORDER BY code) AS texts FROM staged_texts)${liveRows[kind] ?? ''}`,
  );
  await connection.run(`DROP TABLE ${staged}`);
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

interface Fill {
  readonly type: ColumnType;
  readonly values: Uint8Array | Uint32Array;
  readonly from: number;
  readonly offset: number;
}

/** Hot: every staged value passes here. */
function fillColumn(chunk: DuckDBDataChunk, at: number, { type, values, from, offset }: Fill): void {
  const rows = chunk.rowCount;
  if (type === 'uuid') {
    const out = uuidWords(chunk, at);
    for (let i = 0; i < rows; i++) {
      const source = (from + i) * 4;
      out[i * 4] = values[source + 3]!;
      out[i * 4 + 1] = values[source + 2]!;
      out[i * 4 + 2] = values[source + 1]!;
      out[i * 4 + 3] = values[source]! ^ UUID_TOP_BIT;
    }
  } else if (type === 'flag') {
    uint8Items(chunk, at).set(values.subarray(from, from + rows));
  } else {
    const out = uint32Items(chunk, at);
    out.set(values.subarray(from, from + rows));
    if (type === 'text' && offset > 0) for (let i = 0; i < rows; i++) if (out[i] !== 0) out[i] = out[i]! + offset;
  }
  chunk.getColumnVector(at).flush();
}
