import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from '../lib/tables.ts';
import type { CaseFacts, FactKind } from '../model/facts.ts';
import { factColumns, factOrder } from '../model/facts.ts';
import { createBatch } from './batch.ts';
import { factsOf, mergeBatches } from './gather.ts';
import { ACCOUNT, type Fields, recordOf, session, TEN, user } from './test-record.ts';

const kinds = Object.keys(factColumns) as FactKind[];

/** All that facts are: every row as text, and the pool in its order. */
function told(facts: CaseFacts): unknown {
  const texts = Array.from({ length: facts.texts.size }, (_, i) => facts.texts.get(i + 1));
  return { texts, rows: kinds.map((kind) => readRows(factColumns[kind], facts[kind], facts.texts)) };
}

const calls = ['s3:GetObject', 's3:ListBuckets', 'sts:AssumeRole', 'iam:DeleteUser', 'ec2:AllocateAddress'];

/** Few values, so that rows meet: several events of one use, copies of one event, two accounts. */
const record = fc
  .record({
    n: fc.nat(30),
    call: fc.constantFrom(...calls),
    seconds: fc.constantFrom(0, 1, 3599, 3600, 7200),
    identity: fc.constantFrom(user, session, { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }),
    ip: fc.constantFrom('198.51.100.7', '203.0.113.9'),
    account: fc.constantFrom(ACCOUNT, '444455556666'),
    failed: fc.boolean(),
  })
  .map((drawn): Fields => {
    const eventID = `00000000-0000-4000-8000-${String(drawn.n).padStart(12, '0')}`;
    return recordOf(drawn.call, {
      eventID,
      eventTime: new Date((TEN + drawn.seconds) * 1000).toISOString(),
      userIdentity: drawn.identity,
      sourceIPAddress: drawn.ip,
      recipientAccountId: drawn.account,
      requestParameters: { userName: 'alice' },
      responseElements: { credentials: { accessKeyId: `ASIA${drawn.n}EXAMPLE` }, publicIp: '192.0.2.7' },
      ...(drawn.failed && { errorCode: 'AccessDenied' }),
    });
  });

/** Distinct events: an id names one content. */
const trail = fc.uniqueArray(record, { selector: (one) => one['eventID'], maxLength: 30 });

function inBatches(records: readonly unknown[], sizes: readonly number[]): CaseFacts {
  const batches = [];
  let from = 0;
  for (const size of [...sizes, records.length]) {
    const batch = createBatch();
    for (const one of records.slice(from, from + size)) batch.addRecord(one, 0);
    batches.push(batch.finish());
    from += size;
  }
  return mergeBatches(batches);
}

test('neither the order of records nor how they are split into batches changes a fact', () => {
  const order = fc.tuple(trail, fc.infiniteStream(fc.nat()), fc.array(fc.nat(8), { maxLength: 6 }));
  fc.assert(
    fc.property(order, ([records, numbers, sizes]) => {
      const keyed = records.map((one) => [numbers.next().value as number, one] as const);
      const shuffled = keyed.sort(([a], [b]) => a - b).map(([, one]) => one);
      expect(told(inBatches(shuffled, sizes))).toEqual(told(factsOf(records)));
    }),
  );
});

test('reading records again adds nothing', () => {
  const again = fc.tuple(trail, fc.array(fc.nat(60), { maxLength: 6 }), fc.nat(30));
  fc.assert(
    fc.property(again, ([records, sizes, some]) => {
      const repeated = [...records, ...records.slice(some), ...records];
      expect(told(inBatches(repeated, sizes))).toEqual(told(factsOf(records)));
    }),
  );
});

test('every event is counted once in volumes, and once in uses where it has a key or session', () => {
  fc.assert(
    fc.property(trail, (records) => {
      const facts = factsOf([...records, ...records]);
      const events = facts.volumes.columns.events.reduce((sum, one) => sum + one, 0);
      const uses = Array.from(facts.uses.columns.count).reduce((sum, one) => sum + one, 0);
      const errors = Array.from(facts.uses.columns.errors).reduce((sum, one) => sum + one, 0);
      const signed = records.filter((one) => (one['userIdentity'] as Fields)['accessKeyId'] !== undefined);
      expect(events).toBe(records.length);
      expect(uses).toBe(signed.length);
      expect(errors).toBe(signed.filter((one) => one['errorCode'] !== undefined).length);
    }),
  );
});

test('rows are in the order that the model promises', () => {
  fc.assert(
    fc.property(trail, (records) => {
      const facts = factsOf(records);
      for (const kind of kinds) {
        const keys = readRows(factColumns[kind], facts[kind], facts.texts).map((row) =>
          factOrder[kind].map((name) => (row as Fields)[name]),
        );
        expect(keys).toEqual(keys.toSorted(compareKeys));
      }
    }),
  );
});

function compareKeys(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (left === right) continue;
    if (left === null || right === null) return left === null ? -1 : 1;
    return (left as number | string) < (right as number | string) ? -1 : 1;
  }
  return 0;
}

test('one use that lies in three batches is one row, from its first event to its last', () => {
  const event = (n: number, seconds: number): Fields =>
    recordOf('s3:GetObject', {
      eventID: `00000000-0000-4000-8000-00000000000${n}`,
      eventTime: new Date((TEN + seconds) * 1000).toISOString(),
      ...(n === 2 && { errorCode: 'AccessDenied' }),
    });
  const facts = inBatches(
    [event(1, 5), event(2, 3000), event(3, 5), event(4, 7), event(5, 3000), event(6, 3600)],
    [2, 2],
  );
  const rows = readRows(factColumns.uses, facts.uses, facts.texts);
  const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
  expect(rows).toMatchObject([
    { first: TEN + 5, last: TEN + 3000, firstEventID: id(1), lastEventID: id(5), count: 5, errors: 1 },
    { first: TEN + 3600, last: TEN + 3600, firstEventID: id(6), lastEventID: id(6), count: 1, errors: 0 },
  ]);
  expect(readRows(factColumns.volumes, facts.volumes, facts.texts)).toMatchObject([
    { first: TEN + 5, last: TEN + 3000, events: 5 },
    { first: TEN + 3600, last: TEN + 3600, events: 1 },
  ]);
});

test('a repeated event leaves no row behind that only it was counted in', () => {
  const one = recordOf('s3:GetObject');
  const forged = recordOf('s3:GetObject', { userAgent: 'another client under the same eventID' });
  const facts = factsOf([one, forged]);
  expect(readRows(factColumns.uses, facts.uses, facts.texts)).toMatchObject([
    { userAgent: 'aws-cli/2.32.0', count: 1 },
  ]);
  expect(facts.texts.find('another client under the same eventID')).toBe(0);
});

test('both copies of a cross-account call are kept', () => {
  const copy = { responseElements: { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' } } };
  const foreign = { type: 'AWSAccount', principalId: user.principalId, accountId: ACCOUNT };
  const facts = factsOf([
    recordOf('sts:AssumeRole', copy),
    recordOf('sts:AssumeRole', { ...copy, userIdentity: foreign, recipientAccountId: '444455556666' }),
  ]);
  expect(facts.issuances.length).toBe(2);
});

test('nothing read gives no facts', () => {
  const facts = mergeBatches([]);
  expect(kinds.map((kind) => facts[kind].length)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(facts.texts.size).toBe(0);
});
