import { expect, test } from 'vitest';
import { freeArrays } from './free-arrays.ts';

test('arrays that were freed are empty, views of one buffer among them, and take no memory', () => {
  const before = process.memoryUsage().arrayBuffers;
  const words = new Uint32Array(1 << 20);
  const view = words.subarray(5);
  freeArrays([words, view, null, 'no array']);
  expect([words.length, view.length]).toEqual([0, 0]);
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + words.BYTES_PER_ELEMENT * (1 << 20));
});

test('small arrays are left to the collector', () => {
  const small = new Uint32Array(8);
  freeArrays([small]);
  expect(small.length).toBe(8);
});
