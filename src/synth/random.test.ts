import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

test('ids are of AWS form, end in EXAMPLE and never repeat', () => {
  const random = createRandom(3);
  const ids = Array.from({ length: 20_000 }, () => random.uniqueId('ASIA', 20));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 100)) expect(id).toMatch(/^ASIAI[A-Z2-7]{8}EXAMPLE$/);
  expect(random.uniqueId('AROA', 21)).toMatch(/^AROAI[A-Z2-7]{9}EXAMPLE$/);
});

test('uuids are of version 4', () => {
  expect(createRandom(3).uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test('a fork draws its own numbers, the same for the same purpose', () => {
  const draw = (purpose: string): string => createRandom(3).fork(purpose).hex(32);
  expect(draw('noise')).toBe(draw('noise'));
  expect(draw('noise')).not.toBe(draw('attack'));
});
