import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { newColumn } from '../lib/tables.ts';
import type { ColumnType } from '../model/columns.ts';
import type { FactKind } from '../model/facts.ts';
import { rowsOf } from './database.ts';
import { isKept } from './recode.ts';
import type { Rows } from './rows.ts';
import { columnsOf, quoted, tableOf } from './schema.ts';
import { uint32Items, uint8Items, UUID_TOP_BIT, uuidWords } from './vectors.ts';

/** The rows of one kind as the case holds them. `where` is SQL of ours; without it all of them. */
export async function readRows(connection: DuckDBConnection, kind: FactKind, where = 'TRUE'): Promise<Rows> {
  const all = columnsOf(kind);
  const greatest = all.map(([name, type]) => (type === 'uuid' ? '1' : `max(${quoted(name)})`));
  const source = `FROM ${tableOf(kind)} WHERE ${where}`;
  const [totals] = await rowsOf(connection, `SELECT count(*), ${greatest.join(', ')} ${source}`);
  const length = Number(totals![0]);
  const columns: Rows['columns'] = {};
  if (length === 0) return { length, columns };
  const filled = all.filter(([name], i) => isKept(name) || Number(totals![i + 1]) > 0);
  for (const [name, type] of filled) columns[name] = newColumn(type, length);
  const result = await connection.stream(`SELECT ${filled.map(([name]) => quoted(name)).join(', ')} ${source}`);
  let at = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { length, columns };
    for (const [i, [name, type]] of filled.entries()) copyItems(chunk, i, { type, target: columns[name]!, at });
    at += chunk.rowCount;
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
