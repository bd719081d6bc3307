import { tableDialect } from '../sql/dialect.ts';
import type { Engine } from '../sql/engine.ts';
import type { AnswerRow } from '../sql/queried-row.ts';
import { name } from '../sql/quote.ts';
import type { Partition, TableShape } from '../sql/table-shape.ts';
import { type Coordinator, pagesOf, type TrinoValue } from './protocol.ts';

/** A table of a Trino server: catalog, schema, table. */
export function trinoEngine(coordinator: Coordinator, path: readonly [string, string, string]): Engine {
  const from = path.map(name).join('.');
  let scanned = 0;

  async function* rows(sql: string, signal: AbortSignal): AsyncGenerator<readonly TrinoValue[]> {
    let read = 0;
    for await (const { data, stats } of pagesOf(coordinator, sql, signal)) {
      read = Math.max(read, stats?.physicalInputBytes ?? stats?.processedBytes ?? 0);
      if (data !== undefined) yield* data;
    }
    scanned += read;
  }

  return {
    dialectOf: tableDialect,
    longestStatement: null,
    learnsByReading: false,
    get scannedBytes() {
      return scanned;
    },
    async describe(signal) {
      const columns: TrinoValue[][] = [];
      for await (const row of rows(`SHOW COLUMNS FROM ${from}`, signal)) columns.push([...row]);
      return shapeOf(from, columns);
    },
    async *run(sql, columns, signal): AsyncGenerator<AnswerRow> {
      for await (const row of rows(sql, signal)) {
        yield Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]));
      }
    },
  };
}

/** Rows of SHOW COLUMNS: name, type, what is special about it ("partition key"), comment. */
function shapeOf(from: string, rows: readonly (readonly TrinoValue[])[]): TableShape {
  const columns = rows.map(([column, type, extra]) => ({
    name: String(column).toLowerCase(),
    type: String(type),
    isPartition: extra === 'partition key',
  }));
  const partitions = columns
    .filter(({ isPartition }) => isPartition)
    .map(({ name: column, type }): Partition => ({ name: column, type, format: null }));
  return { from, types: new Map(columns.map((column) => [column.name, column.type])), partitions };
}
