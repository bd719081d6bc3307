import { BLOB, DuckDBBlobValue, type DuckDBConnection, DuckDBDataChunk, UHUGEINT, VARCHAR } from './duckdb.ts';
import { inTransaction, rowsOf } from './database.ts';
import { CHUNK_ROWS, wordQuads } from './vectors.ts';

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

/** How an array is found again: its kind, its length, and whether it is nothing but zeros and is not written. */
interface Shape {
  readonly name: string;
  readonly type: keyof typeof types;
  readonly length: number;
  readonly isZero: boolean;
}

/** The document is as long as there are findings: its bytes lie with those of the arrays. */
const DOCUMENT = 'document';

/** Replaces what is kept. */
export async function writeKept(connection: DuckDBConnection, { key, document, arrays: given }: Kept): Promise<void> {
  const arrays: Kept['arrays'] = { ...given, [DOCUMENT]: Buffer.from(document) };
  const shapes = Object.entries(arrays).map(([name, array]): Shape => {
    const isZero = !array.some((value) => value !== 0);
    return { name, type: typeOf(array), length: array.length, isZero };
  });
  await inTransaction(connection, async () => {
    await dropKept(connection);
    await appendTexts(connection, { key, shapes: JSON.stringify(shapes) });
    await appendWords(
      connection,
      shapes.filter(({ isZero }) => !isZero).map(({ name }) => bytesOf(arrays[name]!)),
    );
  });
}

async function appendTexts(connection: DuckDBConnection, texts: Readonly<Record<string, string>>): Promise<void> {
  const appender = await connection.createAppender('kept');
  const chunk = DuckDBDataChunk.create([VARCHAR, BLOB]);
  chunk.setRows(Object.entries(texts).map(([name, text]) => [name, new DuckDBBlobValue(Buffer.from(text))]));
  appender.appendDataChunk(chunk);
  appender.closeSync();
}

const ROW_BYTES = 16;

/** Each array begins in a row of its own. */
async function appendWords(connection: DuckDBConnection, arrays: readonly Uint8Array[]): Promise<void> {
  const appender = await connection.createAppender('kept_words');
  const whole = DuckDBDataChunk.create([UHUGEINT], CHUNK_ROWS);
  for (const bytes of arrays) {
    const rows = rowsFor(bytes.length);
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - from);
      const chunk = count === CHUNK_ROWS ? whole : DuckDBDataChunk.create([UHUGEINT], count);
      bytesIn(chunk).set(bytes.subarray(from * ROW_BYTES, (from + count) * ROW_BYTES));
      chunk.getColumnVector(0).flush();
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
}

const rowsFor = (bytes: number): number => Math.ceil(bytes / ROW_BYTES);

function bytesIn(chunk: DuckDBDataChunk): Uint8Array {
  const { buffer, byteOffset, byteLength } = wordQuads(chunk, 0);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Belongs into a transaction. */
export async function dropKept(connection: DuckDBConnection): Promise<void> {
  await connection.run('DELETE FROM kept');
  await connection.run('TRUNCATE kept_words');
}

/** The key of what is kept, null where nothing is. */
export async function keptKey(connection: DuckDBConnection): Promise<string | null> {
  // By its name alone: a condition on the bytes would read those of all others first.
  const [own] = await rowsOf(connection, `SELECT decode(bytes) FROM kept WHERE name = 'key'`);
  return own === undefined ? null : String(own[0]);
}

/** What is kept, under whatever key; null where nothing is. */
export async function readKept(connection: DuckDBConnection): Promise<Kept | null> {
  const texts = new Map<string, string>();
  for (const [name, text] of await rowsOf(connection, 'SELECT name, decode(bytes) FROM kept')) {
    texts.set(String(name), String(text));
  }
  const shapes = texts.get('shapes');
  if (shapes === undefined) return null;
  const { [DOCUMENT]: document, ...arrays } = await readArrays(connection, JSON.parse(shapes) as Shape[]);
  return { key: texts.get('key')!, document: Buffer.from(document!.buffer).toString(), arrays };
}

async function readArrays(connection: DuckDBConnection, shapes: readonly Shape[]): Promise<Kept['arrays']> {
  const arrays = shapes.map((shape) => ({ ...shape, bytes: new Uint8Array(byteLength(shape)) }));
  const written = arrays.filter(({ isZero }) => !isZero);
  const result = await connection.stream('SELECT words FROM kept_words');
  let index = 0;
  let at = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const bytes = bytesIn(chunk);
    // Arrays follow one another within a chunk.
    for (let from = 0; from < bytes.length;) {
      const to = written[index]!.bytes;
      const part = bytes.subarray(from, from + to.length - at);
      to.set(part, at);
      from += rowsFor(part.length) * ROW_BYTES;
      at += part.length;
      if (at < to.length) continue;
      index++;
      at = 0;
    }
  }
  return Object.fromEntries(
    arrays.map(({ name, type, length, bytes }) => [name, new types[type](bytes.buffer, 0, length)]),
  );
}

const byteLength = ({ type, length }: Shape): number => types[type].BYTES_PER_ELEMENT * length;

const typeOf = (array: KeptArray): Shape['type'] =>
  array instanceof Uint8Array ? 'u1' : array instanceof Uint32Array ? 'u4' : 'i4';

const bytesOf = ({ buffer, byteOffset, byteLength: length }: KeptArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);
