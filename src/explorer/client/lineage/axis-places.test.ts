import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCovered, placeFlags, placeNow } from './axis-places.ts';

const width = 500;

test('of two changes shortly before the present the first is told, on its left', () => {
  const [first, second] = placeFlags([{ x: 470 }, { x: 474 }], width);
  expect(first).toMatchObject({ x: 470, side: 'left', room: 220 });
  expect(second!.room).toBeLessThan(44);
});

test.each([
  [100, { x: 100, side: 'right' }],
  [454, { x: 454, side: 'right' }],
  [470, { x: 470, side: 'left' }],
  [-1, null],
  [501, null],
] as const)('the present at %d has its label where there is room', (x, placed) => {
  expect(placeNow(x, width)).toEqual(placed);
});

test.each([
  [470, 430, true],
  [470, 390, true],
  [470, 350, false],
  [470, 480, false],
  [100, 130, true],
  [100, 150, false],
] as const)('with the present at %d the label of a tick at %d is covered: %s', (now, x, covered) => {
  expect(isCovered(x, placeNow(now, width))).toBe(covered);
});

test('no flag says words over another or beyond the picture', () => {
  const flags = fc.array(fc.integer({ min: 0, max: width }), { maxLength: 12 });
  fc.assert(
    fc.property(flags, (xs) => {
      const spans = placeFlags(
        xs.map((x) => ({ x })),
        width,
      )
        .filter(({ room }) => room > 44)
        .map(({ x, room, side }) => (side === 'left' ? [x - room, x] : [x, x + room]) as [number, number]);
      for (const [from, to] of spans) expect([from >= 0, to <= width]).toEqual([true, true]);
      const sorted = spans.toSorted((a, b) => a[0] - b[0]);
      for (const [i, [, to]] of sorted.slice(0, -1).entries()) expect(to).toBeLessThanOrEqual(sorted[i + 1]![0]);
    }),
  );
});
