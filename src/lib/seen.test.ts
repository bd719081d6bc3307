import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeen } from './seen.ts';

const word = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const sighting = fc.record({ lot: fc.nat(4), high: word, low: word });

test('an identity is new once a lot', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 400 }), (sightings) => {
      const seen = createSeen();
      const known = new Set<string>();
      for (const { lot, high, low } of sightings) {
        // The free pair 0, 0 stands for its neighbour 0, 1: the only two identities that are one.
        const key = `${lot} ${high} ${high === 0 && low === 0 ? 1 : low}`;
        expect(seen.add(lot, high, low)).toBe(!known.has(key));
        known.add(key);
      }
      expect(seen.size).toBe(known.size);
    }),
  );
});

test('a lot that was written, evicted and loaded again knows what it knew', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 300 }), (sightings) => {
      const seen = createSeen();
      const written = new Map<number, number[]>();
      for (const { lot, high, low } of sightings) seen.add(lot, high, low);
      for (const lot of seen.lots()) {
        written.set(lot, [...seen.newIn(lot)]);
        seen.settle(lot);
        seen.evict(lot);
        expect(seen.isLoaded(lot)).toBe(false);
      }
      expect(seen.size).toBe(0);
      for (const [lot, identities] of written) seen.load(lot, Uint32Array.from(identities));
      for (const { lot, high, low } of sightings) expect(seen.add(lot, high, low)).toBe(false);
      for (const lot of seen.lots()) expect(seen.newIn(lot)).toHaveLength(0);
    }),
  );
});

test('new in a lot is what was added since it was settled, and not what was loaded', () => {
  const seen = createSeen();
  seen.load(5, Uint32Array.of(1, 1));
  seen.add(5, 1, 1);
  seen.add(5, 2, 2);
  seen.settle(5);
  seen.add(5, 3, 3);
  seen.add(5, 2, 2);
  expect([...seen.newIn(5)]).toEqual([3, 3]);
  expect([...seen.newIn(6)]).toEqual([]);
});

test('a hundred thousand counted-up identities are each new once', () => {
  const seen = createSeen();
  let added = 0;
  for (let round = 0; round < 2; round++) {
    for (let i = 1; i <= 100_000; i++) if (seen.add(1, 0, i)) added++;
  }
  expect(added).toBe(100_000);
});

test('hours are told in ascending order', () => {
  const seen = createSeen();
  for (const lot of [7, 3, 5]) seen.add(lot, 1, 1);
  expect(seen.lots()).toEqual([3, 5, 7]);
  expect(seen.isLoaded(9)).toBe(true);
});
