import type { Instance } from '@aws-sdk/client-ec2';
import type { SnapshotFile } from '../../model/snapshot-file.ts';
import type { AwsConnection } from '../connection.ts';
import { allOf, pages } from '../pages.ts';
import { secondsOf } from './iam.ts';

export type SnapshotInstance = NonNullable<SnapshotFile['instances']>[number];
export type SnapshotAddress = NonNullable<SnapshotFile['addresses']>[number];

interface Where {
  readonly accountId: string;
  readonly region: string;
}

/** What runs in one region, and from which addresses it speaks. Each throws what the SDK throws. */
export interface Ec2Reader {
  describeInstances(): Promise<SnapshotInstance[]>;
  describeAddresses(): Promise<SnapshotAddress[]>;
  describeNatGateways(): Promise<SnapshotAddress[]>;
}

export async function openEc2(aws: AwsConnection, where: Where): Promise<Ec2Reader> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = new sdk.EC2Client(await aws.clientConfig(where.region));
  return {
    async describeInstances() {
      const ask = (NextToken: string | undefined) =>
        client.send(new sdk.DescribeInstancesCommand({ MaxResults: 1000, ...(NextToken && { NextToken }) }));
      const reservations = await allOf(
        pages(ask, ({ NextToken }) => NextToken),
        (page) => page.Reservations,
      );
      return reservations.flatMap(({ Instances = [] }) => Instances).flatMap((one) => instanceOf(one, where));
    },
    async describeAddresses() {
      const { Addresses = [] } = await client.send(new sdk.DescribeAddressesCommand({}));
      return Addresses.flatMap(({ PublicIp, InstanceId, NetworkInterfaceId }) => {
        // An address that is associated with nothing is nobody's voice.
        if (PublicIp === undefined || (!InstanceId && !NetworkInterfaceId)) return [];
        return [{ ...where, address: PublicIp, instanceId: InstanceId || null, natGatewayId: null }];
      });
    },
    async describeNatGateways() {
      const ask = (NextToken: string | undefined) =>
        client.send(new sdk.DescribeNatGatewaysCommand({ ...(NextToken && { NextToken }) }));
      const gateways = await allOf(
        pages(ask, ({ NextToken }) => NextToken),
        (page) => page.NatGateways,
      );
      return gateways.flatMap(({ NatGatewayId, NatGatewayAddresses = [] }) =>
        NatGatewayAddresses.flatMap(({ PublicIp }) =>
          PublicIp === undefined
            ? []
            : [{ ...where, address: PublicIp, instanceId: null, natGatewayId: NatGatewayId ?? null }],
        ),
      );
    },
  };
}

function instanceOf(instance: Instance, where: Where): SnapshotInstance[] {
  const { InstanceId: instanceId, NetworkInterfaces: interfaces = [], MetadataOptions: metadata } = instance;
  if (instanceId === undefined) return [];
  const own = interfaces.flatMap(({ PrivateIpAddresses = [] }) => PrivateIpAddresses);
  const ipv6 = interfaces.flatMap(({ Ipv6Addresses = [] }) => Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address));
  return [
    {
      instanceId,
      ...where,
      state: instance.State?.Name ?? null,
      instanceProfileArn: instance.IamInstanceProfile?.Arn ?? null,
      privateAddresses: distinct([instance.PrivateIpAddress, ...own.map(({ PrivateIpAddress }) => PrivateIpAddress)]),
      // Addresses of IPv6 are reached from everywhere.
      publicAddresses: distinct([
        instance.PublicIpAddress,
        ...own.map(({ Association }) => Association?.PublicIp),
        ...ipv6,
      ]),
      metadataTokensRequired: metadata?.HttpTokens === undefined ? null : metadata.HttpTokens === 'required',
      metadataHopLimit: metadata?.HttpPutResponseHopLimit ?? null,
      launchedAt: secondsOf(instance.LaunchTime),
    },
  ];
}

const distinct = (texts: readonly (string | undefined)[]): string[] =>
  [...new Set(texts.filter((text) => text !== undefined && text !== ''))] as string[];
