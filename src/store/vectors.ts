import type {
  DuckDBBlobVector,
  DuckDBDataChunk,
  DuckDBUBigIntVector,
  DuckDBUHugeIntVector,
  DuckDBUIntegerVector,
  DuckDBUTinyIntVector,
} from './duckdb.ts';

/**
 * Whole columns in and out of DuckDB's chunks. The binding's own `getItem` and `setItem` cost an object or a BigInt a
 * value; the arrays behind them are fields that its types call private, hence the brackets. The version is pinned.
 */
export function uint32Items(chunk: DuckDBDataChunk, column: number): Uint32Array {
  return (chunk.getColumnVector(column) as DuckDBUIntegerVector)['items'];
}

export function uint8Items(chunk: DuckDBDataChunk, column: number): Uint8Array {
  return (chunk.getColumnVector(column) as DuckDBUTinyIntVector)['items'];
}

/** A column of 64-bit numbers as two words each, in the order of memory. */
export function wordPairs(chunk: DuckDBDataChunk, column: number): Uint32Array {
  const { buffer, byteOffset, length } = (chunk.getColumnVector(column) as DuckDBUBigIntVector)['items'];
  return new Uint32Array(buffer, byteOffset, length * 2);
}

/** A column of 128-bit numbers as four words each, in the order of memory; UUIDs lie so too, with the top bit flipped. */
export function wordQuads(chunk: DuckDBDataChunk, column: number): Uint32Array {
  const { buffer, byteOffset, byteLength } = (chunk.getColumnVector(column) as DuckDBUHugeIntVector)['dataView'];
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

export function blobVector(chunk: DuckDBDataChunk, column: number): DuckDBBlobVector {
  return chunk.getColumnVector(column) as DuckDBBlobVector;
}

/** Makes all items of a column null, but those that are set afterwards. To set each to null takes some BigInts an item. */
export function setAllNull(chunk: DuckDBDataChunk, column: number): void {
  const vector = chunk.getColumnVector(column) as DuckDBUIntegerVector;
  vector['validity']['data'] = new BigUint64Array(Math.ceil(vector.itemCount / 64));
}

/** DuckDB takes rows in chunks of at most so many. */
export const CHUNK_ROWS = 2048;

/** The bit by which a UUID in DuckDB differs from its four big-endian words. */
export const UUID_TOP_BIT = 0x8000_0000;
