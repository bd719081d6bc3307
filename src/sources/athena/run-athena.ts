import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Athena, awsError, type AwsConnection, openBucket, type QueryOutcome } from '../../aws/index.ts';
import { StemmaError } from '../../lib/errors.ts';
import type { AnswerRow } from '../sql/queried-row.ts';

export interface AthenaPlace {
  readonly athena: Athena;
  readonly aws: AwsConnection;
  readonly database: string | null;
  /** Where results go, `s3://…`; null where the workgroup keeps them itself. */
  readonly output: string | null;
  /** How errors name what was asked. */
  readonly subject: string;
}

export interface Ran {
  readonly id: string;
  readonly outcome: QueryOutcome;
}

/** Runs a statement to its end; an abort stops it over there. */
export async function runStatement(place: AthenaPlace, sql: string, signal: AbortSignal): Promise<Ran> {
  const { athena, database, output, subject } = place;
  const id = await athena.start(sql, database, output, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw awsError(error, { action: 'athena:StartQueryExecution', subject });
  });
  const outcome = await athena.finish(id, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw awsError(error, { action: 'athena:GetQueryExecution', subject });
  });
  return { id, outcome };
}

/** What a query that did not succeed says for itself. */
export function notSucceeded({ outcome: { state, reason } }: Ran, subject: string): StemmaError {
  const text = reason?.replaceAll(/\s+/g, ' ').slice(0, 500) ?? 'no reason given';
  if (state === 'CANCELLED') {
    return new StemmaError(`${subject}: the query was cancelled over there: ${text}`, { exitCode: 3 });
  }
  const tooMuch = /exhausted resources|exceeded.*limit|timeout/i.test(text);
  const hint = tooMuch
    ? { hint: 'ask for a shorter time with --since and --until, or for fewer accounts with ?account=' }
    : {};
  return new StemmaError(`${subject}: the query failed: ${text}`, { exitCode: 3, ...hint });
}

/** Rows of a statement by result pages. */
export async function* pagedRows(
  place: AthenaPlace,
  id: string,
  { columns, signal }: { columns: readonly string[]; signal: AbortSignal },
): AsyncGenerator<AnswerRow> {
  try {
    for await (const row of place.athena.rows(id, signal)) {
      yield Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]));
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StemmaError) throw error;
    throw awsError(error, { action: 'athena:GetQueryResults', subject: place.subject });
  }
}

export type ReadParquet = (paths: readonly string[]) => AsyncIterable<AnswerRow>;

/** The statement that writes another's rows as Parquet, and where. */
export function unloading(sql: string, output: string): { sql: string; target: string } {
  const target = `${output.replace(/\/*$/, '/')}stemma-${randomUUID()}/`;
  return { sql: `UNLOAD (\n${sql}\n)\nTO '${target}'\nWITH (format = 'PARQUET', compression = 'SNAPPY')`, target };
}

/** Rows of the Parquet files below a target. They are had one after the other, in a folder that nobody else can read. */
export async function* unloadedRows(
  { aws, subject }: AthenaPlace,
  target: string,
  { signal, readParquet }: { signal: AbortSignal; readParquet: ReadParquet },
): AsyncGenerator<AnswerRow> {
  const [, name, prefix] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(target)!;
  const folder = await mkdtemp(join(tmpdir(), 'stemma-athena-'));
  try {
    const bucket = await openBucket(aws, name!);
    let files = 0;
    for await (const { objects } of bucket.list({ prefix: prefix!, signal })) {
      for (const { key, size, etag } of objects.filter((object) => object.size > 0)) {
        const bytes = new Uint8Array(size);
        await bucket.read({ key, etag, start: 0, end: size, signal }, bytes);
        const path = join(folder, `${files++}.parquet`);
        await writeFile(path, bytes, { mode: 0o600 });
        yield* readParquet([path]);
        await rm(path);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StemmaError) throw error;
    throw awsError(error, { action: 's3:GetObject', subject: `${subject}: ${target}` });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
