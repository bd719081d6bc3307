import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, holds, networkOf, parseAddress, parseRange } from './addresses.ts';

test.each([
  ['10.0.0.1', 4, 'private'],
  ['172.15.255.255', 4, 'public'],
  ['172.16.0.0', 4, 'private'],
  ['172.31.255.255', 4, 'private'],
  ['172.32.0.0', 4, 'public'],
  ['192.168.1.9', 4, 'private'],
  ['100.63.255.255', 4, 'public'],
  ['100.64.0.0', 4, 'private'],
  ['100.127.255.255', 4, 'private'],
  ['100.128.0.0', 4, 'public'],
  ['198.18.4.1', 4, 'private'],
  ['198.20.0.1', 4, 'public'],
  ['240.0.0.1', 4, 'private'],
  ['127.0.0.1', 4, 'private'],
  ['192.0.2.1', 4, 'public'],
  ['198.51.100.7', 4, 'public'],
  ['203.0.113.9', 4, 'public'],
  ['3.80.1.2', 4, 'public'],
  ['fd12:3456::1', 6, 'private'],
  ['fe80::1', 6, 'private'],
  ['::1', 6, 'private'],
  ['2600:1f18::1', 6, 'public'],
  ['2001:db8::1', 6, 'public'],
])('%s is IPv%d and %s', (text, family, scope) => {
  expect(parseAddress(text)).toMatchObject({ family, scope });
});

test.each([
  '',
  'AWS Internal',
  'ec2.amazonaws.com',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '0x7f.1.1.1',
  '01.2.3.4',
  '3232235777',
  '1.2.3.4/32',
  ' 1.2.3.4',
  'fe80::1%eth0',
  '2600:::1',
  '1:2:3:4:5:6:7:8:9',
  'HIDDEN_DUE_TO_SECURITY_REASONS',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeNull();
});

test('an IPv4 address mapped into IPv6 is that IPv4 address', () => {
  expect(parseAddress('::ffff:10.0.0.1')).toEqual(parseAddress('10.0.0.1'));
  expect(parseAddress('::FFFF:0a00:0001')).toEqual(parseAddress('10.0.0.1'));
});

test('one IPv6 address has one value, however it is written', () => {
  expect(parseAddress('2001:DB8:0:0::1')).toEqual(parseAddress('2001:db8::1'));
});

test('formatting and parsing are each other’s inverse', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text);
      if (address === null) return;
      expect(parseAddress(formatAddress(address.value))).toEqual(address);
    }),
  );
});

test.each([
  ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
  ['10.9.9.9/8', '10.0.0.0', '9.255.255.255'],
  ['198.51.100.7', '198.51.100.7', '198.51.100.8'],
  ['0.0.0.0/0', '255.255.255.255', '2001:db8::1'],
  ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
  ['2001:db8::1/128', '2001:db8::1', '2001:db8::2'],
])('%s holds %s and not %s', (cidr, inside, outside) => {
  const range = parseRange(cidr);
  expect(range).not.toBeNull();
  expect(holds([range!], parseAddress(inside)!)).toBe(true);
  expect(holds([range!], parseAddress(outside)!)).toBe(false);
});

test.each(['', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0/8', '2001:db8::/129', 'office', '10.0.0.0/8/8'])(
  '%j is no range',
  (text) => {
    expect(parseRange(text)).toBeNull();
  },
);

test.each([
  ['198.51.100.7', '198.51.100.0/24'],
  ['::ffff:198.51.100.7', '198.51.100.0/24'],
  ['2001:db8:1:2:3::4', '2001:db8:1::/48'],
  ['0.0.0.1', '0.0.0.0/24'],
])('%s lies in the network %s', (text, network) => {
  expect(networkOf(parseAddress(text)!)).toBe(network);
});
