import { expect, test } from 'vitest';
import { configSchema } from '../model/config.ts';
import { otherAddressTest } from './other-address.ts';

const isOther = otherAddressTest(configSchema.parse({ trustedNetworks: [{ name: 'vpn', cidr: '192.0.2.0/24' }] }));

test.each([
  ['another IPv4 address', '198.51.100.7', '203.0.113.66', true],
  ['the same one', '198.51.100.7', '198.51.100.7', false],
  ['the same one, mapped into IPv6', '198.51.100.7', '::ffff:198.51.100.7', false],
  ['the other family', '198.51.100.7', '2001:db8:1::7', false],
  ['a host that changes its IPv6 address within its network', '2001:db8:1::7', '2001:db8:1::beef', false],
  ['another IPv6 network', '2001:db8:1::7', '2001:db8:2::7', true],
  ['a VPC endpoint, which shows the private address', '198.51.100.7', '10.0.0.5', false],
  ['another private address', '10.0.0.4', '10.0.0.5', true],
  ['a service', '198.51.100.7', 'cloudformation.amazonaws.com', false],
  ['AWS itself', '198.51.100.7', 'AWS Internal', false],
  ['a trusted network', '198.51.100.7', '192.0.2.9', false],
  ['an unknown address', '198.51.100.7', null, false],
])('%s', (_, minted, used, other) => {
  expect(isOther(minted, used)).toBe(other);
});
