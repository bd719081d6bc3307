import { BLOB, DuckDBBlobValue, type DuckDBConnection, DuckDBDataChunk, UINTEGER } from './duckdb.ts';
import { growTexts, type OpenTexts } from '../lib/text-pool.ts';
import { rowsOf } from './database.ts';
import { blobVector, CHUNK_ROWS, uint32Items } from './vectors.ts';

/** So few that a client of DuckDB, which looks at a whole page for each of its texts, is quick; so many that we are. */
const TEXTS_A_PAGE = 64;

/** All texts of the case, by code. */
export async function readTexts(connection: DuckDBConnection): Promise<OpenTexts> {
  const [size] = await rowsOf(connection, `SELECT count(*), coalesce(max("end"), 0) FROM text_spans`);
  const ends = new Uint32Array(Number(size![0]));
  const bytes = new Uint8Array(Number(size![1]));
  const endBytes = new Uint8Array(ends.buffer);
  let at = 0;
  const result = await connection.stream('SELECT "begin", bytes, ends FROM text_pages');
  for await (const chunk of result) {
    const begins = uint32Items(chunk, 0);
    const [pages, pageEnds] = [blobVector(chunk, 1), blobVector(chunk, 2)];
    for (let i = 0; i < chunk.rowCount; i++) {
      bytes.set(pages.getItemBytes(i)!, begins[i]!);
      const own = pageEnds.getItemBytes(i)!;
      endBytes.set(own, at);
      at += own.length;
    }
  }
  return growTexts({ bytes, ends });
}

/** Adds the texts that came after the first `written`. */
export async function writeTexts(connection: DuckDBConnection, texts: OpenTexts, written: number): Promise<void> {
  const { bytes, ends } = texts.peek();
  if (ends.length === written) return;
  const [last] = await rowsOf(connection, 'SELECT coalesce(max(page) + 1, 0) FROM text_pages');
  const firstPage = Number(last![0]);
  const begin = (index: number): number => (index === 0 ? 0 : ends[index - 1]!);
  const pages = await connection.createAppender('text_pages');
  const count = Math.ceil((ends.length - written) / TEXTS_A_PAGE);
  for (let from = 0; from < count; from += CHUNK_ROWS) {
    const chunk = DuckDBDataChunk.create([UINTEGER, UINTEGER, BLOB, BLOB], Math.min(CHUNK_ROWS, count - from));
    const [page, begins] = [uint32Items(chunk, 0), uint32Items(chunk, 1)];
    const [pageBytes, pageEnds] = [blobVector(chunk, 2), blobVector(chunk, 3)];
    for (let i = 0; i < chunk.rowCount; i++) {
      const first = written + (from + i) * TEXTS_A_PAGE;
      const own = ends.subarray(first, first + TEXTS_A_PAGE);
      page[i] = firstPage + from + i;
      begins[i] = begin(first);
      pageBytes.setItem(i, new DuckDBBlobValue(bytes.subarray(begin(first), own.at(-1))));
      pageEnds.setItem(i, new DuckDBBlobValue(new Uint8Array(own.buffer, own.byteOffset, own.byteLength)));
    }
    for (let column = 0; column < 4; column++) chunk.getColumnVector(column).flush();
    pages.appendDataChunk(chunk);
  }
  pages.closeSync();
  await writeSpans(connection, { ends, written, firstPage });
}

interface Spans {
  readonly ends: Uint32Array;
  readonly written: number;
  readonly firstPage: number;
}

async function writeSpans(connection: DuckDBConnection, { ends, written, firstPage }: Spans): Promise<void> {
  const spans = await connection.createAppender('text_spans');
  for (let from = written; from < ends.length; from += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, ends.length - from);
    const chunk = DuckDBDataChunk.create([UINTEGER, UINTEGER, UINTEGER, UINTEGER], count);
    const [codes, pages, begins, own] = [0, 1, 2, 3].map((column) => uint32Items(chunk, column));
    for (let i = 0; i < count; i++) {
      const index = from + i;
      codes![i] = index + 1;
      pages![i] = firstPage + Math.floor((index - written) / TEXTS_A_PAGE);
      begins![i] = index === 0 ? 0 : ends[index - 1]!;
      own![i] = ends[index]!;
    }
    for (let column = 0; column < 4; column++) chunk.getColumnVector(column).flush();
    spans.appendDataChunk(chunk);
  }
  spans.closeSync();
}
