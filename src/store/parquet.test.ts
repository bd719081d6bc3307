import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readParquet } from './parquet.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-parquet-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, sql: string): Promise<string> {
  const path = join(folder, name);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

test('rows of all files come by their columns, names in lower case', async () => {
  const one = await write(
    '1.parquet',
    `SELECT 'ASIA' AS Key, 3::BIGINT AS events, true AS failed, NULL::VARCHAR AS hour`,
  );
  const two = await write('2.parquet', `SELECT 'ü"''' AS Key, 4::BIGINT AS events, false AS failed, 'x' AS hour`);
  const rows: unknown[] = [];
  for await (const row of readParquet([one, two])) rows.push(row);
  expect(rows).toEqual([
    { key: 'ASIA', events: 3n, failed: true, hour: null },
    { key: `ü"'`, events: 4n, failed: false, hour: 'x' },
  ]);
});

test('many rows come whole', async () => {
  const path = await write('many.parquet', 'SELECT range AS n FROM range(10000)');
  let sum = 0n;
  for await (const row of readParquet([path])) sum += row['n'] as bigint;
  expect(sum).toBe(49_995_000n);
});
