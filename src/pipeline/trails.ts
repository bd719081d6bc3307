import { callerIdentity, connectAws, openTrails, type AwsConnection, type TrailConfig } from '../aws/index.ts';
import type { AwsOptions } from '../model/aws.ts';
import type { IamProblem } from '../model/iam.ts';
import { createAsker, type Ask } from './snapshot/asker.ts';
import { listTrails, regionsToAsk } from './snapshot/places.ts';
import { assessStore, assessTrail } from './trails/assess.ts';

/** A trail or an event data store, and how to scan it. */
export interface TrailReport {
  readonly kind: 'trail' | 'event-data-store';
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string | null;
  /** `s3://bucket/prefix`; null for a store, which keeps its events itself. */
  readonly writesTo: string | null;
  readonly organization: boolean | null;
  readonly multiRegion: boolean | null;
  readonly logging: boolean | null;
  readonly lastDeliveryAt: number | null;
  readonly logFileValidation: boolean | null;
  readonly kmsKeyId: string | null;
  /** What lineage needs and it does not record, a clause each. */
  readonly missing: readonly string[];
  /** The source for `stemma scan`. */
  readonly source: string;
}

export interface TrailsResult {
  readonly accountId: string;
  readonly trails: readonly TrailReport[];
  readonly problems: readonly IamProblem[];
}

/** The trails and event data stores of an account, and whether they record what lineage needs. */
export async function findTrails(options: AwsOptions, signal: AbortSignal): Promise<TrailsResult> {
  const aws = connectAws(options);
  const { accountId, arn: callerArn } = await callerIdentity(aws);
  const { ask, problems } = createAsker(signal);
  const regions = await regionsToAsk(aws, { callerArn, ask });
  const trails: TrailReport[] = [];
  for (const { trail, reader } of (await listTrails(aws, { regions, ask })) ?? []) {
    const { arn } = trail;
    const state = await ask({ action: 'cloudtrail:GetTrailStatus', subject: arn }, () => reader.getTrailStatus(arn));
    const selectors = await ask({ action: 'cloudtrail:GetEventSelectors', subject: arn }, () =>
      reader.getEventSelectors(arn),
    );
    trails.push({
      kind: 'trail',
      ...named(trail),
      logging: state?.logging ?? null,
      lastDeliveryAt: state?.lastDeliveryAt ?? null,
      missing: assessTrail(trail, state, selectors),
    });
  }
  const stores = (await Promise.all(regions.map((region) => storesIn(aws, region, ask)))).flat();
  return { accountId, trails: [...trails, ...stores], problems };
}

function named(trail: TrailConfig): Omit<TrailReport, 'kind' | 'logging' | 'lastDeliveryAt' | 'missing'> {
  const { arn, name, homeRegion, multiRegion, logFileValidation, kmsKeyId, organizationTrail } = trail;
  const root = `s3://${trail.bucket ?? ''}/${trail.prefix === null ? '' : `${trail.prefix}/`}`;
  // An organisation's logs lie by its id, which a member may not know; all of AWSLogs is found from its root.
  const source = organizationTrail === true ? `${root}AWSLogs/` : `${root}AWSLogs/${arn.split(':')[4] ?? ''}/`;
  const organization = organizationTrail;
  return { arn, name, homeRegion, multiRegion, logFileValidation, kmsKeyId, organization, writesTo: root, source };
}

async function storesIn(aws: AwsConnection, region: string, ask: Ask): Promise<TrailReport[]> {
  const reader = await openTrails(aws, region);
  const arns = await ask({ action: 'cloudtrail:ListEventDataStores', subject: region }, () =>
    reader.listEventDataStores(),
  );
  const found: TrailReport[] = [];
  for (const arn of arns ?? []) {
    const store = await ask({ action: 'cloudtrail:GetEventDataStore', subject: arn }, () =>
      reader.getEventDataStore(arn),
    );
    if (store === null) continue;
    found.push({
      kind: 'event-data-store',
      arn,
      name: store.name,
      homeRegion: region,
      writesTo: null,
      organization: store.organizationEnabled,
      multiRegion: store.multiRegion,
      logging: store.status === null ? null : store.status === 'ENABLED',
      lastDeliveryAt: null,
      logFileValidation: null,
      kmsKeyId: null,
      missing: assessStore(store),
      source: `lake:${arn}`,
    });
  }
  return found;
}
