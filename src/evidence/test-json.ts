import fc from 'fast-check';

/** For tests: what may stand in a record, and JSON as anybody may write it. */
const texts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('', 'true', 'us-east-1', '"accessKeyId":"AKIAEXAMPLE"', '\\', 'é', '\u2028', '{"a":1}'),
  },
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
export const anything = fc.oneof(
  { weight: 3, arbitrary: texts },
  fc.constantFrom(null, true, false, 0, -1.5e300, 1e-7, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);
/** An object of some of these members, each now and then of another type. */
export const some = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [
        name,
        fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: anything }),
      ]),
    ),
    { requiredKeys: [] },
  );
export const short = fc.constantFrom('a', 'ASIAEXAMPLE', 'Role', 'x'.repeat(40), '', null);
export const flag = fc.constantFrom('true', 'false', true, false, 'TRUE', null);

/** Writes a value with all the freedom that JSON leaves: escapes, white space, order of members, members twice. */
export function write(value: unknown, choose: (choices: number) => number): string {
  const space = (): string => (choose(12) === 0 ? [' ', '\n', '\t', '\r\n  '][choose(4)]! : '');
  const string = (text: string): string => {
    const written = JSON.stringify(text);
    if (choose(14) !== 0) return written;
    const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return `"${Array.from(text, (c) => (choose(3) === 0 && c.length === 1 ? escaped(c) : JSON.stringify(c).slice(1, -1))).join('')}"`;
  };
  const visit = (one: unknown): string => {
    if (typeof one === 'string') return string(one);
    if (Array.isArray(one)) return `[${space()}${one.map((item) => visit(item) + space()).join(`,${space()}`)}]`;
    if (typeof one !== 'object' || one === null) return JSON.stringify(one) ?? 'null';
    const members = Object.entries(one).map(
      ([name, item]) => `${string(name)}${space()}:${space()}${visit(item)}${space()}`,
    );
    if (choose(20) === 0) members.push(...members.slice(0, 3).reverse());
    if (choose(8) === 0) members.reverse();
    return `{${space()}${members.join(`,${space()}`)}}`;
  };
  return visit(value);
}

export function chooser(seed: number): (choices: number) => number {
  let state = seed >>> 0;
  return (choices) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * choices);
  };
}
