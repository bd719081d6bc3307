import { createRequire } from 'node:module';
import type * as binding from '@duckdb/node-api';

export type {
  DuckDBBlobVector,
  DuckDBConnection,
  DuckDBType,
  DuckDBUIntegerVector,
  DuckDBUTinyIntVector,
  DuckDBUUIDVector,
  DuckDBValue,
} from '@duckdb/node-api';
export type DuckDBBlobValue = binding.DuckDBBlobValue;
export type DuckDBDataChunk = binding.DuckDBDataChunk;

/**
 * DuckDB's binding, required: an `import` of it looks for the names that each of its hundred files exports, which takes as
 * long as loading them.
 */
export const {
  BLOB,
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBInstance,
  listValue,
  UINTEGER,
  UTINYINT,
  UUID,
  VARCHAR,
}: typeof binding = createRequire(import.meta.url)('@duckdb/node-api');
