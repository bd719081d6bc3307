import { expect, test } from 'vitest';
import { onCircles } from './strong-components.ts';

const edges = (text: string): { from: string; to: string }[] =>
  text.split(' ').map((pair) => ({ from: pair[0]!, to: pair[1]! }));
const found = (text: string): string =>
  onCircles(edges(text))
    .map(({ from, to }) => from + to)
    .join(' ');

test.each([
  ['a way without return', 'ab bc cd ad', ''],
  ['a role that assumes itself', 'ab bb bc', 'bb'],
  ['two that take turns', 'ab bc cb cd', 'bc cb'],
  ['a round of three, with a way in and a way out', 'xa ab bc ca cy', 'ab bc ca'],
  ['two rounds that share a role', 'ab ba bc cb', 'ab ba bc cb'],
  ['two rounds with a bridge between them', 'ab ba bc cd dc', 'ab ba cd dc'],
])('%s', (_name, given, expected) => {
  expect(found(given)).toBe(expected);
});

test('a round of fifty thousand roles is found without recursion', () => {
  const round = Array.from({ length: 50_000 }, (_, i) => ({ from: String(i), to: String((i + 1) % 50_000) }));
  expect(onCircles([...round, { from: 'x', to: '0' }])).toHaveLength(50_000);
});
