import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { athenaRow } from '../support/athena-rows.ts';
import type { AwsStub, StubAnswer, StubCall } from '../support/aws-stub.ts';
import type { S3Server } from '../support/s3-server.ts';
import type { TrinoValue } from '../../src/sources/trino/protocol.ts';
import { run } from './load-table.ts';
import { coordinator } from './queried.ts';

/**
 * Athena's API before a real Trino, on which Athena's third engine is built. Requests are checked by the constraints of
 * Athena's API reference; UNLOAD, which Trino has not, is a table of Parquet files that are put where UNLOAD would.
 */
export interface Athena {
  /** Statements that were run, in their order. */
  readonly statements: string[];
}

interface Options {
  readonly bucket: S3Server;
  readonly mayUnload: boolean;
  readonly metadata: object;
}

type Ended = { readonly state: 'SUCCEEDED' | 'FAILED'; readonly reason?: string; readonly rows: TrinoValue[][] };

const PAGE = 500;
let tables = 0;

export function playAthena(stub: AwsStub, { bucket, mayUnload, metadata }: Options): Athena {
  const statements: string[] = [];
  const ended = new Map<string, Ended>();
  const unloading =
    /^UNLOAD \(\n([^]*)\n\)\nTO 's3:\/\/logs\/([^']+)'\nWITH \(format = 'PARQUET', compression = 'SNAPPY'\)$/;

  async function execute(sql: string): Promise<Ended> {
    const [, select, target] = unloading.exec(sql) ?? [];
    if (select === undefined) return { state: 'SUCCEEDED', rows: await run(coordinator, inHive(sql)) };
    if (!mayUnload) return { state: 'FAILED', reason: 'UNLOAD is not allowed in this workgroup', rows: [] };
    const table = `unloaded_${++tables}`;
    await run(coordinator, `CREATE TABLE hive.security.${table} WITH (format = 'PARQUET') AS ${inHive(select)}`);
    const folder = join(process.env['STEMMA_TEST_TRINO_FILES'] ?? '', 'metastore/security', table);
    for (const file of (await readdir(folder)).filter((name) => !name.startsWith('.'))) {
      bucket.put(`${target}${file}`, await readFile(join(folder, file)));
    }
    return { state: 'SUCCEEDED', rows: [] };
  }

  stub.answer = (call): StubAnswer => {
    const wrong = wrongIn(call);
    if (wrong !== null) return { fail: { code: 'InvalidRequestException', message: wrong } };
    const { action, input } = call;
    const id = String(input['QueryExecutionId']);
    const query = ended.get(id);
    switch (action) {
      case 'GetTableMetadata':
        return { TableMetadata: metadata };
      case 'GetWorkGroup':
        return { WorkGroup: { Configuration: { ResultConfiguration: { OutputLocation: 's3://logs/results/' } } } };
      case 'StartQueryExecution': {
        const sql = String(input['QueryString']);
        const started = `00000000-0000-4000-8000-${String(statements.push(sql)).padStart(12, '0')}`;
        const failed = (error: Error): Ended => ({ state: 'FAILED', reason: error.message, rows: [] });
        void execute(sql)
          .catch(failed)
          .then((end) => ended.set(started, end));
        return { QueryExecutionId: started };
      }
      case 'GetQueryExecution':
        return {
          QueryExecution: {
            Status: { State: query?.state ?? 'RUNNING', StateChangeReason: query?.reason },
            Statistics: { DataScannedInBytes: query?.state === 'SUCCEEDED' ? 12_000_000 : 0 },
          },
        };
      case 'GetQueryResults':
        return pageOf(query!.rows, Number(input['NextToken'] ?? 0));
      default:
        return undefined;
    }
  };
  return { statements };
}

/** The catalog is named beside the statement in Athena, in it here. */
const inHive = (sql: string): string => sql.replaceAll('FROM "security".', 'FROM "hive"."security".');

function pageOf(rows: readonly TrinoValue[][], from: number): object {
  const next = from + PAGE;
  const header = from === 0 ? [athenaRow(rows[0]?.map((_, at) => `column ${at}`) ?? [])] : [];
  return {
    ResultSet: { Rows: [...header, ...rows.slice(from, next).map(athenaRow)] },
    ...(next < rows.length ? { NextToken: String(next) } : {}),
  };
}

/** By the constraints of the API reference (athena/APIReference). */
function wrongIn({ action, input, service }: StubCall): string | null {
  if (service !== 'athena') return null;
  const text = (key: string): string => (typeof input[key] === 'string' ? input[key] : '');
  const within = (key: string, least: number, most: number): boolean =>
    text(key).length >= least && text(key).length <= most;
  switch (action) {
    case 'StartQueryExecution': {
      const { OutputLocation = 's3://' } = (input['ResultConfiguration'] ?? {}) as { OutputLocation?: string };
      if (!within('QueryString', 1, 262_144)) return 'QueryString';
      if (!within('ClientRequestToken', 32, 128)) return 'ClientRequestToken';
      if (!/^[a-zA-Z0-9._-]{1,128}$/.test(text('WorkGroup'))) return 'WorkGroup';
      return OutputLocation.startsWith('s3://') ? null : 'ResultConfiguration.OutputLocation';
    }
    case 'GetQueryExecution':
    case 'StopQueryExecution':
      return within('QueryExecutionId', 1, 128) ? null : 'QueryExecutionId';
    case 'GetQueryResults': {
      const most = Number(input['MaxResults'] ?? 1000);
      if (most < 1 || most > 1000) return 'MaxResults';
      return within('QueryExecutionId', 1, 128) ? null : 'QueryExecutionId';
    }
    case 'GetTableMetadata':
      return ['CatalogName', 'DatabaseName', 'TableName'].find((key) => !within(key, 1, 256)) ?? null;
    case 'GetWorkGroup':
      return /^[a-zA-Z0-9._-]{1,128}$/.test(text('WorkGroup')) ? null : 'WorkGroup';
    default:
      return `${action} is no call that stemma makes`;
  }
}
