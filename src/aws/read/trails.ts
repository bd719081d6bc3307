import type * as SdkModule from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClient, EventSelector, AdvancedEventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import type { AwsConnection } from '../connection.ts';
import { allOf, pages } from '../pages.ts';

/** Field selectors of an advanced event selector, as CloudTrail gives them. */
export interface Selector {
  readonly name: string | null;
  readonly fields: readonly {
    readonly field: string;
    readonly equals: readonly string[] | null;
    readonly notEquals: readonly string[] | null;
  }[];
}

export interface TrailSelectors {
  /** Basic selectors; null where advanced ones are used. */
  readonly basic:
    | readonly {
        readonly readWrite: string;
        readonly management: boolean;
        readonly excludedSources: readonly string[];
      }[]
    | null;
  readonly advanced: readonly Selector[] | null;
}

export interface TrailConfig {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string | null;
  readonly multiRegion: boolean | null;
  readonly organizationTrail: boolean | null;
  readonly globalServiceEvents: boolean | null;
  readonly logFileValidation: boolean | null;
  readonly bucket: string | null;
  readonly prefix: string | null;
  readonly kmsKeyId: string | null;
}

export interface TrailState {
  readonly logging: boolean;
  readonly lastDeliveryAt: number | null;
  readonly deliveryError: string | null;
}

export interface EventDataStore {
  readonly arn: string;
  readonly name: string;
  readonly status: string | null;
  readonly multiRegion: boolean | null;
  readonly organizationEnabled: boolean | null;
  readonly retentionDays: number | null;
  readonly selectors: readonly Selector[];
}

/** Questions about trails and event data stores of one region. Each throws what the SDK throws. */
export interface TrailReader {
  /** Trails that record this region, also those whose home is in another region or in the management account. */
  describeTrails(): Promise<TrailConfig[]>;
  getTrailStatus(arn: string): Promise<TrailState>;
  getEventSelectors(arn: string): Promise<TrailSelectors>;
  listEventDataStores(): Promise<string[]>;
  getEventDataStore(arn: string): Promise<EventDataStore>;
}

type Sdk = typeof SdkModule;

export async function openTrails(aws: AwsConnection, region: string): Promise<TrailReader> {
  const sdk = await import('@aws-sdk/client-cloudtrail');
  const client = new sdk.CloudTrailClient(await aws.clientConfig(region));
  return { ...ofTrails(sdk, client), ...ofStores(sdk, client) };
}

type OfStores = 'listEventDataStores' | 'getEventDataStore';

function ofTrails(sdk: Sdk, client: CloudTrailClient): Omit<TrailReader, OfStores> {
  return {
    async describeTrails() {
      const { trailList = [] } = await client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true }));
      return trailList.flatMap(trailOf);
    },
    async getTrailStatus(arn) {
      const status = await client.send(new sdk.GetTrailStatusCommand({ Name: arn }));
      const delivered = status.LatestDeliveryTime;
      return {
        logging: status.IsLogging === true,
        lastDeliveryAt: delivered === undefined ? null : Math.floor(delivered.getTime() / 1000),
        deliveryError: status.LatestDeliveryError || null,
      };
    },
    async getEventSelectors(arn) {
      const { EventSelectors, AdvancedEventSelectors } = await client.send(
        new sdk.GetEventSelectorsCommand({ TrailName: arn }),
      );
      const isAdvanced = AdvancedEventSelectors !== undefined && AdvancedEventSelectors.length > 0;
      return {
        basic: isAdvanced ? null : (EventSelectors ?? []).map(basicOf),
        advanced: isAdvanced ? AdvancedEventSelectors.map(selectorOf) : null,
      };
    },
  };
}

function ofStores(sdk: Sdk, client: CloudTrailClient): Pick<TrailReader, OfStores> {
  return {
    async listEventDataStores() {
      const ask = (NextToken: string | undefined) =>
        client.send(new sdk.ListEventDataStoresCommand({ ...(NextToken && { NextToken }) }));
      const stores = await allOf(
        pages(ask, ({ NextToken }) => NextToken),
        (page) => page.EventDataStores,
      );
      return stores.flatMap(({ EventDataStoreArn }) => EventDataStoreArn ?? []);
    },
    async getEventDataStore(arn) {
      const store = await client.send(new sdk.GetEventDataStoreCommand({ EventDataStore: arn }));
      return {
        arn,
        name: store.Name ?? arn,
        status: store.Status ?? null,
        multiRegion: store.MultiRegionEnabled ?? null,
        organizationEnabled: store.OrganizationEnabled ?? null,
        retentionDays: store.RetentionPeriod ?? null,
        selectors: (store.AdvancedEventSelectors ?? []).map(selectorOf),
      };
    },
  };
}

function trailOf(trail: Trail): TrailConfig[] {
  if (trail.TrailARN === undefined) return [];
  return [
    {
      arn: trail.TrailARN,
      name: trail.Name ?? trail.TrailARN,
      homeRegion: trail.HomeRegion ?? null,
      multiRegion: trail.IsMultiRegionTrail ?? null,
      organizationTrail: trail.IsOrganizationTrail ?? null,
      globalServiceEvents: trail.IncludeGlobalServiceEvents ?? null,
      logFileValidation: trail.LogFileValidationEnabled ?? null,
      bucket: trail.S3BucketName ?? null,
      prefix: trail.S3KeyPrefix ?? null,
      kmsKeyId: trail.KmsKeyId ?? null,
    },
  ];
}

function basicOf(selector: EventSelector): NonNullable<TrailSelectors['basic']>[number] {
  return {
    readWrite: selector.ReadWriteType ?? 'All',
    management: selector.IncludeManagementEvents ?? true,
    excludedSources: selector.ExcludeManagementEventSources ?? [],
  };
}

function selectorOf({ Name, FieldSelectors = [] }: AdvancedEventSelector): Selector {
  const fields = FieldSelectors.map(({ Field, Equals, NotEquals }) => ({
    field: Field ?? '',
    equals: Equals ?? null,
    notEquals: NotEquals ?? null,
  }));
  return { name: Name ?? null, fields };
}
