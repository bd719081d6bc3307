import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashBytes } from '../../lib/hash.ts';
import { parseUuid } from '../../lib/tables.ts';
import { parseTime } from '../../lib/time.ts';
import { createBatch } from '../batch.ts';
import { recordOf, session, TEN } from '../test-record.ts';
import { createTally } from './tally.ts';

const nothing = {
  learn: () => 0,
  tell: () => 0,
  mint: () => false,
  callOf: () => ({ activity: 0, isTold: false, isPlainMint: false }),
};
const emptyTally = (): ReturnType<typeof createTally> => createTally(new Uint32Array(39), nothing);

/** Reads one record from its bytes: what was counted, or null where it has to be parsed. */
function scanned(fields: object): ReturnType<ReturnType<typeof createBatch>['finish']> | null {
  const batch = createBatch();
  const bytes = Buffer.from(JSON.stringify(recordOf('ec2:DescribeTags', { userIdentity: session, ...fields })));
  batch.load(bytes);
  const end = batch.scan(0, false, 0);
  const facts = batch.finish();
  return end === bytes.length ? facts : null;
}

test('texts have codes from 1 on, equal ones the same, over any growth', () => {
  const text = fc.oneof(
    { weight: 40, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    fc.nat(400_000).map((length) => 'x'.repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 200, maxLength: 400, size: 'max' }), (some) => {
      const { texts, finish } = emptyTally();
      const all = [...some, ...Array.from({ length: 2500 }, (_, i) => `text ${i}`), ...some];
      const known = new Map<string, number>([['', 0]]);
      for (const one of all) {
        const utf8 = Buffer.from(one).toString();
        const code = texts.codeOf(one);
        if (!known.has(utf8)) known.set(utf8, code);
        expect(code).toBe(known.get(utf8));
        expect(texts.get(code) ?? '').toBe(utf8);
      }
      expect(texts.size).toBe(known.size - 1);
      expect(finish().texts.ends).toHaveLength(known.size - 1);
    }),
    { numRuns: 5 },
  );
});

test('many rows of many kinds are told apart', () => {
  const batch = createBatch();
  const events = 30_000;
  for (let i = 0; i < events; i++) {
    const principalId = `AROA${i % 9000}:s`;
    const eventID = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    const record = { eventID, userIdentity: { ...session, principalId }, recipientAccountId: String(i % 700) };
    expect(batch.addRecord(recordOf('ec2:DescribeTags', record), 0)).toBe(true);
  }
  const { uses, identities, volumes, events: log } = batch.finish();
  expect([uses.length, identities.length, volumes.length, log.length]).toEqual([9000, 9000, 700, events]);
  expect(uses.columns.count.reduce((sum, count) => sum + count, 0)).toBe(events);
  expect(
    new Set(Array.from({ length: events }, (_, i) => `${log.identity[i * 2]} ${log.identity[i * 2 + 1]}`)).size,
  ).toBe(events);
});

test('a UUID is read as the parser reads it, or not at all', () => {
  const hexadecimal = fc.constantFrom(...'0123456789abcdefABCDEF');
  const any = fc.oneof({ weight: 30, arbitrary: hexadecimal }, fc.constantFrom(...'g-/:@G` {'));
  const uuid = fc
    .array(any, { minLength: 32, maxLength: 32 })
    .map((digits) => digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
  fc.assert(
    fc.property(uuid, (eventID) => {
      const words = new Uint32Array(4);
      const facts = scanned({ eventID });
      const isUuid = parseUuid(eventID, words, 0);
      expect(facts?.uses.columns.firstEventID).toEqual(isUuid ? words : undefined);
    }),
    { numRuns: 500 },
  );
});

test('a time is read as the parser reads it, or not at all', () => {
  const near = fc
    .record({
      seconds: fc.integer({ min: 1e9, max: 4.3e9 }),
      at: fc.nat(19),
      c: fc.constantFrom(...'0123456789:-TZ '),
    })
    .map(({ seconds, at, c }) => {
      const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
      return [text, text.slice(0, at) + c + text.slice(at + 1)];
    });
  fc.assert(
    fc.property(near, (times) => {
      for (const eventTime of times) {
        const facts = scanned({ eventTime });
        expect(facts?.events.eventTime[0] ?? null).toBe(parseTime(eventTime));
      }
    }),
    { numRuns: 500 },
  );
});

test('the identity of an event is the same number in every version: cases keep it', () => {
  const facts = scanned({});
  expect(facts?.events.eventTime[0]).toBe(TEN);
  expect(Array.from(facts!.events.identity)).toEqual([0x9e37_79b9, 0x7f4a_7c15].map(identityOfTheRecord));
});

/** MurmurHash3 over the account's hash and the four words of `eventID`. */
function identityOfTheRecord(seed: number): number {
  const account = Buffer.from('111122223333');
  const words = new Uint32Array(5);
  words[0] = hashBytes(account, 0, account.length);
  parseUuid('22222222-2222-4222-8222-222222222222', words, 1);
  let hash = seed;
  for (const word of words) {
    const k = Math.imul(word, 0xcc9e_2d51);
    hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b87_3593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
