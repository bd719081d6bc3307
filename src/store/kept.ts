import { BLOB, DuckDBBlobValue, type DuckDBConnection, DuckDBDataChunk, VARCHAR } from './duckdb.ts';
import { rowsOf } from './database.ts';
import { blobVector } from './vectors.ts';

export type KeptArray = Uint8Array | Uint32Array | Int32Array;

/** What was worked out from the facts, kept to be read again as it is: gone as soon as facts or ledger change. */
export interface Kept {
  /** What else it was worked out from: only who gives the same is given it. */
  readonly key: string;
  /** JSON. */
  readonly document: string;
  readonly arrays: Readonly<Record<string, KeptArray>>;
}

const LARGE_BYTES = 1 << 20;

const types = { u1: Uint8Array, u4: Uint32Array, i4: Int32Array } as const;

/** Replaces what is kept. To be called in a transaction, as `dropKept`. */
export async function writeKept(connection: DuckDBConnection, { key, document, arrays }: Kept): Promise<void> {
  await dropKept(connection);
  const lengths = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.length]));
  const parts: [string, Uint8Array][] = [
    ['key', Buffer.from(key)],
    ['document', Buffer.from(document)],
    ['lengths', Buffer.from(JSON.stringify(lengths))],
    ...Object.entries(arrays)
      // What is not written is nothing but zeros.
      .filter(([, array]) => array.some((value) => value !== 0))
      .map(([name, array]): [string, Uint8Array] => [`${typeOf(array)}:${name}`, bytesOf(array)]),
  ];
  const appender = await connection.createAppender('kept');
  for (const [name, bytes] of parts) {
    const chunk = DuckDBDataChunk.create([VARCHAR, BLOB]);
    chunk.setRows([[name, new DuckDBBlobValue(bytes)]]);
    appender.appendDataChunk(chunk);
    // What an appender gathers it holds twice: of large values one is enough.
    if (bytes.length > LARGE_BYTES) appender.flushSync();
  }
  appender.closeSync();
}

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
  if (parts.size === 0) return null;
  const text = (name: string): string => Buffer.from(parts.get(name) ?? []).toString();
  const arrays: Record<string, KeptArray> = {};
  for (const [name, length] of Object.entries(JSON.parse(text('lengths')) as Record<string, number>)) {
    arrays[name] = arrayOf(parts, name, length);
  }
  return { key: text('key'), document: text('document'), arrays };
}

/** Short values lie in the chunk, which goes; longer ones are a copy already, which begins where its buffer does. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isOwn = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return isOwn && bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}

function arrayOf(parts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>, name: string, length: number): KeptArray {
  for (const [type, Type] of Object.entries(types)) {
    const bytes = parts.get(`${type}:${name}`);
    if (bytes !== undefined) return new Type(bytes.buffer, 0, length);
  }
  return new Uint32Array(length);
}

const typeOf = (array: KeptArray): string =>
  array instanceof Uint8Array ? 'u1' : array instanceof Uint32Array ? 'u4' : 'i4';

const bytesOf = ({ buffer, byteOffset, byteLength }: KeptArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
