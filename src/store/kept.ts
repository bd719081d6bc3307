import { freeArrays } from '../lib/free-arrays.ts';
import { BLOB, DuckDBBlobValue, type DuckDBConnection, DuckDBDataChunk, VARCHAR } from './duckdb.ts';
import { inTransaction, rowsOf } from './database.ts';
import { blobVector, ownBytes } from './vectors.ts';

export type KeptArray = Uint8Array | Uint32Array | Int32Array;

/** What was worked out from the facts, kept to be read again as it is: gone as soon as facts or ledger change. */
export interface Kept {
  /** What else it was worked out from: only who gives the same is given it. */
  readonly key: string;
  /** JSON. */
  readonly document: string;
  readonly arrays: Readonly<Record<string, KeptArray>>;
}

const types = { u1: Uint8Array, u4: Uint32Array, i4: Int32Array } as const;

/**
 * Replaces what is kept. A commit holds all that it writes twice more, so much is written in several, the key in the last: what
 * has no key yet is not kept.
 */
export async function writeKept(connection: DuckDBConnection, { key, document, arrays }: Kept): Promise<void> {
  const lengths = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.length]));
  const parts: Part[] = [
    ['document', Buffer.from(document)],
    ['lengths', Buffer.from(JSON.stringify(lengths))],
    ...Object.entries(arrays)
      // What is not written is nothing but zeros.
      .filter(([, array]) => array.some((value) => value !== 0))
      .map(([name, array]): Part => [`${typeOf(array)}:${name}`, bytesOf(array)]),
    ['key', Buffer.from(key)],
  ];
  for (const [i, lot] of lotsOf(parts.flatMap(pieces)).entries()) {
    await inTransaction(connection, async () => {
      if (i === 0) await dropKept(connection);
      await appendParts(connection, lot);
    });
  }
}

async function appendParts(connection: DuckDBConnection, parts: readonly Part[]): Promise<void> {
  const appender = await connection.createAppender('kept');
  // One chunk for all: what others hold waits for the collector.
  const chunk = DuckDBDataChunk.create([VARCHAR, BLOB]);
  for (const [name, bytes] of parts) {
    chunk.reset();
    chunk.setRows([[name, new DuckDBBlobValue(bytes)]]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

type Part = readonly [name: string, bytes: Uint8Array];

/** DuckDB holds a value whole, and a commit's together: long ones are several rows, and several rows a commit. */
const PIECE_BYTES = 1 << 20;
const LOT_BYTES = 8 << 20;

function lotsOf(parts: readonly Part[]): Part[][] {
  const lots: Part[][] = [[]];
  let bytes = 0;
  for (const part of parts) {
    if (bytes > 0 && bytes + part[1].length > LOT_BYTES) {
      lots.push([]);
      bytes = 0;
    }
    lots.at(-1)!.push(part);
    bytes += part[1].length;
  }
  return lots;
}

function pieces([name, bytes]: Part): Part[] {
  const count = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  return Array.from({ length: count }, (_, i) => [
    pieceName(name, i),
    bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES),
  ]);
}

const pieceName = (name: string, piece: number): string => (piece === 0 ? name : `${name}#${piece}`);

export async function dropKept(connection: DuckDBConnection): Promise<void> {
  await connection.run('DELETE FROM kept');
}

/** The key of what is kept, null where nothing is. */
export async function keptKey(connection: DuckDBConnection): Promise<string | null> {
  // By its name alone: a condition on the bytes would read those of all others first.
  const [own] = await rowsOf(connection, `SELECT decode(bytes) FROM kept WHERE name = 'key'`);
  return own === undefined ? null : String(own[0]);
}

/** What is kept, under whatever key; null where nothing is. */
export async function readKept(connection: DuckDBConnection): Promise<Kept | null> {
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  const result = await connection.stream('SELECT bytes, name FROM kept');
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const blobs = blobVector(chunk, 0);
    const names = chunk.getColumnVector(1);
    for (let i = 0; i < chunk.rowCount; i++) parts.set(String(names.getItem(i)), ownBytes(blobs.getItemBytes(i)!));
  }
  if (!parts.has('key')) return null;
  const text = (name: string): string => Buffer.from(joined(parts, name) ?? []).toString();
  const arrays: Record<string, KeptArray> = {};
  for (const [name, length] of Object.entries(JSON.parse(text('lengths')) as Record<string, number>)) {
    arrays[name] = arrayOf(parts, name, length);
  }
  return { key: text('key'), document: text('document'), arrays };
}

/** A value in one piece again; its pieces are freed. */
function joined(parts: Map<string, Uint8Array<ArrayBuffer>>, name: string): Uint8Array<ArrayBuffer> | undefined {
  const some: Uint8Array<ArrayBuffer>[] = [];
  for (let piece = parts.get(name); piece !== undefined; piece = parts.get(pieceName(name, some.length)))
    some.push(piece);
  if (some.length <= 1) return some[0];
  const bytes = new Uint8Array(some.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of some) {
    bytes.set(piece, at);
    at += piece.length;
  }
  freeArrays(some);
  return bytes;
}

function arrayOf(parts: Map<string, Uint8Array<ArrayBuffer>>, name: string, length: number): KeptArray {
  for (const [type, Type] of Object.entries(types)) {
    const bytes = joined(parts, `${type}:${name}`);
    if (bytes !== undefined) return new Type(bytes.buffer, 0, length);
  }
  return new Uint32Array(length);
}

const typeOf = (array: KeptArray): string =>
  array instanceof Uint8Array ? 'u1' : array instanceof Uint32Array ? 'u4' : 'i4';

const bytesOf = ({ buffer, byteOffset, byteLength }: KeptArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
