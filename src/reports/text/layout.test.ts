import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLines, widthOf } from './layout.ts';

const word = fc.oneof(fc.stringMatching(/^[\w./-]{1,30}$/), fc.stringMatching(/^'[\w ./-]{1,30}'$/));
const option = fc.tuple(fc.constantFrom('--case', '--iam', '-o'), word).map((words) => words.join(' '));
const command = fc
  .tuple(word, fc.array(option, { maxLength: 8 }))
  .map(([name, options]) => [name, ...options].join(' '));

test('a command stays what it is when a shell joins its lines, and is as wide as the page unless a word is wider', () => {
  fc.assert(
    fc.property(command, fc.integer({ min: 60, max: 140 }), (text, width) => {
      const lines = commandLines(text, { indent: 12, width });
      const joined = lines.map((line) => line.trim()).join('\n');
      expect(joined.replaceAll(' \\\n', ' ')).toBe(text);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test('a path that is wider than the page is not cut', () => {
  const path = `/incidents/${'a'.repeat(100)}.db`;
  expect(commandLines(`stemma contain x --case ${path}`, { indent: 12, width: 80 })).toEqual([
    'stemma contain x \\',
    `  --case ${path}`,
  ]);
});
