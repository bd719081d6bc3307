import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileOutcome } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { packBatch, packFiles, unpackBatch, unpackFiles } from './pool-messages.ts';
import type { StoredFile } from './read.ts';

const text = fc.string({ unit: 'binary', maxLength: 8 });
const file: fc.Arbitrary<StoredFile> = fc
  .record({
    source: text,
    path: fc.option(text, { nil: null }),
    size: fc.nat({ max: 2 ** 40 }),
    identity: fc.option(text, { nil: null }),
    content: fc.oneof(
      fc.constant({}),
      fc.uint8Array({ maxLength: 8 }).map((some) => ({ bytes: new Uint8Array(some) })),
      text.map((reason) => ({ reason })),
    ),
  })
  .map(({ source, path, size, identity, content }) => ({ source, path: path ?? source, size, identity, ...content }));

test('a thread gets the files as they are, but for their identities', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 20 }), (files) => {
      const there = unpackFiles(structuredClone(packFiles(files)));
      expect(there).toEqual(files.map((each) => ({ ...each, identity: null })));
    }),
  );
});

test('outcomes come back to the files that they are of', () => {
  const outcome = fc.record({
    status: fc.constantFrom('read', 'partial', 'skipped', 'foreign'),
    reason: fc.option(text, { nil: null }),
    events: fc.nat({ max: 2 ** 40 }),
    unreadable: fc.nat({ max: 2 ** 40 }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(file, outcome), { maxLength: 20 }), (pairs) => {
      const outcomes = pairs.map(([{ source, identity }, each]): FileOutcome => ({ source, identity, ...each }));
      const batch = createBatch().finish(outcomes.map((each) => ({ ...each, identity: null })));
      const files = pairs.map(([each]) => each);
      expect(unpackBatch(structuredClone(packBatch(batch)), files)).toEqual({ ...batch, files: outcomes });
    }),
  );
});
