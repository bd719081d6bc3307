import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, UINTEGER, UTINYINT, UUID } from './duckdb.ts';
import type { ColumnType } from '../model/columns.ts';
import type { FactKind } from '../model/facts.ts';
import type { Rows } from './rows.ts';
import { columnsOf, tableOf } from './schema.ts';
import { CHUNK_ROWS, uint32Items, uint8Items, UUID_TOP_BIT, wordQuads } from './vectors.ts';

const types: Record<ColumnType, DuckDBType> = {
  text: UINTEGER,
  time: UINTEGER,
  count: UINTEGER,
  flag: UTINYINT,
  uuid: UUID,
};

/** Adds rows to the table of their kind, as they are. */
export async function appendRows(connection: DuckDBConnection, kind: FactKind, rows: Rows): Promise<void> {
  if (rows.length === 0) return;
  const all = columnsOf(kind);
  const columnTypes = all.map(([, type]) => types[type]);
  const appender = await connection.createAppender(tableOf(kind));
  let chunk = DuckDBDataChunk.create(columnTypes, CHUNK_ROWS);
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows.length - from);
    if (count < CHUNK_ROWS) chunk = DuckDBDataChunk.create(columnTypes, count);
    for (const [at, [name, type]] of all.entries()) {
      fillColumn(chunk, at, { type, values: rows.columns[name], from, count });
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

interface Fill {
  readonly type: ColumnType;
  readonly values: Uint8Array | Uint32Array | undefined;
  readonly from: number;
  readonly count: number;
}

/** Hot: every value that is written passes here. */
function fillColumn(chunk: DuckDBDataChunk, at: number, { type, values, from, count }: Fill): void {
  if (type === 'uuid') {
    const out = wordQuads(chunk, at);
    for (let i = 0; i < count * 4; i += 4) {
      const source = from * 4 + i;
      out[i] = values === undefined ? 0 : values[source + 3]!;
      out[i + 1] = values === undefined ? 0 : values[source + 2]!;
      out[i + 2] = values === undefined ? 0 : values[source + 1]!;
      out[i + 3] = (values === undefined ? 0 : values[source]!) ^ UUID_TOP_BIT;
    }
  } else {
    const out = type === 'flag' ? uint8Items(chunk, at) : uint32Items(chunk, at);
    if (values === undefined) out.fill(0);
    else out.set(values.subarray(from, from + count));
  }
  chunk.getColumnVector(at).flush();
}
