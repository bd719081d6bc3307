import { DuckDBInstance, listValue } from '@duckdb/node-api';

export type ParquetRow = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** The rows of Parquet files of plain columns, as they come. */
export async function* readParquet(paths: readonly string[]): AsyncGenerator<ParquetRow> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' });
  try {
    const connection = await instance.connect();
    const result = await connection.stream('SELECT * FROM read_parquet(?)', [listValue([...paths])]);
    const names = result.columnNames().map((name) => name.toLowerCase());
    for await (const chunk of result) {
      for (const row of chunk.getRows()) {
        yield Object.fromEntries(names.map((name, at) => [name, plain(row[at])]));
      }
    }
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

function plain(value: unknown): ParquetRow[string] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value;
  throw new TypeError('a column of the Parquet file is not plain');
}
