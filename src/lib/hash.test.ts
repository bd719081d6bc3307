import { expect, test } from 'vitest';
import { hashBytes, uuidFromText } from './hash.ts';
import { uuidAt } from './tables.ts';

test('one text always gives one id, another text another', () => {
  expect(uuidFromText('a')).toEqual(uuidFromText('a'));
  expect(uuidFromText('a')).not.toEqual(uuidFromText('b'));
});

test('an id made of a text is a UUID of version 8', () => {
  expect(uuidAt(uuidFromText('{}'), 0)).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('a hash depends on the bytes between the two positions only', () => {
  const hash = (text: string, from: number, to: number): number => hashBytes(Buffer.from(text), from, to);
  expect(hash('xxASIAEXAMPLEyy', 2, 13)).toBe(hash('ASIAEXAMPLE', 0, 11));
});

test('ten thousand key ids that differ in a digit do not crowd into few hashes', () => {
  const hashes = new Set<number>();
  for (let i = 0; i < 10_000; i++) {
    const bytes = Buffer.from(`ASIA${i}EXAMPLE`);
    hashes.add(hashBytes(bytes, 0, bytes.length) & 0xffff);
  }
  // 65,536 places, 10,000 balls: about 9,275 are hit when they fall at random.
  expect(hashes.size).toBeGreaterThan(9_000);
});
