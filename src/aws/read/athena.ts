import { setTimeout as sleep } from 'node:timers/promises';
import type * as athenaSdk from '@aws-sdk/client-athena';
import type { AwsConnection } from '../connection.ts';

export interface AthenaTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly partitions: readonly { readonly name: string; readonly type: string }[];
  /** Table properties of the Glue catalog, `location` and `projection.…` among them. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface AthenaWorkgroup {
  /** `s3://…` where the workgroup puts results; null where it has no place of its own. */
  readonly output: string | null;
}

export type QueryState = 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface QueryOutcome {
  readonly state: QueryState;
  readonly reason: string | null;
  readonly scannedBytes: number;
}

/** Athena, of one workgroup. Errors are those of the SDK: `awsFailure` says what they mean. */
export interface Athena {
  table(database: string, table: string, signal: AbortSignal): Promise<AthenaTable>;
  settings(signal: AbortSignal): Promise<AthenaWorkgroup>;
  /** Starts a statement and gives its id. The SDK's token keeps a repeated request from starting it twice. */
  start(sql: string, database: string | null, output: string | null, signal: AbortSignal): Promise<string>;
  /** Waits for the end; an abort stops the query over there. */
  finish(id: string, signal: AbortSignal): Promise<QueryOutcome>;
  /** Result rows in the order of the columns, null where there is no value. */
  rows(id: string, signal: AbortSignal): AsyncGenerator<readonly (string | null)[]>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3000;

type Sdk = typeof athenaSdk;
type Client = InstanceType<Sdk['AthenaClient']>;

/** Opens a workgroup; nothing is asked until then. */
export async function openAthena(aws: AwsConnection, workgroup: string): Promise<Athena> {
  const sdk = await import('@aws-sdk/client-athena');
  const client = new sdk.AthenaClient(await aws.clientConfig());
  return {
    async table(database, table, signal) {
      const command = new sdk.GetTableMetadataCommand({
        CatalogName: 'AwsDataCatalog',
        DatabaseName: database,
        TableName: table,
        WorkGroup: workgroup,
      });
      const { TableMetadata: metadata } = await client.send(command, { abortSignal: signal });
      const columns = (list: { Name: string | undefined; Type?: string | undefined }[] = []) =>
        list.map(({ Name, Type }) => ({ name: (Name ?? '').toLowerCase(), type: Type ?? 'string' }));
      return {
        columns: columns(metadata?.Columns),
        partitions: columns(metadata?.PartitionKeys),
        properties: metadata?.Parameters ?? {},
      };
    },
    async settings(signal) {
      const command = new sdk.GetWorkGroupCommand({ WorkGroup: workgroup });
      const { WorkGroup: found } = await client.send(command, { abortSignal: signal });
      return { output: found?.Configuration?.ResultConfiguration?.OutputLocation ?? null };
    },
    async start(sql, database, output, signal) {
      const command = new sdk.StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: workgroup,
        ...(database === null ? {} : { QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database } }),
        ...(output === null ? {} : { ResultConfiguration: { OutputLocation: output } }),
      });
      const { QueryExecutionId: id } = await client.send(command, { abortSignal: signal });
      if (id === undefined) throw new Error('Athena gave the query no id');
      return id;
    },
    finish: (id, signal) => finish({ sdk, client, id, signal }),
    rows: (id, signal) => rowsOf({ sdk, client, id, signal }),
  };
}

interface Asking {
  readonly sdk: Sdk;
  readonly client: Client;
  readonly id: string;
  readonly signal: AbortSignal;
}

async function finish({ sdk, client, id, signal }: Asking): Promise<QueryOutcome> {
  const query = { QueryExecutionId: id };
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
      const ended = outcome(await client.send(new sdk.GetQueryExecutionCommand(query), { abortSignal: signal }));
      if (ended !== null) return ended;
      await sleep(pause, undefined, { signal });
    }
  } catch (error) {
    // Whoever interrupts waits for nothing more; a query that cannot be stopped ends by itself.
    const stop = new sdk.StopQueryExecutionCommand(query);
    await client.send(stop, { abortSignal: AbortSignal.timeout(5000) }).catch(() => undefined);
    throw error;
  }
}

async function* rowsOf({ sdk, client, id, signal }: Asking): AsyncGenerator<readonly (string | null)[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (let isFirst = true; isFirst || token !== undefined; isFirst = false) {
    const command = new sdk.GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1000, NextToken: token });
    const page = await client.send(command, { abortSignal: signal });
    // The first row of a SELECT is the names of its columns (API_GetQueryResults).
    const rows = (page.ResultSet?.Rows ?? []).slice(isFirst ? 1 : 0);
    for (const { Data: data } of rows) yield (data ?? []).map(({ VarCharValue: value }) => value ?? null);
    token = page.NextToken;
    if (token !== undefined && seen.has(token)) throw new Error('the pages of the result lead in a circle');
    if (token !== undefined) seen.add(token);
  }
}

function outcome({ QueryExecution: query }: athenaSdk.GetQueryExecutionCommandOutput): QueryOutcome | null {
  const state = query?.Status?.State;
  if (state !== 'SUCCEEDED' && state !== 'FAILED' && state !== 'CANCELLED') return null;
  return {
    state,
    reason: query?.Status?.StateChangeReason ?? null,
    scannedBytes: query?.Statistics?.DataScannedInBytes ?? 0,
  };
}
