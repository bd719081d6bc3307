import { partitionOfArn } from '../../lib/arn.ts';
import type { AwsConnection } from '../connection.ts';

/** Regions that every account of the standard partition has, and that nobody has to enable (general/rande-manage). */
export const usualRegions: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/** The same for the other partitions, which know no region of the standard one (general/rande, Partitions and Regions). */
const ofPartition: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws', usualRegions],
  ['aws-cn', ['cn-north-1', 'cn-northwest-1']],
  ['aws-eusc', ['eusc-de-east-1']],
  ['aws-us-gov', ['us-gov-east-1', 'us-gov-west-1']],
]);

/** The regions that every account of the caller's partition has; of a partition that we do not know, the caller's own. */
export async function regionsOfCaller(aws: AwsConnection, callerArn: string): Promise<readonly string[]> {
  return ofPartition.get(partitionOfArn(callerArn)) ?? [await aws.region()];
}

/** The regions that the account has enabled, by ec2:DescribeRegions. Throws what the SDK throws. */
export async function enabledRegions(aws: AwsConnection): Promise<string[]> {
  const { DescribeRegionsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(await aws.clientConfig());
  const { Regions = [] } = await client.send(new DescribeRegionsCommand({}));
  return Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
}
