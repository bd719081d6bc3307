import type { DuckDBConnection } from './duckdb.ts';
import { rowsOf } from './database.ts';

/** A small thing kept with the case, null where it is not there. */
export async function readMeta(connection: DuckDBConnection, name: string): Promise<string | null> {
  const [row] = await rowsOf(connection, 'SELECT value FROM meta WHERE name = ?', [name]);
  return row === undefined ? null : String(row[0]);
}

export async function writeMeta(connection: DuckDBConnection, name: string, value: string): Promise<void> {
  await connection.run('DELETE FROM meta WHERE name = ?', [name]);
  await connection.run('INSERT INTO meta VALUES (?, ?)', [name, value]);
}
