import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openCase } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MEGABYTE = 1 << 20;

/** Values of any length, some of several pieces and commits, that tell where in the array they stand. */
const arrays = fc
  .array(
    fc.record({
      length: fc.oneof(fc.nat({ max: 50 }), fc.integer({ min: MEGABYTE - 2, max: 2 * MEGABYTE })),
      type: fc.constantFrom(Uint8Array, Uint32Array, Int32Array),
      factor: fc.nat({ max: 3 }),
    }),
    { maxLength: 5 },
  )
  .map((drawn) => drawn.map(({ length, type, factor }) => new type(length).map((_, i) => i * factor)));

test('what is kept is given as it was, however long, and only under its key', async () => {
  await fc.assert(
    fc.asyncProperty(arrays, fc.string({ maxLength: 20 }), async (some, document) => {
      const path = join(folder, 'case.db');
      rmSync(path, { force: true });
      const kept = { key: 'key', document, arrays: Object.fromEntries(some.map((array, i) => [`a${i}`, array])) };
      {
        await using theCase = await openCase(path, { create: true });
        await theCase.keep({ ...kept, document: 'what was kept before' });
        await theCase.keep(kept);
      }
      await using theCase = await openCase(path, { readOnly: true });
      expect(await theCase.kept('another')).toBe(null);
      const read = (await theCase.kept('key'))!;
      expect({ key: read.key, document: read.document }).toEqual({ key: 'key', document });
      for (const [i, array] of some.entries()) {
        const same = read.arrays[`a${i}`]!;
        expect(same.length).toBe(array.length);
        expect(array.findIndex((value, at) => value !== same[at])).toBe(-1);
      }
    }),
    { numRuns: 4 },
  );
}, 60_000);

test('a document is kept that is longer than the memory that DuckDB may take as a rule', async () => {
  const path = join(folder, 'long.db');
  const document = 'an origin a token '.repeat(8_000_000);
  {
    await using theCase = await openCase(path, { create: true });
    await theCase.keep({ key: 'key', document, arrays: {} });
  }
  await using theCase = await openCase(path, { readOnly: true });
  expect((await theCase.kept('key'))!.document === document).toBe(true);
});
