import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { AwsConnection } from '../connection.ts';
import { awsFailure, type AwsFailureKind } from '../failure.ts';
import { pages } from '../pages.ts';

export interface LookupEventsRequest {
  readonly from: EpochSeconds;
  /** Not included. */
  readonly to: EpochSeconds;
  /** Only calls of this name; null: all. */
  readonly eventName: string | null;
  readonly signal: AbortSignal;
}

/** CloudTrail's event history of one region. */
export interface EventHistory {
  /**
   * Records as CloudTrail logged them, JSON texts, page by page, newest first. Throws what the SDK throws; what would be said
   * to every other request too is thrown again, and nothing more is asked.
   */
  lookup(request: LookupEventsRequest): AsyncGenerator<string[]>;
}

/** Two requests a second for each account and region (APIReference/API_LookupEvents); a little less leaves room for others. */
export const PACE_MS = 510;

/**
 * What a region says to one request and will say to all: 90 days are a hundred and more of them, each of which it would log.
 * A network that is gone may come back.
 */
const lasting: ReadonlySet<AwsFailureKind> = new Set([
  'denied',
  'expired',
  'no-credentials',
  'bad-credentials',
  'region',
]);

export async function openEventHistory(aws: AwsConnection, region: string, paceMs = PACE_MS): Promise<EventHistory> {
  const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
  const client = new CloudTrailClient(await aws.clientConfig(region));
  const paced = createPace(paceMs);
  let refusal: { readonly error: unknown } | null = null;

  async function send(command: InstanceType<typeof LookupEventsCommand>, abortSignal: AbortSignal) {
    if (refusal !== null) throw refusal.error;
    try {
      return await client.send(command, { abortSignal });
    } catch (error) {
      if (lasting.has(awsFailure(error, { action: 'cloudtrail:LookupEvents' }).kind)) refusal ??= { error };
      throw error;
    }
  }

  return {
    async *lookup({ from, to, eventName, signal }) {
      const attributes =
        eventName === null
          ? {}
          : { LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: eventName }] };
      const range = {
        StartTime: new Date(from * 1000),
        EndTime: new Date((to - 1) * 1000),
        MaxResults: 50,
        ...attributes,
      };
      const ask = (NextToken: string | undefined) =>
        paced(signal, () => send(new LookupEventsCommand({ ...range, ...(NextToken && { NextToken }) }), signal));
      for await (const { Events = [] } of pages(ask, ({ NextToken }) => NextToken)) {
        yield Events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? []);
      }
    },
  };
}

/** Each begins not sooner than so long after the one before began, however long the answers take. */
function createPace(paceMs: number): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let nextAt = 0;
  return async (signal, work) => {
    const at = Math.max(nextAt, performance.now());
    nextAt = at + paceMs;
    const wait = at - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal });
    return await work();
  };
}
