import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsConnection } from '../connection.ts';

export interface LakeOutcome {
  /** `FINISHED`, `FAILED`, `CANCELLED` or `TIMED_OUT`. */
  readonly state: string;
  readonly reason: string | null;
  readonly scannedBytes: number;
}

/** CloudTrail Lake. Errors are those of the SDK: `awsFailure` says what they mean. */
export interface Lake {
  /** Starts a statement and gives its id. */
  start(sql: string, signal: AbortSignal): Promise<string>;
  /** Waits for the end; an abort cancels the query over there. */
  finish(id: string, signal: AbortSignal): Promise<LakeOutcome>;
  /** Result rows, by the names of the columns in lower case. */
  rows(id: string, signal: AbortSignal): AsyncGenerator<Readonly<Record<string, string>>>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3000;
const RUNNING = new Set(['QUEUED', 'RUNNING']);

/** Opens the region that the event data store is in. */
export async function openLake(aws: AwsConnection, region: string): Promise<Lake> {
  const sdk = await import('@aws-sdk/client-cloudtrail');
  const client = new sdk.CloudTrailClient(await aws.clientConfig(region));

  async function cancel(id: string): Promise<void> {
    const command = new sdk.CancelQueryCommand({ QueryId: id });
    await client.send(command, { abortSignal: AbortSignal.timeout(5000) }).catch(() => undefined);
  }

  return {
    async start(sql, signal) {
      const { QueryId: id } = await client.send(new sdk.StartQueryCommand({ QueryStatement: sql }), {
        abortSignal: signal,
      });
      if (id === undefined) throw new Error('CloudTrail Lake gave the query no id');
      return id;
    },
    async finish(id, signal) {
      try {
        for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
          const answer = await client.send(new sdk.DescribeQueryCommand({ QueryId: id }), { abortSignal: signal });
          const state = answer.QueryStatus ?? 'QUEUED';
          const scannedBytes = answer.QueryStatistics?.BytesScanned ?? 0;
          if (!RUNNING.has(state)) return { state, reason: answer.ErrorMessage ?? null, scannedBytes };
          await sleep(pause, undefined, { signal });
        }
      } catch (error) {
        await cancel(id);
        throw error;
      }
    },
    async *rows(id, signal) {
      const seen = new Set<string>();
      let token: string | undefined;
      do {
        const command = new sdk.GetQueryResultsCommand({ QueryId: id, MaxQueryResults: 1000, NextToken: token });
        const page = await client.send(command, { abortSignal: signal });
        for (const row of page.QueryResultRows ?? []) yield rowOf(row);
        token = page.NextToken;
        if (token !== undefined && seen.has(token)) throw new Error('the pages of the result lead in a circle');
        if (token !== undefined) seen.add(token);
      } while (token !== undefined);
    },
  };
}

/** A row is a list of maps with one field each (API_GetQueryResults). */
function rowOf(row: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const fields = row.flatMap((cell) => Object.entries(cell));
  return Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]));
}
