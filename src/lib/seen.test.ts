import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeen } from './seen.ts';

const word = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const sighting = fc.record({ hour: fc.nat(4), high: word, low: word });

test('an identity is new once an hour', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 400 }), (sightings) => {
      const seen = createSeen();
      const known = new Set<string>();
      for (const { hour, high, low } of sightings) {
        // The free pair 0, 0 stands for its neighbour 0, 1: the only two identities that are one.
        const key = `${hour} ${high} ${high === 0 && low === 0 ? 1 : low}`;
        expect(seen.add(hour, high, low)).toBe(!known.has(key));
        known.add(key);
      }
      expect(seen.size).toBe(known.size);
    }),
  );
});

test('an hour that was written, evicted and loaded again knows what it knew', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 300 }), (sightings) => {
      const seen = createSeen();
      const written = new Map<number, number[]>();
      for (const { hour, high, low } of sightings) seen.add(hour, high, low);
      for (const hour of seen.hours()) {
        written.set(hour, [...seen.newIn(hour)]);
        seen.settle(hour);
        seen.evict(hour);
        expect(seen.isLoaded(hour)).toBe(false);
      }
      expect(seen.size).toBe(0);
      for (const [hour, identities] of written) seen.load(hour, Uint32Array.from(identities));
      for (const { hour, high, low } of sightings) expect(seen.add(hour, high, low)).toBe(false);
      for (const hour of seen.hours()) expect(seen.newIn(hour)).toHaveLength(0);
    }),
  );
});

test('new in an hour is what was added since it was settled, and not what was loaded', () => {
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
  for (const hour of [7, 3, 5]) seen.add(hour, 1, 1);
  expect(seen.hours()).toEqual([3, 5, 7]);
  expect(seen.isLoaded(9)).toBe(true);
});
