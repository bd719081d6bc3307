import { expect, test } from 'vitest';
import { factsOf } from '../../evidence/index.ts';
import { parseAddress } from '../../lib/addresses.ts';
import { readPlacements } from './placements.ts';

const accountId = '111122223333';
const elastic = parseAddress('52.4.11.20')!;
const inside = parseAddress('10.0.0.99')!;
let eventNumber = 0;

function record(clock: string, eventName: string, requestParameters: unknown, responseElements: unknown): unknown {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accessKeyId: 'AKIAOPSEXAMPLE', accountId, userName: 'ops' },
    eventTime: `2026-03-01T${clock}:00Z`,
    eventSource: 'ec2.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.10',
    requestParameters,
    responseElements,
    eventID: `00000000-0000-4000-8000-${String(++eventNumber).padStart(12, '0')}`,
    recipientAccountId: accountId,
  };
}

const at = (clock: string): number => Date.parse(`2026-03-01T${clock}:00Z`) / 1000;
const allocated = record('00:00', 'AllocateAddress', {}, { publicIp: '52.4.11.20', allocationId: 'eipalloc-01' });
const associated = (clock: string, instanceId: string, associationId: string): unknown =>
  record(clock, 'AssociateAddress', { allocationId: 'eipalloc-01', instanceId }, { associationId });

function holdersAt(records: readonly unknown[], clock: string, address = elastic): string[] {
  return readPlacements(factsOf(records))
    .holders(address, at(clock))
    .map(({ instanceId }) => instanceId);
}

test('an elastic address is held from its association to its disassociation, which names the association alone', () => {
  const records = [
    allocated,
    associated('01:00', 'i-01', 'eipassoc-01'),
    record('03:00', 'DisassociateAddress', { associationId: 'eipassoc-01' }, {}),
  ];
  expect(holdersAt(records, '00:30')).toEqual([]);
  expect(holdersAt(records, '02:00')).toEqual(['i-01']);
  expect(holdersAt(records, '04:00')).toEqual([]);
});

test('an elastic address that is associated again leaves the instance that held it', () => {
  const records = [allocated, associated('01:00', 'i-01', 'eipassoc-01'), associated('02:00', 'i-02', 'eipassoc-02')];
  expect(holdersAt(records, '01:30')).toEqual(['i-01']);
  expect(holdersAt(records, '03:00')).toEqual(['i-02']);
});

test('a released address and a terminated instance end what was held', () => {
  const held = [allocated, associated('01:00', 'i-01', 'eipassoc-01')];
  const released = record('02:00', 'ReleaseAddress', { allocationId: 'eipalloc-01' }, {});
  const terminated = record('02:00', 'TerminateInstances', { instancesSet: { items: [{ instanceId: 'i-01' }] } }, {});
  expect(holdersAt([...held, released], '03:00')).toEqual([]);
  expect(holdersAt([...held, terminated], '03:00')).toEqual([]);
});

test('an interface brings its address when it is attached, and takes it away when that attachment ends', () => {
  const created = { networkInterfaceId: 'eni-01', vpcId: 'vpc-01', privateIpAddress: '10.0.0.99' };
  const records = [
    record('00:00', 'CreateNetworkInterface', {}, { networkInterface: created }),
    record(
      '01:00',
      'AttachNetworkInterface',
      { networkInterfaceId: 'eni-01', instanceId: 'i-01' },
      { attachmentId: 'eni-attach-01' },
    ),
    record('03:00', 'DetachNetworkInterface', { attachmentId: 'eni-attach-01' }, {}),
  ];
  expect(holdersAt(records, '00:30', inside)).toEqual([]);
  expect(holdersAt(records, '02:00', inside)).toEqual(['i-01']);
  expect(holdersAt(records, '04:00', inside)).toEqual([]);
});

test('an interface of unknown address leaves room for one address more', () => {
  const attached = record('01:00', 'AttachNetworkInterface', { networkInterfaceId: 'eni-01', instanceId: 'i-01' }, {});
  expect(readPlacements(factsOf([attached])).of('i-01')?.unknownInterfaces).toBe(1);
});

test('a NAT gateway has the address of its allocation, and its account has allocated it', () => {
  const natGateway = {
    natGatewayId: 'nat-01',
    vpcId: 'vpc-01',
    natGatewayAddressSet: { item: { allocationId: 'eipalloc-01' } },
  };
  const placements = readPlacements(factsOf([record('01:00', 'CreateNatGateway', {}, { natGateway }), allocated]));
  expect(placements.natGateways(elastic)).toEqual([{ accountId, vpcId: 'vpc-01' }]);
  expect(placements.hasNatGateway('vpc-01')).toBe(true);
  expect(placements.isAllocated(elastic, accountId)).toBe(true);
  expect(placements.isAllocated(elastic, '444455556666')).toBe(false);
});
