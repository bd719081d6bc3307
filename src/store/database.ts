import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from './duckdb.ts';
import { collectGarbage } from './collect-garbage.ts';
import { StemmaError } from '../lib/errors.ts';
import { explain, notACase } from './explain.ts';
import { SCHEMA_VERSION, schemaStatements } from './schema.ts';

export interface Database {
  readonly path: string;
  readonly readOnly: boolean;
  /** Whether it was made just now: there is nothing in it. */
  readonly isNew: boolean;
  readonly connection: DuckDBConnection;
  /** Reads by a connection of its own, beside what the first one does. For a database that nobody writes to. */
  beside<T>(read: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  close(): void;
}

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** Make the case where there is none. */
  readonly create?: boolean;
  /** With more rows than this in memory, memory is worth more than some tens of milliseconds. */
  readonly manyRows?: number;
}

/**
 * DuckDB's own memory, beside that of the process: what it may take while tables are made anew and folded into the file, while
 * rows are added as they come, while much else lies in memory, while nobody asks it anything, while very many rows are read one
 * after the other, and for what does not fit into any of that. It keeps what it has until it is told to have less.
 */
const MEMORY_LIMITS = {
  rewriting: '128MB',
  adding: '80MB',
  sparing: '96MB',
  resting: '64MB',
  reading: '32MB',
  ample: '8GB',
} as const;
/** For tables of this size more do not pay: what waits for them keeps a processor busy with waiting. */
const THREADS = '1';

/** One process may not open a file twice: DuckDB's locks are between processes. */
const openPaths = new Set<string>();

/** Opens the database of a case, makes it if asked to, and says in one sentence why it cannot. */
export async function openDatabase(path: string, { readOnly = false, create = false }: OpenOptions): Promise<Database> {
  if (path === ':memory:') return inMemory(readOnly);
  const location = resolve(path);
  if (openPaths.has(location)) {
    throw new StemmaError(`the case ${path} is open already`, { exitCode: 2, hint: 'wait until it is closed' });
  }
  try {
    const isNew = !existsSync(location);
    if (isNew) {
      if (!create || readOnly) {
        throw new StemmaError(`no case at ${path}`, { exitCode: 2, hint: 'run stemma scan first' });
      }
      await make(location);
    }
    if (!isDatabase(location)) throw notACase(path);
    const database = await connect(location, { readOnly, isNew });
    await checkSchema(database, path);
    // What spilled to the disk in a run that was killed. Nobody else can be using it: the file is ours now.
    if (!readOnly) rmSync(`${location}.tmp`, { recursive: true, force: true });
    await limitMemory(database.connection, 'adding');
    openPaths.add(location);
    return database;
  } catch (error) {
    throw explain(error, path);
  }
}

const HEADER_BYTES = 12;

/** By the mark behind the checksum. DuckDB goes by the ending, and would read a log or a report as a table. */
function isDatabase(location: string): boolean {
  if (!statSync(location).isFile()) return false;
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(location, 'r');
  try {
    return readSync(file, header) === HEADER_BYTES && header.toString('latin1', 8) === 'DUCK';
  } finally {
    closeSync(file);
  }
}

async function inMemory(readOnly: boolean): Promise<Database> {
  if (!readOnly) return initialised(await connect(':memory:', { isNew: true }));
  throw new StemmaError('a case in memory is gone when its scan ends: there is none to look at', {
    exitCode: 2,
    hint: 'scan into a file, and name it with --case',
  });
}

/** A case comes to be whole or not at all: a kill while it is made leaves only a stray file. */
async function make(location: string): Promise<void> {
  const draft = `${location}.new-${process.pid}`;
  try {
    const database = await initialised(await connect(draft, { isNew: true }));
    try {
      // Closing writes the file too, and does not say where it could not.
      await database.connection.run('CHECKPOINT');
    } finally {
      database.close();
    }
    renameSync(draft, location);
  } finally {
    for (const stray of [draft, `${draft}.wal`]) rmSync(stray, { force: true });
  }
}

async function connect(
  path: string,
  { readOnly = false, isNew }: { readOnly?: boolean; isNew: boolean },
): Promise<Database> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: readOnly ? 'READ_ONLY' : 'AUTOMATIC',
    threads: THREADS,
    // What a killed run left in the write-ahead log is read at once, however much it is.
    memory_limit: MEMORY_LIMITS.ample,
    // Nothing may be fetched at run time, and no SQL of ours reads files.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(path === ':memory:' ? { temp_directory: tmpdir() } : {}),
    // A commit larger than this is folded into the file at once instead of living on in the write-ahead log.
    checkpoint_threshold: '64MB',
    // Small cases are small files: a table without rows takes a block or two all the same.
    default_block_size: '65536',
  });
  const connection = await instance.connect();
  return {
    path,
    readOnly,
    isNew,
    connection,
    async beside(read) {
      const own = await instance.connect();
      try {
        return await read(own);
      } finally {
        own.closeSync();
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      openPaths.delete(path);
    },
  };
}

/** All at once: a commit and a turn of a busy program each would take longer than the statements. */
async function initialised(database: Database): Promise<Database> {
  await database.connection.run(['BEGIN', ...schemaStatements(), 'COMMIT'].join(';\n'));
  return database;
}

async function checkSchema(database: Database, path: string): Promise<void> {
  try {
    const version = Number(await metaValue(database.connection, 'schema', path));
    if (version > SCHEMA_VERSION) {
      throw new StemmaError(`the case ${path} was written by a newer stemma`, {
        exitCode: 2,
        hint: 'update stemma, or scan into another case with --case',
      });
    }
    if (version < SCHEMA_VERSION) {
      throw new StemmaError(`the case ${path} was written by an older stemma, which kept it in another form`, {
        exitCode: 2,
        hint: 'scan the logs again into a new case: move the file away, or name another with --case',
      });
    }
  } catch (error) {
    database.close();
    throw error;
  }
}

async function metaValue(connection: DuckDBConnection, name: string, path: string): Promise<unknown> {
  try {
    return (await rowsOf(connection, 'SELECT value FROM meta WHERE name = ?', [name]))[0]?.[0];
  } catch (cause) {
    throw new StemmaError(`${path} is a DuckDB file, but not a case of stemma`, {
      exitCode: 2,
      hint: 'name another file with --case',
      cause,
    });
  }
}

/** The rows of a small answer. */
export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql, values)).getRows();
}

/** Between two phases over very many rows: gives back what died in the first, DuckDB's memory and ours. */
export async function letGo(connection: DuckDBConnection, next: keyof typeof MEMORY_LIMITS): Promise<void> {
  collectGarbage();
  await limitMemory(connection, next);
}

/**
 * Sets how much memory DuckDB may have from now on, and lets go of what is more. What the process has freed, whoever it was, it
 * gives back to the system then (`malloc_trim`).
 */
export async function limitMemory(connection: DuckDBConnection, use: keyof typeof MEMORY_LIMITS): Promise<void> {
  try {
    await connection.run(`SET memory_limit = '${MEMORY_LIMITS[use]}'`);
  } catch (error) {
    // A document of the write-ahead log is in memory until it is folded into the file: what cannot be let go of now goes later.
    if (!isWantOfMemory(error)) throw error;
  }
}

/** Runs `work`; what fails for want of DuckDB's memory, and has changed nothing then, is run once more with much of it. */
export async function withRoom<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isWantOfMemory(error)) throw error;
    await limitMemory(connection, 'ample');
    try {
      return await work();
    } finally {
      await limitMemory(connection, 'adding');
    }
  }
}

/** After a fatal error, and a commit that came through but could not be folded into the file, the database answers no more. */
const isWantOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  !/FATAL|COMMIT succeeded/.test(error.message) &&
  /Out of Memory|could not allocate block|failed to pin block/.test(error.message);

/** Runs `work` in one transaction: all of it is in the case afterwards, or nothing. */
export async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  const { commit } = await begun(connection, work);
  await commit();
}

/** Runs `work` in a transaction, and leaves to the caller when it ends: nothing else may be asked of the connection until then. */
export async function begun(
  connection: DuckDBConnection,
  work: () => Promise<void>,
): Promise<{ readonly commit: () => Promise<void> }> {
  const orRollBack = async (step: () => Promise<unknown>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      // A failed commit has rolled back already, and then there is nothing to roll back.
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };
  await connection.run('BEGIN');
  await orRollBack(work);
  return { commit: () => orRollBack(() => connection.run('COMMIT')) };
}
