import { expect, test } from 'vitest';
import { ACCOUNT, type Fields, recordOf, rowsOf, TEN } from './test-record.ts';

const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/web`;

function placed(call: string, requestParameters: Fields, responseElements: Fields | null = null) {
  return rowsOf('placements', recordOf(call, { requestParameters, responseElements }));
}

const instance = {
  instanceId: 'i-0123456789abcdef0',
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  privateIpAddress: '10.0.1.10',
  iamInstanceProfile: { arn: PROFILE, id: 'AIPA' },
};

test('a launch ties each instance to its interfaces, addresses and profile', () => {
  const networkInterfaceSet = {
    items: [
      {
        networkInterfaceId: 'eni-1',
        vpcId: 'vpc-1',
        subnetId: 'subnet-1',
        privateIpAddress: '10.0.1.10',
        privateIpAddressesSet: {
          item: [
            { privateIpAddress: '10.0.1.10', primary: true, association: { publicIp: '198.51.100.10' } },
            { privateIpAddress: '10.0.1.11' },
          ],
        },
        ipv6AddressesSet: { item: [{ ipv6Address: '2001:db8::10' }] },
      },
    ],
  };
  const other = { instanceId: 'i-0123456789abcdef1', privateIpAddress: '10.0.1.20', vpcId: 'vpc-1' };
  const items = [{ ...instance, networkInterfaceSet }, other];
  const rows = placed('ec2:RunInstances', { instancesSet: { items: [{}] } }, { instancesSet: { items } });
  const tied = rows.map((row) => [row.instanceId, row.networkInterfaceId, row.privateAddress, row.publicAddress]);
  expect(tied).toHaveLength(4);
  expect(tied).toEqual(
    expect.arrayContaining([
      [instance.instanceId, 'eni-1', '10.0.1.10', '198.51.100.10'],
      [instance.instanceId, 'eni-1', '10.0.1.11', null],
      [instance.instanceId, 'eni-1', null, '2001:db8::10'],
      [other.instanceId, null, '10.0.1.20', null],
    ]),
  );
  expect(rows.filter((row) => row.instanceId === instance.instanceId)).toHaveLength(3);
  for (const row of rows)
    expect(row).toMatchObject({ eventTime: TEN, accountId: ACCOUNT, awsRegion: 'us-east-1', vpcId: 'vpc-1' });
  expect(rows.find((row) => row.networkInterfaceId === 'eni-1')?.instanceProfile).toBe(PROFILE);
});

test.each<[string, Fields, Fields | null, Fields]>([
  ['ec2:StartInstances', { instancesSet: { items: [{ instanceId: 'i-1' }] } }, null, { instanceId: 'i-1' }],
  ['ec2:StopInstances', {}, { instancesSet: { items: [{ instanceId: 'i-1' }] } }, { instanceId: 'i-1' }],
  ['ec2:TerminateInstances', { instancesSet: { items: [{ instanceId: 'i-1' }] } }, null, { instanceId: 'i-1' }],
  [
    'ec2:AllocateAddress',
    { domain: 'vpc' },
    { publicIp: '198.51.100.20', allocationId: 'eipalloc-1' },
    { publicAddress: '198.51.100.20', allocationId: 'eipalloc-1' },
  ],
  ['ec2:ReleaseAddress', { allocationId: 'eipalloc-1' }, { _return: true }, { allocationId: 'eipalloc-1' }],
  [
    'ec2:AssociateAddress',
    { instanceId: 'i-1', allocationId: 'eipalloc-1', privateIpAddress: '10.0.1.10' },
    { associationId: 'eipassoc-1' },
    { instanceId: 'i-1', allocationId: 'eipalloc-1', privateAddress: '10.0.1.10', associationId: 'eipassoc-1' },
  ],
  [
    'ec2:AssociateAddress',
    { networkInterfaceId: 'eni-1', publicIp: '198.51.100.20' },
    { associationId: 'eipassoc-1' },
    { networkInterfaceId: 'eni-1', publicAddress: '198.51.100.20', associationId: 'eipassoc-1' },
  ],
  ['ec2:DisassociateAddress', { associationId: 'eipassoc-1' }, null, { associationId: 'eipassoc-1' }],
  [
    'ec2:CreateNetworkInterface',
    { subnetId: 'subnet-1' },
    { networkInterface: { networkInterfaceId: 'eni-1', vpcId: 'vpc-1', privateIpAddress: '10.0.1.10' } },
    { networkInterfaceId: 'eni-1', vpcId: 'vpc-1', privateAddress: '10.0.1.10' },
  ],
  [
    'ec2:AttachNetworkInterface',
    { networkInterfaceId: 'eni-1', instanceId: 'i-1', deviceIndex: 1 },
    { attachmentId: 'eni-attach-1' },
    { networkInterfaceId: 'eni-1', instanceId: 'i-1', associationId: 'eni-attach-1' },
  ],
  ['ec2:DetachNetworkInterface', { attachmentId: 'eni-attach-1' }, null, { associationId: 'eni-attach-1' }],
  [
    'ec2:AssignPrivateIpAddresses',
    { networkInterfaceId: 'eni-1', privateIpAddressesSet: { item: [{ privateIpAddress: '10.0.1.12' }] } },
    null,
    { networkInterfaceId: 'eni-1', privateAddress: '10.0.1.12' },
  ],
  [
    'ec2:AssignPrivateIpAddresses',
    { networkInterfaceId: 'eni-1', secondaryPrivateIpAddressCount: 1 },
    {
      networkInterfaceId: 'eni-1',
      assignedPrivateIpAddressesSet: { assignedPrivateIpAddressSetType: [{ privateIpAddress: '10.0.1.19' }] },
    },
    { networkInterfaceId: 'eni-1', privateAddress: '10.0.1.19' },
  ],
  [
    'ec2:AssignPrivateIpAddresses',
    { networkInterfaceId: 'eni-1', ipv4PrefixCount: 1 },
    {
      assignedPrivateIpAddressesSet: { assignedPrivateIpAddressSetType: [] },
      assignedIpv4PrefixSet: { items: [{ ipv4Prefix: '10.0.1.16/28' }] },
    },
    { networkInterfaceId: 'eni-1', privateAddress: '10.0.1.16/28' },
  ],
  [
    'ec2:UnassignPrivateIpAddresses',
    { networkInterfaceId: 'eni-1', ipv4PrefixSet: { items: [{ ipv4Prefix: '10.0.1.16/28' }] } },
    { _return: true },
    { networkInterfaceId: 'eni-1', privateAddress: '10.0.1.16/28' },
  ],
  [
    'ec2:AssignIpv6Addresses',
    { AssignIpv6AddressesRequest: { NetworkInterfaceId: 'eni-1', Ipv6AddressCount: 1 } },
    { AssignIpv6AddressesResponse: { networkInterfaceId: 'eni-1', assignedIpv6Addresses: { item: '2001:db8::1' } } },
    { networkInterfaceId: 'eni-1', publicAddress: '2001:db8::1' },
  ],
  [
    'ec2:UnassignIpv6Addresses',
    { UnassignIpv6AddressesRequest: { NetworkInterfaceId: 'eni-1', Ipv6Address: { tag: 1, content: '2001:db8::1' } } },
    { UnassignIpv6AddressesResponse: { networkInterfaceId: 'eni-1' } },
    { networkInterfaceId: 'eni-1', publicAddress: '2001:db8::1' },
  ],
  [
    'ec2:CreateNatGateway',
    { CreateNatGatewayRequest: { AllocationId: 'eipalloc-1', SubnetId: 'subnet-1' } },
    {
      CreateNatGatewayResponse: {
        natGateway: {
          natGatewayId: 'nat-1',
          vpcId: 'vpc-1',
          natGatewayAddressSet: { item: { allocationId: 'eipalloc-1', status: 'associating' } },
        },
      },
    },
    { natGatewayId: 'nat-1', vpcId: 'vpc-1', allocationId: 'eipalloc-1' },
  ],
  ['ec2:DeleteNatGateway', { DeleteNatGatewayRequest: { NatGatewayId: 'nat-1' } }, null, { natGatewayId: 'nat-1' }],
  [
    'ec2:CreateVpcEndpoint',
    { CreateVpcEndpointRequest: {} },
    { CreateVpcEndpointResponse: { vpcEndpoint: { vpcEndpointId: 'vpce-1', vpcId: 'vpc-1' } } },
    { vpcEndpointId: 'vpce-1', vpcId: 'vpc-1' },
  ],
  [
    'ec2:AssociateIamInstanceProfile',
    { AssociateIamInstanceProfileRequest: { InstanceId: 'i-1' } },
    {
      AssociateIamInstanceProfileResponse: {
        iamInstanceProfileAssociation: {
          instanceId: 'i-1',
          associationId: 'a-1',
          iamInstanceProfile: { arn: PROFILE },
        },
      },
    },
    { instanceId: 'i-1', associationId: 'a-1', instanceProfile: PROFILE },
  ],
])('%s', (call, request, response, expected) => {
  expect(placed(call, request, response)).toMatchObject([expected]);
});

test('a launch that failed places nothing', () => {
  const failed = { errorCode: 'Client.DryRunOperation', responseElements: { instancesSet: { items: [instance] } } };
  expect(rowsOf('placements', recordOf('ec2:RunInstances', failed))).toEqual([]);
});

test.each([null, 'x', { instancesSet: 'x' }, { instancesSet: { items: ['i-1', null] } }])(
  'a launch whose response is %j places nothing',
  (responseElements) => {
    expect(rowsOf('placements', recordOf('ec2:RunInstances', { responseElements }))).toEqual([]);
  },
);
