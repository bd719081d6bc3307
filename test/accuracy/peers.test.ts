import { expect, test } from 'vitest';
import { peers } from '../../bench/peers-detections/index.mjs';
import type { CloudTrailRecord } from '../../src/synth/index.ts';
import { createWorld } from '../../src/synth/index.ts';

const world = createWorld({ seed: 8, start: '2026-10-05T00:00:00Z' });
const at = world.on(0, '10:00');
const from = (ip: string) => ({ at: at + 60, from: { ip, userAgent: 'aws-cli/2.32.0' } });
const key = world.accessKey(world.user('mallory'));
const [first, second] = [world.role('First'), world.role('Second')];
key.call('s3.amazonaws.com', 'ListBuckets', from('203.0.113.66'));
key.call('ec2.amazonaws.com', 'DescribeInstances', from('198.51.100.20'));
key.getSessionToken({ at });
const token = key.assumeRole(first, { at, sessionName: 'build' });
token.assumeRole(second, { at: at + 60, sessionName: 'build' });
token.assumeRole(second, { at: at + 120, sessionName: 'build' });
// A session of an instance mints, seen from outside Amazon's networks.
const host = key.assumeRole(first, { at, sessionName: 'i-0123456789abcdef0' });
host.assumeRole(second, { at: at + 180, sessionName: 'build', from: { ip: '203.0.113.66', userAgent: 'curl/8.0' } });

function count(records: readonly CloudTrailRecord[], asOf: number, isAmazon: boolean): Record<string, number> {
  const given = { isAmazon: () => isAmazon, placeOf: (ip: string) => ip };
  return Object.fromEntries(
    peers.map(({ id, create }) => {
      const rule = create(given);
      for (const record of records) rule.see(record);
      return [id, [...rule.alerts({ asOf })].length];
    }),
  );
}

test('each of the filters raises what its rule would, and no more', () => {
  expect(count(world.records(), at + 200, false)).toEqual({
    // The pair is the same all three times.
    'elastic/role-chaining': 1,
    'elastic/multiple-addresses': 1,
    'sigma/assumerole-misuse': 3,
    'sigma/getsessiontoken-misuse': 1,
    'panther/imds-exfiltration': 1,
    'panther/imds-exfiltration-in-aws': 0,
    'panther/getsessiontoken-misuse': 1,
    'skywrapper/live-refreshed': 3,
    'skywrapper/ec2-refreshed-manually': 1,
    'skywrapper/refreshed': 3,
  });
});

test("an instance's session in Amazon's networks is for information", () => {
  const counts = count(world.records(), at, true);
  expect([counts['panther/imds-exfiltration'], counts['panther/imds-exfiltration-in-aws']]).toEqual([0, 1]);
});

test('tokens that have expired are not live to SkyWrapper', () => {
  expect(count(world.records(), world.on(3, '10:00'), false)['skywrapper/live-refreshed']).toBe(0);
});
