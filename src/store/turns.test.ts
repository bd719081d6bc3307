import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('one thing is done after the other, in the order in which they were asked for, until one fails', async () => {
  const asked = fc.array(fc.record({ delay: fc.constantFrom(null, 0, 1), fails: fc.boolean() }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(asked, async (works) => {
      const turns = new Turns((error) => `explained: ${String(error)}`);
      const log: string[] = [];
      const answers = works.map(({ delay, fails }, i) =>
        turns.take(async () => {
          log.push(`begin ${i}`);
          if (delay !== null) await sleep(delay);
          log.push(`end ${i}`);
          // What a library throws need not be an error.
          if (fails) throw i;
          return i;
        }),
      );
      const ends = await Promise.allSettled(answers);
      const failing = works.findIndex(({ fails }) => fails);
      const done = failing < 0 ? works.length : failing + 1;
      expect(log).toEqual(works.slice(0, done).flatMap((_, i) => [`begin ${i}`, `end ${i}`]));
      expect(ends).toEqual(
        works.map((_, i) =>
          failing >= 0 && i >= failing
            ? { status: 'rejected', reason: `explained: ${failing}` }
            : { status: 'fulfilled', value: i },
        ),
      );
      expect(turns.hasFailed).toBe(failing >= 0);
      await turns.done();
    }),
    { numRuns: 50 },
  );
});
