import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { uuidAt } from '../lib/tables.ts';
import { putIdsAway } from './ids-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemma-ids-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const casePath = join(folder, 'case.db');

const ids = fc
  .array(fc.oneof(fc.constant(0), fc.nat({ max: 0xffff_ffff })), { minLength: 4, maxLength: 200 })
  .map((words) => Uint32Array.from(words.slice(0, words.length - (words.length % 4))));

test('ids that lie in a file are those that lay in memory, whichever is asked for', () => {
  fc.assert(
    fc.property(ids, ids, fc.infiniteStream(fc.nat()), (firsts, lasts, asked) => {
      const columns = { firstEventID: firsts.slice(), lastEventID: lasts.slice(), count: new Uint32Array(3) };
      const away = putIdsAway({ length: firsts.length / 4, columns }, ['firstEventID', 'lastEventID'], casePath)!;
      expect(Object.keys(columns)).toEqual(['count']);
      for (const drawn of asked.take(20)) {
        const [first, last] = [drawn % (firsts.length / 4), drawn % (lasts.length / 4)];
        expect(uuidAt(away['firstEventID']!, first)).toBe(uuidAt(firsts, first));
        expect(uuidAt(away['lastEventID']!, last)).toBe(uuidAt(lasts, last));
      }
    }),
    { numRuns: 50 },
  );
});

test('the file has no name: nothing is left of it, even by a process that is killed', () => {
  putIdsAway({ length: 1, columns: { firstEventID: new Uint32Array(4) } }, ['firstEventID'], casePath);
  expect(readdirSync(folder)).toEqual([]);
});

test('a column that was left out stays left out, and where no file can be made all stay', () => {
  const columns = { firstEventID: new Uint32Array(4) };
  expect(putIdsAway({ length: 1, columns: {} }, ['firstEventID'], casePath)).toEqual({});
  expect(putIdsAway({ length: 1, columns }, ['firstEventID'], join(folder, 'missing', 'case.db'))).toBe(null);
  expect(Object.keys(columns)).toEqual(['firstEventID']);
});
