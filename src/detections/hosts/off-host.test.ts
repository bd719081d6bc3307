import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf } from '../../evidence/index.ts';
import { parseAwsRanges } from '../../lib/aws-ranges.ts';
import { buildLineage } from '../../lineage/index.ts';
import { configSchema } from '../../model/config.ts';
import { attackScenarios, network } from '../../synth/index.ts';
import { detect } from '../index.ts';
import { findOffHostInstances, isOutsideAws } from './off-host.ts';

const root = new URL('../../../', import.meta.url);
const awsRanges = parseAwsRanges(JSON.parse(readFileSync(new URL('data/aws-ip-ranges.json', root), 'utf8')));
const cases = fileURLToPath(new URL('test/cases/rules/instance-token-off-host', root));

function contextOf(records: readonly unknown[]) {
  const lineage = buildLineage(factsOf(records), { asOf: 1_772_582_400 });
  const suspicious = new Uint8Array(lineage.credentials.length);
  return { lineage, config: configSchema.parse({}), awsRanges, suspicious };
}

function recordsOf(story: string): unknown[] {
  return JSON.parse(readFileSync(`${cases}/${story}.json`, 'utf8')).records;
}

function foreignAddresses(records: readonly unknown[]): string[] {
  const spots = findOffHostInstances(contextOf(records)).flatMap((one) => one.spots);
  return [...new Set(spots.map(({ spot }) => spot.place.text))].sort();
}

// A case says whose token was stolen; this says who is blamed: the thief, never the instance.
test.each([
  ['fires-outside-aws', ['203.0.113.66']],
  ['fires-same-region-same-session', ['18.232.90.4']],
  ['fires-same-region-before-the-instance', ['18.232.90.4']],
  ['fires-thief-in-another-region-speaks-first', ['54.216.33.9']],
  ['fires-old-address-goes-on', ['18.232.90.4']],
  ['fires-twin-inside-aws', ['18.232.90.4']],
  ['fires-tokens-of-three-instances', ['203.0.113.66']],
  ['fires-tokens-of-three-instances-inside-aws', ['18.232.90.4']],
  ['fires-two-instances-behind-nat', ['18.232.90.4']],
  ['fires-another-instance-through-the-endpoint', ['10.0.0.22']],
  ['fires-second-private-address', ['10.0.0.22']],
  ['fires-elastic-address-of-another-instance', ['52.4.11.20']],
  ['fires-while-stopped', ['18.232.90.4']],
])('%s blames %j', (story, addresses) => {
  expect(foreignAddresses(recordsOf(story))).toEqual(addresses);
});

test('only what comes from beyond AWS counts as outside', () => {
  const outside = (story: string): boolean[] =>
    findOffHostInstances(contextOf(recordsOf(story))).flatMap((one) => one.spots.map(isOutsideAws));
  expect(outside('fires-outside-aws')).toEqual([true]);
  expect(outside('fires-another-region')).toEqual([false]);
  expect(outside('fires-strangers-endpoint')).toEqual([false]);
});

test('the thief’s uses are told apart from the instance’s, which keeps the token', () => {
  const [found] = findOffHostInstances(contextOf(recordsOf('fires-outside-aws')));
  const [, thief] = found!.host.spots;
  expect(found!.spots).toEqual([{ spot: thief, uses: thief!.uses, because: 'outside AWS' }]);
  expect(found!.host.spots.map(({ place }) => place.text)).toEqual(['54.157.20.31', '203.0.113.66']);
});

test('the order of the records changes no finding', () => {
  const stories = readdirSync(cases).map((name) => recordsOf(name.slice(0, -'.json'.length)));
  fc.assert(
    fc.property(
      fc.constantFrom(...stories).chain((story) => fc.shuffledSubarray(story, { minLength: story.length })),
      (shuffled) => {
        const inOrder = [...shuffled].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        expect(detect(contextOf(shuffled))).toEqual(detect(contextOf(inOrder)));
      },
    ),
    { numRuns: 30 },
  );
});

test('reading the records twice changes no finding', () => {
  const records = recordsOf('fires-tokens-of-three-instances');
  expect(detect(contextOf([...records, ...records]))).toEqual(detect(contextOf(records)));
});

test('theft is seen in every world, whatever its random choices', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
      const told = attackScenarios['instance token outside AWS']!(seed);
      expect(foreignAddresses(told.world.records())).toEqual([network.attacker]);
    }),
    { numRuns: 10 },
  );
});
