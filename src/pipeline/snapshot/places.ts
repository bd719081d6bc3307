import {
  enabledRegions,
  openEc2,
  openTrails,
  regionsOfCaller,
  type AwsConnection,
  type SnapshotAddress,
  type SnapshotInstance,
  type TrailConfig,
  type TrailReader,
} from '../../aws/index.ts';
import { byText } from '../../lib/by-text.ts';
import { createLimit } from '../../lib/limit.ts';
import type { SnapshotFile } from '../../model/snapshot-file.ts';
import type { Ask } from './asker.ts';

const REGIONS_AT_ONCE = 8;

/** The regions to ask in: those that are enabled, or those that every account has where that may not be asked. */
export async function regionsToAsk(
  aws: AwsConnection,
  { callerArn, ask }: { callerArn: string; ask: Ask },
): Promise<readonly string[]> {
  const found = await ask({ action: 'ec2:DescribeRegions', subject: 'enabled regions' }, () => enabledRegions(aws));
  return found ?? (await regionsOfCaller(aws, callerArn));
}

/** Instances and addresses of all regions; null where no region may be asked. */
export async function placesOf(
  aws: AwsConnection,
  { accountId, regions, ask }: { accountId: string; regions: readonly string[]; ask: Ask },
): Promise<{ instances: SnapshotInstance[] | null; addresses: SnapshotAddress[] | null }> {
  const limit = createLimit(REGIONS_AT_ONCE);
  const each = await Promise.all(
    regions.map((region) =>
      limit(async () => {
        const ec2 = await openEc2(aws, { accountId, region });
        return {
          instances: await ask({ action: 'ec2:DescribeInstances', subject: region }, () => ec2.describeInstances()),
          elastic: await ask({ action: 'ec2:DescribeAddresses', subject: region }, () => ec2.describeAddresses()),
          gateways: await ask({ action: 'ec2:DescribeNatGateways', subject: region }, () => ec2.describeNatGateways()),
        };
      }),
    ),
  );
  // A NAT gateway's address is an elastic one too: what says more of it stays.
  const named = new Set(each.flatMap(({ gateways }) => (gateways ?? []).map(({ address }) => address)));
  const elastic = each.map((one) => one.elastic?.filter(({ address }) => !named.has(address)) ?? null);
  return {
    instances: joined(each.map((one) => one.instances)),
    addresses: joined([...each.map((one) => one.gateways), ...elastic]),
  };
}

/** All that was answered; null where nothing was. */
function joined<T>(lists: readonly (readonly T[] | null)[]): T[] | null {
  const answered = lists.filter((list) => list !== null);
  return answered.length === 0 ? null : answered.flat();
}

/** The trails of an account with their state. */
export async function trailsOf(
  aws: AwsConnection,
  { accountId, regions, ask }: { accountId: string; regions: readonly string[]; ask: Ask },
): Promise<SnapshotFile['trails']> {
  const listed = await listTrails(aws, { regions, ask });
  if (listed === null) return null;
  const trails: NonNullable<SnapshotFile['trails']> = [];
  for (const { reader, trail } of listed) {
    const { arn, name, globalServiceEvents: _, ...rest } = trail;
    const state = await ask({ action: 'cloudtrail:GetTrailStatus', subject: arn }, () => reader.getTrailStatus(arn));
    trails.push({ arn, name, accountId: arn.split(':')[4] ?? accountId, ...rest, logging: state?.logging ?? null });
  }
  return trails;
}

export interface ListedTrail {
  readonly trail: TrailConfig;
  /** Asks in the trail's home region. */
  readonly reader: TrailReader;
}

/** The trails that record any of the regions, each once, however many regions it records; null where none may be asked. */
export async function listTrails(
  aws: AwsConnection,
  { regions, ask }: { regions: readonly string[]; ask: Ask },
): Promise<ListedTrail[] | null> {
  const limit = createLimit(REGIONS_AT_ONCE);
  const each = await Promise.all(
    regions.map((region) =>
      limit(async () => {
        const reader = await openTrails(aws, region);
        return await ask({ action: 'cloudtrail:DescribeTrails', subject: region }, () => reader.describeTrails());
      }),
    ),
  );
  const trails = new Map((joined(each) ?? []).map((trail) => [trail.arn, trail]));
  if (each.every((list) => list === null)) return null;
  const sorted = [...trails.values()].toSorted((a, b) => byText(a.arn, b.arn));
  return await Promise.all(
    sorted.map(async (trail) => ({ trail, reader: await openTrails(aws, trail.homeRegion ?? (await aws.region())) })),
  );
}
