import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAwsRanges } from '../lib/aws-ranges.ts';
import { awsAddress, network } from './networks.ts';

const file = new URL('../../data/aws-ip-ranges.json', import.meta.url);
const ranges = parseAwsRanges(JSON.parse(readFileSync(file, 'utf8')));

test.each(Object.entries(awsAddress))(
  'the addresses of %s lie in the EC2 ranges of that region',
  (region, addresses) => {
    for (const address of Object.values(addresses).flat()) {
      expect([address, ranges.lookup(address)]).toEqual([address, { region, ec2: true }]);
    }
  },
);

test('people, builders and attackers sit outside AWS', () => {
  for (const address of Object.values(network)) expect(ranges.lookup(address)).toBeNull();
});
