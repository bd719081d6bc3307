import type { DuckDBConnection } from './duckdb.ts';
import { rowsOf } from './database.ts';

/** Texts that others keep with the case: one document a name. */
export async function readDocument(connection: DuckDBConnection, name: string): Promise<string | null> {
  const [row] = await rowsOf(connection, 'SELECT document FROM documents WHERE name = ?', [name]);
  return row === undefined ? null : String(row[0]);
}

export async function listDocuments(connection: DuckDBConnection, prefix: string): Promise<string[]> {
  const sql = 'SELECT name FROM documents WHERE starts_with(name, ?) ORDER BY name';
  return (await rowsOf(connection, sql, [prefix])).map(([name]) => String(name));
}

/** To be called in a transaction. */
export async function writeDocument(
  connection: DuckDBConnection,
  name: string,
  document: string | null,
): Promise<void> {
  await connection.run('DELETE FROM documents WHERE name = ?', [name]);
  if (document !== null) await connection.run('INSERT INTO documents VALUES (?, ?)', [name, document]);
}
