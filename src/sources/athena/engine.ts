import {
  type Athena,
  type AthenaTable,
  awsError,
  type AwsConnection,
  openAthena,
  openBucket,
} from '../../aws/index.ts';
import { StemmaError } from '../../lib/errors.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { SourceOptions } from '../source.ts';
import { tableDialect } from '../sql/dialect.ts';
import type { Engine } from '../sql/engine.ts';
import type { AnswerRow } from '../sql/queried-row.ts';
import { name } from '../sql/quote.ts';
import type { TableShape } from '../sql/table-shape.ts';
import { estimateBytes } from './estimate.ts';
import { ATHENA_USD_PER_TB, inWords, priceOf } from './price.ts';
import {
  type AthenaPlace,
  notSucceeded,
  pagedRows,
  type Ran,
  runStatement,
  unloadedRows,
  unloading,
} from './run-athena.ts';

export interface AthenaSpec {
  /** How the user names it. */
  readonly subject: string;
  readonly workgroup: string;
  readonly database: string;
  readonly table: string;
  /** `s3://…` for results, where the workgroup has no place of its own. */
  readonly output: string | null;
}

type Options = Pick<SourceOptions, 'tell' | 'maxScanBytes' | 'readParquet'>;

/** A table in Athena: facts by UNLOAD as Parquet, or by result pages where that is not to be had. */
export async function athenaEngine(spec: AthenaSpec, aws: AwsConnection, options: Options): Promise<Engine> {
  const { subject } = spec;
  const athena = await openAthena(aws, spec.workgroup);
  const runner = createRunner({ spec, aws, athena, options });
  let told = false;
  let location: string | null = null;
  return {
    dialectOf: tableDialect,
    longestStatement: null,
    learnsByReading: false,
    get scannedBytes() {
      return runner.scannedBytes;
    },
    async describe(signal) {
      const table = await athena.table(spec.database, spec.table, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw awsError(error, { action: 'athena:GetTableMetadata', subject });
      });
      location = table.properties['location'] ?? null;
      return shapeOf(spec, table);
    },
    async *run(sql, columns, signal) {
      const before = runner.scannedBytes;
      yield* runner.run(sql, columns, signal);
      const read = runner.scannedBytes - before;
      options.tell(`${subject}: read ${inWords(read)}, ${priceOf(read, ATHENA_USD_PER_TB)} at list price`);
    },
    async allow({ from, to }, signal) {
      if (!told) {
        told = true;
        tellEstimate(await estimate({ aws, location, from, to, signal }), subject, options);
      } else if (options.maxScanBytes !== null && runner.scannedBytes >= options.maxScanBytes) {
        throw refusal(`${subject}: has read ${inWords(runner.scannedBytes)}`, options.maxScanBytes);
      }
    },
  };
}

interface Running {
  readonly spec: AthenaSpec;
  readonly aws: AwsConnection;
  readonly athena: Athena;
  readonly options: Options;
}

type Runner = Pick<Engine, 'run' | 'scannedBytes'>;

/** Runs statements, and learns by the first whether UNLOAD is permitted. */
function createRunner({ spec, aws, athena, options }: Running): Runner {
  const { subject } = spec;
  let mayUnload = true;
  let scanned = 0;

  async function run(place: AthenaPlace, sql: string, signal: AbortSignal): Promise<Ran> {
    const ran = await runStatement(place, sql, signal);
    scanned += ran.outcome.scannedBytes;
    return ran;
  }

  /** Rows by UNLOAD; null where Athena would not do it and has read nothing yet. */
  async function unload(
    place: AthenaPlace,
    sql: string,
    signal: AbortSignal,
  ): Promise<AsyncIterable<AnswerRow> | null> {
    if (!mayUnload || place.output === null) return null;
    const statement = unloading(sql, place.output);
    const ran = await run(place, statement.sql, signal);
    const { state, reason, scannedBytes } = ran.outcome;
    if (state === 'SUCCEEDED')
      return unloadedRows(place, statement.target, { signal, readParquet: options.readParquet });
    if (state === 'CANCELLED' || scannedBytes > 0) throw notSucceeded(ran, subject);
    mayUnload = false;
    options.tell(`${subject}: UNLOAD is not permitted here (${reason ?? 'no reason given'}); reads result pages`);
    return null;
  }

  return {
    get scannedBytes() {
      return scanned;
    },
    async *run(sql, columns, signal) {
      const place = { athena, aws, subject, database: spec.database, output: await outputOf(spec, athena, signal) };
      const unloaded = await unload(place, sql, signal);
      if (unloaded !== null) {
        yield* unloaded;
        return;
      }
      const ran = await run(place, sql, signal);
      if (ran.outcome.state !== 'SUCCEEDED') throw notSucceeded(ran, subject);
      yield* pagedRows(place, ran.id, { columns, signal });
    },
  };
}

/** Where results go: the user's place, else the workgroup's; null where the workgroup keeps them itself. */
async function outputOf({ output, subject }: AthenaSpec, athena: Athena, signal: AbortSignal): Promise<string | null> {
  if (output !== null) return output;
  try {
    return (await athena.settings(signal)).output;
  } catch (error) {
    signal.throwIfAborted();
    throw awsError(error, { action: 'athena:GetWorkGroup', subject });
  }
}

interface Estimating {
  readonly aws: AwsConnection;
  readonly location: string | null;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly signal: AbortSignal;
}

/** Null where nobody can tell, for want of a permission or of CloudTrail's layout. */
async function estimate({ aws, location, from, to, signal }: Estimating): Promise<number | null> {
  const parts = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(location ?? '');
  if (parts === null) return null;
  try {
    const prefix = parts[2] === '' || parts[2]!.endsWith('/') ? parts[2]! : `${parts[2]!}/`;
    return await estimateBytes(await openBucket(aws, parts[1]!), prefix, { from, to, signal });
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function tellEstimate(bytes: number | null, subject: string, { tell, maxScanBytes }: Options): void {
  if (bytes !== null) {
    tell(`${subject}: will read about ${inWords(bytes)}, ${priceOf(bytes, ATHENA_USD_PER_TB)} at list price`);
    if (maxScanBytes !== null && bytes > maxScanBytes) {
      throw refusal(`${subject}: would read about ${inWords(bytes)}`, maxScanBytes);
    }
    return;
  }
  const unknown = `${subject}: how much will be read cannot be told before`;
  if (maxScanBytes === null) tell(unknown);
  else {
    throw new StemmaError(`${unknown}, so --max-scan-gb refuses`, {
      exitCode: 2,
      hint: "grant s3:ListBucket on the logs' bucket, or set a limit on the workgroup and leave --max-scan-gb out",
    });
  }
}

function refusal(what: string, maxScanBytes: number): StemmaError {
  return new StemmaError(`${what}, more than the ${inWords(maxScanBytes)} of --max-scan-gb`, {
    exitCode: 2,
    hint: 'ask for a shorter time with --since and --until, or for fewer accounts with ?account=, or allow more',
  });
}

function shapeOf({ database, table: named }: AthenaSpec, table: AthenaTable): TableShape {
  const partitions = table.partitions.map(({ name: column, type }) => ({
    name: column,
    type,
    format: table.properties[`projection.${column}.format`] ?? null,
  }));
  const types = new Map([...table.columns, ...table.partitions].map(({ name: column, type }) => [column, type]));
  return { from: `${name(database)}.${name(named)}`, types, partitions };
}
