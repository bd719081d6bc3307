import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinTexts } from './join-texts.ts';
import { createTexts } from './text-pool.ts';

const words = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }), { maxLength: 60 });

test('two pools, one behind the other, are one', () => {
  fc.assert(
    fc.property(words, fc.nat({ max: 60 }), fc.func(fc.boolean()), (texts, more, isAsked) => {
      const size = Math.min(more, texts.length);
      const [first, second] = [createTexts(), createTexts()];
      for (const text of texts.slice(0, size)) first.codeOf(text);
      const joined = joinTexts(first, size, second);
      for (const text of texts.slice(size)) second.codeOf(text);
      // What comes to the first pool later is not of this one.
      first.codeOf('something else');

      expect(joined.size).toBe(texts.length);
      const codes = texts.map((_, i) => i + 1);
      expect(codes.map(joined.get)).toEqual(texts);
      expect(texts.map(joined.find)).toEqual(codes);
      expect([joined.find('something else'), joined.get(0)]).toEqual([texts.indexOf('something else') + 1, null]);
      for (const text of texts.slice(0, 5)) expect(codes.filter(joined.matching(text))).toEqual([joined.find(text)]);
      const asked = codes.filter((code) => isAsked(code));
      const byBytes = (a: number, b: number): number =>
        Buffer.compare(Buffer.from(texts[a - 1]!), Buffer.from(texts[b - 1]!));
      expect([...joined.inOrder(Uint32Array.from(asked))]).toEqual(asked.toSorted(byBytes));
    }),
  );
});
