import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assume,
  clock,
  forwarded,
  lineageOf,
  OTHER,
  record,
  roleSession,
  service,
  session,
  told,
  user,
} from '../../test/support/raw-records.ts';
import type { Json } from '../../test/support/raw-records.ts';
import { factsOf } from '../evidence/index.ts';
import { allOrigins } from './index.ts';
import { BASIS_SESSION } from '../model/lineage.ts';
import type { Lineage } from '../model/lineage.ts';
import {
  ancestors,
  buildLineage,
  descendants,
  isMinted,
  markDescendants,
  mintedChildren,
  pathToRoot,
  rootOf,
} from './index.ts';

const keys = ['AKIAAEXAMPLE', 'AKIABEXAMPLE', ...Array.from({ length: 9 }, (_, i) => `ASIA${i}EXAMPLE`)];
const key = fc.constantFrom(...keys);
const token = fc.constantFrom(...keys.slice(2));
const time = fc.integer({ min: 0, max: 5 }).map((second) => `10:00:0${second}`);
const role = fc.constantFrom('Deploy/run', 'Deploy/other', 'Web/i-0123456789abcdef0');

/** Records as nobody would write them: any key mints any other, in any order, in cycles, twice, from two accounts. */
const anyRecord: fc.Arbitrary<Json> = fc.oneof(
  fc.tuple(key, time, token, role).map(([signer, at, child, name]) => assume(user('ci', signer), at, child, name)),
  fc
    .tuple(key, time, token, role)
    .map(([signer, at, child, name]) => assume(roleSession('Deploy/run', signer, '10:00:00'), at, child, name)),
  fc
    .tuple(time, token, role)
    .map(([at, child, name]) => assume(service('ec2.amazonaws.com'), at, child, name, { bare: true })),
  fc
    .tuple(time, token, role)
    .map(([at, child, name]) =>
      assume({ type: 'AWSAccount', principalId: 'AIDACIEXAMPLE', accountId: OTHER }, at, child, name),
    ),
  fc
    .tuple(fc.option(key), time, time, role)
    .map(([used, at, created, name]) => record({ at, userIdentity: roleSession(name, used, created) })),
  fc.tuple(token, time).map(([used, at]) => forwarded(user('ci', used, session(at)), at)),
  fc.tuple(key, time).map(([signer, at]) =>
    record({
      at,
      userIdentity: user('ci', signer),
      errorCode: 'AccessDenied',
      eventName: 'AssumeRole',
      eventSource: 'sts.amazonaws.com',
    }),
  ),
);
/** Each run reads a trail: enough to find what a change breaks, in seconds. */
const runs = { numRuns: 60 };
const trail = fc.array(anyRecord, { maxLength: 20 });

function everything(lineage: Lineage) {
  return keys.filter((id) => lineage.find(id) >= 0).map((id) => [id, told(lineage, id)]);
}

const all = (lineage: Lineage): number[] => Array.from({ length: lineage.credentials.length }, (_, at) => at);

describe('whatever a trail holds', () => {
  test('shuffling its records, some delivered twice, changes nothing', () => {
    const delivered = trail.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 })),
    );
    fc.assert(
      fc.property(delivered, ([records, other]) => {
        const [plain, again] = [lineageOf(records), lineageOf(other)];
        expect(everything(again)).toEqual(everything(plain));
        expect(allOrigins(again)).toEqual(allOrigins(plain));
      }),
      runs,
    );
  });

  test('every chain ends, and topDown lists each credential once, after its parent', () => {
    fc.assert(
      fc.property(trail, (records) => {
        const lineage = lineageOf(records);
        const { parent, depth, length } = lineage.credentials;
        const seen = new Set<number>();
        for (const at of lineage.topDown) {
          expect(parent[at]! < 0 || seen.has(parent[at]!)).toBe(true);
          expect(depth[at]).toBe(parent[at]! < 0 ? 0 : depth[parent[at]!]! + 1);
          seen.add(at);
        }
        expect(seen.size).toBe(length);
        expect(lineage.topDown).toHaveLength(length);
      }),
      runs,
    );
  });

  test('a child has the origin of its parent, and is as sure of it at most', () => {
    fc.assert(
      fc.property(trail, (records) => {
        const { credentials: table, ...lineage } = lineageOf(records);
        for (const at of lineage.topDown) {
          const parent = table.parent[at]!;
          if (parent < 0) continue;
          expect(table.origin[at]).toBe(table.origin[parent]);
          expect(table.originInferred[at]).toBe(
            table.parentBasis[at] === BASIS_SESSION ? 1 : table.originInferred[parent],
          );
        }
      }),
      runs,
    );
  });

  test('the walkers agree with the parents', () => {
    fc.assert(
      fc.property(trail, (records) => {
        const lineage = lineageOf(records);
        for (const at of all(lineage)) {
          const path = pathToRoot(lineage, at);
          expect(path[0]).toBe(at);
          expect(ancestors(lineage, at)).toEqual(path.slice(1));
          expect(rootOf(lineage, at)).toBe(path.at(-1));
          const below = all(lineage).filter((other) => ancestors(lineage, other).includes(at));
          expect(descendants(lineage, at).toSorted((a, b) => a - b)).toEqual(below);
          const minted = all(lineage).filter(
            (other) => lineage.credentials.parent[other] === at && isMinted(lineage, other),
          );
          expect(mintedChildren(lineage, at).toSorted((a, b) => a - b)).toEqual(minted);
          const marks = new Uint8Array(lineage.credentials.length);
          marks[at] = 1;
          markDescendants(lineage, marks);
          expect(all(lineage).filter((other) => marks[other] === 1)).toEqual([at, ...below].toSorted((a, b) => a - b));
        }
      }),
      runs,
    );
  });

  test('the uses of all credentials together are the calls that name a key, and those that could be given to one', () => {
    fc.assert(
      fc.property(trail, (records) => {
        const { facts, credentials, usesOf } = lineageOf(records);
        const sum = credentials.uses.reduce((total, uses) => total + uses, 0);
        const listed = usesOf.items.reduce((total, row) => total + facts.uses.columns.count[row]!, 0);
        const named = Array.from(facts.uses.columns.accessKeyId).reduce(
          (n, code, row) => n + (code === 0 ? 0 : facts.uses.columns.count[row]!),
          0,
        );
        expect(sum).toBe(listed);
        expect(sum).toBeGreaterThanOrEqual(named);
      }),
      runs,
    );
  });
});

describe('odd trees', () => {
  test('in a circle of parents the token that was issued first loses its parent', () => {
    const by = (signer: string): Json => roleSession('Deploy/run', signer, '09:00:00');
    const lineage = lineageOf([
      assume(by('ASIACEXAMPLE'), '10:00:02', 'ASIAAEXAMPLE', 'Deploy/a'),
      assume(by('ASIAAEXAMPLE'), '10:00:01', 'ASIABEXAMPLE', 'Deploy/b'),
      assume(by('ASIABEXAMPLE'), '10:00:03', 'ASIACEXAMPLE', 'Deploy/c'),
      assume(by('ASIABEXAMPLE'), '10:00:04', 'ASIADEXAMPLE', 'Deploy/d'),
    ]);
    expect(told(lineage, 'ASIABEXAMPLE')).toMatchObject({
      parent: null,
      basis: null,
      depth: 0,
      origin: 'unknown ASIABEXAMPLE',
    });
    expect(told(lineage, 'ASIACEXAMPLE')).toMatchObject({ parent: 'ASIABEXAMPLE', depth: 1 });
    expect(told(lineage, 'ASIAAEXAMPLE')).toMatchObject({ parent: 'ASIACEXAMPLE', depth: 2 });
    expect(told(lineage, 'ASIADEXAMPLE')).toMatchObject({ parent: 'ASIABEXAMPLE', depth: 1 });
  });

  test('a token that mints itself has no parent', () => {
    const lineage = lineageOf([
      assume(roleSession('Deploy/run', 'ASIAAEXAMPLE', '09:00:00'), '10:00:00', 'ASIAAEXAMPLE', 'Deploy/a'),
    ]);
    expect(told(lineage, 'ASIAAEXAMPLE')).toMatchObject({ parent: null, depth: 0 });
  });

  test('a chain of 5,000 generations has its depth, its origin and its path', () => {
    const generations = 5_000;
    const id = (n: number): string => (n === 0 ? 'AKIAEXAMPLE' : `ASIA${n}EXAMPLE`);
    const records = Array.from({ length: generations }, (_, n) =>
      assume(user('ci', id(n)), '10:00:00', id(n + 1), 'Deploy/run'),
    );
    const lineage = buildLineage(factsOf(records.toReversed()), { asOf: clock('10:00:00') });
    const last = lineage.find(id(generations));
    expect(told(lineage, id(generations))).toMatchObject({ depth: generations, origin: 'access-key AKIAEXAMPLE' });
    expect(pathToRoot(lineage, last)).toHaveLength(generations + 1);
    expect(descendants(lineage, lineage.find(id(0)))).toHaveLength(generations);
  });

  test('children are listed by issue time', () => {
    const lineage = lineageOf([
      assume(user('ci', 'AKIAEXAMPLE'), '10:00:05', 'ASIAAEXAMPLE', 'Deploy/a'),
      assume(user('ci', 'AKIAEXAMPLE'), '10:00:01', 'ASIABEXAMPLE', 'Deploy/b'),
    ]);
    expect(mintedChildren(lineage, lineage.find('AKIAEXAMPLE'))).toEqual([
      lineage.find('ASIABEXAMPLE'),
      lineage.find('ASIAAEXAMPLE'),
    ]);
  });

  test('an empty case has no credentials, and knows none', () => {
    const lineage = lineageOf([]);
    expect(lineage.credentials.length).toBe(0);
    expect(lineage.find('AKIAEXAMPLE')).toBe(-1);
    expect(lineage.find('')).toBe(-1);
  });
});
