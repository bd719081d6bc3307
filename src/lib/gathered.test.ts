import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gathered } from './gathered.ts';

const pieces = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.nat({ max: 90_000 }).map((length) => 'line\n'.repeat(length / 5)),
    fc.uint8Array({ maxLength: 5 }),
  ),
);

test('gives the same bytes in their order, short texts together', () => {
  fc.assert(
    fc.property(pieces, (given) => {
      const lots = [...(gathered(given) as Iterable<string | Uint8Array>)];
      const bytes = (of: readonly (string | Uint8Array)[]): Buffer => Buffer.concat(of.map((one) => Buffer.from(one)));
      expect(bytes(lots).equals(bytes(given))).toBe(true);
      const texts = lots.map((lot, i) => typeof lot === 'string' && typeof lots[i + 1] === 'string' && lot.length);
      expect(texts.every((length) => length === false || length >= 1 << 16)).toBe(true);
    }),
  );
});

test('what comes as it happens is given at once', async () => {
  async function* slow(): AsyncGenerator<string> {
    yield 'first\n';
    await new Promise(() => undefined);
  }
  const lots = (gathered(slow()) as AsyncIterable<string>)[Symbol.asyncIterator]();
  expect(await lots.next()).toEqual({ done: false, value: 'first\n' });
});
