import { BLOB, DuckDBBlobValue, type DuckDBConnection, DuckDBDataChunk, UHUGEINT, VARCHAR } from './duckdb.ts';
import { inTransaction, rowsOf } from './database.ts';
import { keptColumns } from './schema.ts';
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

const WORD_BYTES = 16;
/**
 * Words lie down the columns, one column after the other: a row of one word would make as many times as many chunks, and a chunk
 * costs as much as what is in it.
 */
const COLUMNS = keptColumns.length;

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

async function appendWords(connection: DuckDBConnection, arrays: readonly Uint8Array[]): Promise<void> {
  const stream = streamOf(arrays);
  const rows = rowsFor(stream.length);
  const appender = await connection.createAppender('kept_words');
  const whole = DuckDBDataChunk.create(keptTypes, CHUNK_ROWS);
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - from);
    const chunk = count === CHUNK_ROWS ? whole : DuckDBDataChunk.create(keptTypes, count);
    for (let column = 0; column < COLUMNS; column++) {
      stream.copy((column * rows + from) * WORD_BYTES, bytesIn(chunk, column));
      chunk.getColumnVector(column).flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const keptTypes = keptColumns.map(() => UHUGEINT);

const rowsFor = (bytes: number): number => Math.ceil(bytes / (WORD_BYTES * COLUMNS));

/** Each array begins with a word of its own. */
const placeFor = (bytes: number): number => Math.ceil(bytes / WORD_BYTES) * WORD_BYTES;

/** Arrays as bytes one behind the other, of which any part can be asked for; behind the last there are zeros. */
function streamOf(arrays: readonly Uint8Array[]) {
  const starts: number[] = [];
  let length = 0;
  for (const array of arrays) {
    starts.push(length);
    length += placeFor(array.length);
  }
  return {
    length,
    copy(from: number, to: Uint8Array): void {
      to.fill(0);
      let index = starts.findLastIndex((start) => start <= from);
      for (; index >= 0 && index < arrays.length && starts[index]! < from + to.length; index++) {
        const part = arrays[index]!.subarray(Math.max(0, from - starts[index]!), from + to.length - starts[index]!);
        to.set(part, Math.max(0, starts[index]! - from));
      }
    },
  };
}

function bytesIn(chunk: DuckDBDataChunk, column: number): Uint8Array {
  const { buffer, byteOffset, byteLength } = wordQuads(chunk, column);
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
  return { key: texts.get('key')!, document: textOf(document as Uint8Array), arrays };
}

async function readArrays(connection: DuckDBConnection, shapes: readonly Shape[]): Promise<Kept['arrays']> {
  const places = shapes.map((shape) => (shape.isZero ? 0 : placeFor(byteLength(shape))));
  const rows = rowsFor(places.reduce((sum, place) => sum + place, 0));
  const bytes = new Uint8Array(rows * COLUMNS * WORD_BYTES);
  const result = await connection.stream(`SELECT ${keptColumns.join(', ')} FROM kept_words`);
  for (let at = 0; at < rows;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    for (let column = 0; column < COLUMNS; column++) {
      bytes.set(bytesIn(chunk, column), (column * rows + at) * WORD_BYTES);
    }
    at += chunk.rowCount;
  }
  let start = 0;
  return Object.fromEntries(
    shapes.map(({ name, type, length, isZero }, i) => {
      const array = isZero ? new types[type](length) : new types[type](bytes.buffer, start, length);
      start += places[i]!;
      return [name, array];
    }),
  );
}

const byteLength = ({ type, length }: Shape): number => types[type].BYTES_PER_ELEMENT * length;

const typeOf = (array: KeptArray): Shape['type'] =>
  array instanceof Uint8Array ? 'u1' : array instanceof Uint32Array ? 'u4' : 'i4';

const bytesOf = ({ buffer, byteOffset, byteLength: length }: KeptArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);

const textOf = ({ buffer, byteOffset, byteLength: length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString();
