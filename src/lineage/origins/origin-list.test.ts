import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originKinds } from '../../model/lineage.ts';
import { originList } from './origin-list.ts';

const found = fc.record({
  kind: fc.constantFrom(...originKinds),
  id: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3_000_000 })),
  accountId: fc.nat({ max: 2 }),
  userName: fc.nat({ max: 2 }),
  inferred: fc.boolean(),
});

/** The one text of some, where those that say something say the same; else none. */
function agreed(codes: readonly number[]): number {
  const said = new Set(codes.filter((code) => code !== 0));
  return said.size === 1 ? [...said][0]! : 0;
}

test('an origin is listed once, where it was found first, with what all say of it', () => {
  fc.assert(
    fc.property(fc.array(found, { maxLength: 2000, size: 'max' }), (all) => {
      const list = originList();
      const positions = all.map((one) => list.positionOf(one));
      const keyOf = ({ kind, id }: (typeof all)[number]): string => `${kind} ${id}`;
      const keys = [...new Set(all.map(keyOf))];
      expect(positions).toEqual(all.map((one) => keys.indexOf(keyOf(one))));
      const { length, kind, id, accountId, userName } = list.table();
      const told = Array.from({ length }, (_, at) => [originKinds[kind[at]!], id[at], accountId[at], userName[at]]);
      const of = keys.map((key) => all.filter((one) => keyOf(one) === key));
      expect(told).toEqual(
        of.map((some) => [
          some[0]!.kind,
          some[0]!.id,
          agreed(some.map((one) => one.accountId)),
          agreed(some.map((one) => one.userName)),
        ]),
      );
    }),
    { numRuns: 30 },
  );
});
