import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newColumn, wordsOf } from '../lib/tables.ts';
import { joinRows, narrowRows, pickRows, type Rows, takeRows } from './rows.ts';
import { columnsOf } from './schema.ts';

const kind = 'uses';

/** Rows of uses with some columns left out, of values that tell where they came from. */
const lots = (length: fc.Arbitrary<number>): fc.Arbitrary<Rows> =>
  fc.record({ length, seed: fc.nat(), left: fc.subarray(columnsOf(kind).map(([name]) => name)) }).map((drawn) => {
    const columns: Rows['columns'] = {};
    for (const [at, [name, type]] of columnsOf(kind).entries()) {
      if (drawn.left.includes(name)) continue;
      columns[name] = newColumn(type, drawn.length).map((_, i) => (drawn.seed + at) * 31 + i * 7 + 1);
    }
    return { length: drawn.length, columns };
  });

const copyOf = ({ length, columns }: Rows): Rows => ({
  length,
  columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice()])),
});

/** What a row holds, 0 for what its columns leave out. */
const plain = ({ length, columns }: Rows): number[][] =>
  Array.from({ length }, (_, row) =>
    columnsOf(kind).flatMap(([name, type]) =>
      Array.from({ length: wordsOf(type) }, (_word, i) => columns[name]?.[row * wordsOf(type) + i] ?? 0),
    ),
  );

const someRows = fc.nat({ max: 40 }).chain((length) =>
  fc.record({
    rows: lots(fc.constant(length)),
    positions:
      length === 0
        ? fc.constant(new Uint32Array(0))
        : fc.array(fc.nat({ max: length - 1 }), { maxLength: 60 }).map((drawn) => Uint32Array.from(drawn)),
  }),
);

test('rows that are taken are those that are picked, and those that they were taken from are gone', () => {
  fc.assert(
    fc.property(someRows, ({ rows, positions }) => {
      const picked = pickRows(kind, rows, positions);
      expect(plain(picked)).toEqual(Array.from(positions, (row) => plain(rows)[row]));
      expect(plain(takeRows(kind, copyOf(rows), positions))).toEqual(plain(picked));
    }),
  );
});

test('lots that are joined are all rows, one lot behind the other', () => {
  fc.assert(
    fc.property(fc.array(lots(fc.nat({ max: 9 })), { maxLength: 5 }), (some) => {
      const all = some.flatMap(plain);
      expect(plain(joinRows(kind, some.map(copyOf)))).toEqual(all);
    }),
  );
});

test('rows that are narrowed hold the same values, each column in as few bytes as they need', () => {
  const width = (greatest: number): number => (greatest > 0xffff ? 4 : greatest > 0xff ? 2 : 1);
  const columns = fc.dictionary(
    fc.constantFrom('accessKeyId', 'activity', 'count', 'last'),
    fc
      .constantFrom(1, 255, 256, 65_535, 65_536, 2 ** 32 - 1)
      .chain((max) => fc.uint32Array({ minLength: 3, maxLength: 3, max })),
  );
  fc.assert(
    fc.property(columns, lots(fc.constant(3)), (drawn, others) => {
      const rows: Rows = { length: 3, columns: { ...others.columns, ...drawn } };
      const before = plain(rows);
      const narrow = narrowRows(kind, rows);
      expect(plain({ length: 3, columns: { ...rows.columns, ...(narrow as Rows['columns']) } })).toEqual(before);
      for (const [name, type] of columnsOf(kind)) {
        const column = narrow[name] ?? rows.columns[name];
        if (column === undefined || type === 'uuid' || type === 'flag') continue;
        expect(column.BYTES_PER_ELEMENT).toBe(width(Math.max(...column)));
      }
    }),
  );
});
