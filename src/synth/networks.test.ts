import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAwsRanges } from '../lib/aws-ranges.ts';
import { ec2Address, network, regions } from './networks.ts';
import { createRandom } from './random.ts';

const file = new URL('../../data/aws-ip-ranges.json', import.meta.url);
const ranges = parseAwsRanges(JSON.parse(readFileSync(file, 'utf8')));

test.each(regions)('an address of EC2 in %s lies in its published ranges', (region) => {
  const random = createRandom(4);
  for (let draw = 0; draw < 500; draw++) {
    const address = ec2Address(region, random);
    expect([address, ranges.lookup(address)]).toEqual([address, { region, ec2: true }]);
  }
});

test('people, builders and attackers sit outside AWS', () => {
  for (const address of Object.values(network)) expect(ranges.lookup(address)).toBeNull();
});
