import { type DuckDBConnection, DuckDBDataChunk, UINTEGER } from './duckdb.ts';
import { newColumn, wordsOf } from '../lib/tables.ts';
import type { ColumnType } from '../model/columns.ts';
import type { FactKind } from '../model/facts.ts';
import { rowsOf } from './database.ts';
import { isKept } from './recode.ts';
import { countRows, joinRows, moveColumn, type Rows } from './rows.ts';
import { columnsOf, quoted, tableOf } from './schema.ts';
import { CHUNK_ROWS, uint32Items, uint8Items, UUID_TOP_BIT, wordQuads } from './vectors.ts';

/**
 * The rows of one kind as the case holds them, and behind them those of some lots, which are no longer the caller's: read into
 * arrays that have room for both, since joining them afterwards would hold what was read twice.
 */
export async function readRows(
  connection: DuckDBConnection,
  kind: FactKind,
  lots: readonly Rows[] = [],
): Promise<Rows> {
  const all = columnsOf(kind);
  const greatest = all.map(([name, type]) => (type === 'uuid' ? '1' : `max(${quoted(name)})`));
  const [totals] = await rowsOf(connection, `SELECT count(*), ${greatest.join(', ')} FROM ${tableOf(kind)}`);
  const held = Number(totals![0]);
  if (held === 0) return joinRows(kind, lots);
  const length = held + countRows(lots);
  const columns: Rows['columns'] = {};
  const isFilled = (name: string): boolean => lots.some((lot) => lot.columns[name] !== undefined);
  const filled = all.filter(([name], i) => isKept(name) || Number(totals![i + 1]) > 0 || isFilled(name));
  for (const [name, type] of filled) {
    columns[name] = newColumn(type, length);
    moveColumn(lots, { name, type, to: columns[name], at: held });
  }
  const names = filled.map(([name]) => quoted(name)).join(', ');
  const result = await connection.stream(`SELECT ${names} FROM ${tableOf(kind)}`);
  let at = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { length, columns };
    for (const [i, [name, type]] of filled.entries()) copyItems(chunk, i, { type, target: columns[name]!, at });
    at += chunk.rowCount;
  }
}

/**
 * Some rows of a kind, at their own positions: all others are zeros, which cost no memory until they are looked at. For a
 * table in the state in which a merge left it: rows are numbered as they were written.
 */
export async function readSomeRows(connection: DuckDBConnection, kind: FactKind, wanted: Uint32Array): Promise<Rows> {
  const all = columnsOf(kind);
  const [totals] = await rowsOf(connection, `SELECT count(*) FROM ${tableOf(kind)}`);
  const length = Number(totals![0]);
  const columns: Rows['columns'] = {};
  if (wanted.length === 0) return { length, columns };
  await stageNumbers(connection, wanted);
  const result = await connection.stream(
    `SELECT t.rowid::UINTEGER, ${all.map(([name]) => `t.${quoted(name)}`).join(', ')}
     FROM ${tableOf(kind)} t WHERE t.rowid IN (SELECT number FROM wanted_rows)`,
  );
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const positions = uint32Items(chunk, 0);
    for (const [i, [name, type]] of all.entries()) {
      const rows = newColumn(type, chunk.rowCount);
      copyItems(chunk, i + 1, { type, target: rows, at: 0 });
      // Most columns of a lineage's rows are empty, and a column is as long as the whole table.
      if (rows.some((value) => value !== 0))
        scatter(rows, { type, positions, target: (columns[name] ??= newColumn(type, length)) });
    }
  }
  await connection.run('DROP TABLE wanted_rows');
  return { length, columns };
}

async function stageNumbers(connection: DuckDBConnection, numbers: Uint32Array): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE wanted_rows (number UINTEGER)');
  const appender = await connection.createAppender('wanted_rows', 'main', 'temp');
  for (let from = 0; from < numbers.length; from += CHUNK_ROWS) {
    const part = numbers.subarray(from, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create([UINTEGER], part.length);
    uint32Items(chunk, 0).set(part);
    chunk.getColumnVector(0).flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

interface Scatter {
  readonly type: ColumnType;
  readonly target: Uint8Array | Uint32Array;
  readonly positions: Uint32Array;
}

function scatter(rows: Uint8Array | Uint32Array, { type, target, positions }: Scatter): void {
  const width = wordsOf(type);
  for (let i = 0; i < positions.length; i++) {
    for (let word = 0; word < width; word++) target[positions[i]! * width + word] = rows[i * width + word]!;
  }
}

interface Copy {
  readonly type: ColumnType;
  readonly target: Uint8Array | Uint32Array;
  /** The row where the chunk begins. */
  readonly at: number;
}

/** Hot: every value that is read passes here. */
function copyItems(chunk: DuckDBDataChunk, column: number, { type, target, at }: Copy): void {
  if (type === 'flag') {
    target.set(uint8Items(chunk, column), at);
  } else if (type === 'uuid') {
    const words = wordQuads(chunk, column);
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
