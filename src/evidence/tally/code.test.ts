import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { assemble } from '../../../scripts/assemble.mjs';
import { tallyCode } from './code.ts';
import { LAYOUT } from './layout.ts';
import { fieldNames, nameTable } from './names.ts';

test('the code is what its text says: node scripts/write-wasm.mjs writes it', async () => {
  expect(await assemble(fileURLToPath(new URL('../..', import.meta.url)), 'evidence/tally', LAYOUT)).toBe(tallyCode);
});

test('no two field names share a place in the table', () => {
  const { words } = nameTable(() => 1);
  const lengths = Array.from({ length: words.length / 16 }, (_, entry) => words[entry * 16]!);
  expect(lengths.filter((length) => length > 0)).toHaveLength(fieldNames.length);
});
