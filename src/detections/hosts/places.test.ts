import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AwsRanges } from '../../lib/aws-ranges.ts';
import { createTexts } from '../../lib/text-pool.ts';
import { type IsWanted, placesOf } from './places.ts';

/** Whatever begins with an even number is AWS's. */
const awsRanges: AwsRanges = {
  date: '2026-01-01',
  lookup: (address) =>
    typeof address !== 'string' && (address.value >> 24n) % 2n === 0n ? { region: 'eu-west-1', ec2: true } : null,
};

const texts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('sts.amazonaws.com', 'AWS Internal', '203.0.113.7'));

test('places that are asked for are the same whether others are wanted or not, and the others are none', () => {
  const isWanted: IsWanted = ({ scope, range }) => scope === 'public' && range === null;
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 30 }), (some) => {
      const pool = createTexts();
      const codes = some.map((text) => pool.codeOf(text));
      const [all, wanted] = [placesOf(pool, awsRanges), placesOf(pool, awsRanges, isWanted)];
      for (const code of [0, ...codes, ...codes]) {
        const place = all(code);
        expect(wanted(code)).toEqual(place !== null && isWanted(place) ? place : null);
      }
    }),
  );
});

test('an address is one place, however it is written', () => {
  const pool = createTexts();
  const places = placesOf(pool, awsRanges);
  expect(places(pool.codeOf('203.0.113.7'))).toBe(places(pool.codeOf('::ffff:203.0.113.7')));
});
