import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, parseRange } from './addresses.ts';
import { parseAwsRanges } from './aws-ranges.ts';
import { condenseAwsRanges, type PublishedAwsRanges } from './condense-aws-ranges.ts';

const v4 = (ip_prefix: string, region: string, service: string) => ({ ip_prefix, region, service });

const published: PublishedAwsRanges = {
  createDate: '2026-08-22-15-17-05',
  prefixes: [
    v4('203.0.113.0/25', 'us-east-1', 'AMAZON'),
    v4('203.0.113.128/25', 'us-east-1', 'AMAZON'),
    v4('203.0.113.64/26', 'us-east-1', 'EC2'),
    v4('198.51.100.0/24', 'GLOBAL', 'AMAZON'),
    v4('198.51.100.16/28', 'eu-west-1', 'AMAZON'),
    v4('198.51.100.16/28', 'eu-west-1', 'EC2'),
  ],
  ipv6_prefixes: [{ ipv6_prefix: '2001:db8:1::/48', region: 'eu-west-1', service: 'EC2' }],
};

test('condensing merges neighbours and cuts nested prefixes apart', () => {
  expect(condenseAwsRanges(published)).toEqual({
    date: '2026-08-22',
    regions: {
      GLOBAL: { ec2: '', other: '198.51.100.0/28 198.51.100.32/27 198.51.100.64/26 198.51.100.128/25' },
      'eu-west-1': { ec2: '198.51.100.16/28 2001:db8:1::/48', other: '' },
      'us-east-1': { ec2: '203.0.113.64/26', other: '203.0.113.0/26 203.0.113.128/25' },
    },
  });
});

test.each([
  ['203.0.113.0', 'us-east-1', false],
  ['203.0.113.63', 'us-east-1', false],
  ['203.0.113.64', 'us-east-1', true],
  ['203.0.113.127', 'us-east-1', true],
  ['203.0.113.255', 'us-east-1', false],
  ['::ffff:203.0.113.64', 'us-east-1', true],
  ['198.51.100.16', 'eu-west-1', true],
  ['198.51.100.32', 'GLOBAL', false],
  ['2001:db8:1:ffff:ffff:ffff:ffff:ffff', 'eu-west-1', true],
])('%s is of %s, EC2: %s', (address, region, ec2) => {
  expect(parseAwsRanges(condenseAwsRanges(published)).lookup(address)).toEqual({ region, ec2 });
  expect(parseAwsRanges(published).lookup(address)).toEqual({ region, ec2 });
});

test.each(['203.0.112.255', '203.0.114.0', '198.51.99.255', '2001:db8:2::', '2001:db8:0:ffff::1', 'AWS Internal', ''])(
  '%j is outside AWS',
  (address) => {
    expect(parseAwsRanges(published).lookup(address)).toBeNull();
  },
);

test('the order of the published prefixes does not matter', () => {
  const condensed = condenseAwsRanges(published);
  fc.assert(
    fc.property(fc.shuffledSubarray([...published.prefixes], { minLength: 6 }), (prefixes) => {
      expect(condenseAwsRanges({ ...published, prefixes })).toEqual(condensed);
    }),
  );
});

test('the longest published prefix tells the region, and any EC2 prefix tells the use', () => {
  const regions = ['us-east-1', 'eu-west-1', 'GLOBAL'];
  // One region a block, as AWS publishes it: of two equal blocks with two regions neither could be right.
  const prefix = fc
    .record({ address: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 24, max: 32 }), ec2: fc.boolean() })
    .map(({ address, length, ec2 }) => {
      const range = parseRange(`192.0.2.${address}/${length}`)!;
      const region = regions[(Number(range.start & 0xffn) + length) % 3]!;
      return { ...range, length, region, ec2, text: `${formatAddress(range.start)}/${length}` };
    });
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 12 }), fc.integer({ min: 0, max: 255 }), (prefixes, last) => {
      const ranges = parseAwsRanges({
        createDate: '2026-01-01-00-00-00',
        prefixes: prefixes.map(({ text, region, ec2 }) => v4(text, region, ec2 ? 'EC2' : 'AMAZON')),
        ipv6_prefixes: [],
      });
      const value = parseRange(`192.0.2.${last}`)!.start;
      const around = prefixes
        .filter(({ start, end }) => start <= value && value <= end)
        .sort((a, b) => b.length - a.length);
      const expected = around.length === 0 ? null : { region: around[0]!.region, ec2: around.some(({ ec2 }) => ec2) };
      expect(ranges.lookup(`192.0.2.${last}`)).toEqual(expected);
    }),
  );
});

test.each([
  null,
  'text',
  7,
  [],
  {},
  { date: '2026-01-01' },
  { date: '2026-01-01', regions: { a: { ec2: 1, other: '' } } },
])('%j is no document of AWS ranges', (document) => {
  expect(() => parseAwsRanges(document)).toThrow(TypeError);
});

test('the ranges that come with the product know AWS’s own addresses and nobody else’s', () => {
  const shipped = new URL('../../data/aws-ip-ranges.json', import.meta.url);
  const ranges = parseAwsRanges(JSON.parse(readFileSync(shipped, 'utf8')));
  expect(ranges.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(ranges.lookup('3.225.16.109')).toEqual({ region: 'us-east-1', ec2: true });
  expect(ranges.lookup('8.8.8.8')).toBeNull();
  expect(ranges.lookup('192.0.2.1')).toBeNull();
  expect(ranges.lookup('2001:db8::1')).toBeNull();
});
