import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { rules } from '../detections/index.ts';
import { configJsonSchema, configSchemaText } from './config-schema.ts';
import { configStart } from './config-start.ts';

const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(configJsonSchema());
const isValid = (config: unknown): boolean => validate(config);

test('docs/config.schema.json is current (node scripts/write-schema.mjs)', () => {
  const written = readFileSync(new URL('../../docs/config.schema.json', import.meta.url), 'utf8');
  expect(written).toBe(configSchemaText());
});

test('docs/configuration.md names every key', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const keys = Object.keys(configJsonSchema().properties!).filter((key) => key !== '$schema');
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});

test('docs/configuration.md lists every threshold with its default', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const thresholds = rules.flatMap(({ id, thresholds: own = [] }) =>
    own.map((one) => new RegExp(`\\| *\`${id}\` *\\| *\`${one.name}\` *\\| *${one.default} *\\|`)),
  );
  expect(thresholds.filter((row) => !row.test(page))).toEqual([]);
});

test('every rule, with its thresholds, may be set', () => {
  const settings = rules.map(({ id, thresholds = [] }) => [
    id,
    {
      off: false,
      severity: 'low',
      ...(thresholds.length === 0
        ? {}
        : { thresholds: Object.fromEntries(thresholds.map((one) => [one.name, one.default])) }),
    },
  ]);
  expect(isValid({ rules: Object.fromEntries(settings) })).toBe(true);
});

test('what stemma config init writes is valid', () => {
  expect(isValid(parse(configStart(null, null), [], { allowTrailingComma: true }))).toBe(true);
});

test.each<[string, unknown]>([
  ['an unknown key', { colour: 'red' }],
  ['an unknown rule', { rules: { none: {} } }],
  ['an unknown severity', { rules: { 'token-chain': { severity: 'severe' } } }],
  ['an unknown threshold', { rules: { 'refresh-loop': { thresholds: { minutes: 1 } } } }],
  ['a threshold out of range', { rules: { 'refresh-loop': { thresholds: { refreshes: 0 } } } }],
  [
    'a suppression of no rule',
    { suppressions: [{ rule: 'x', match: '*', reason: 'r', owner: 'o', expires: '2027-01-31' }] },
  ],
  ['an account id that is none', { knownAccounts: ['1'] }],
])('the schema refuses %s', (_, config) => {
  expect(isValid(config)).toBe(false);
});

test.each<[string, unknown]>([
  ['files of addresses', { instanceAddresses: { file: 'a.json' } }],
  ['files beside addresses', { instanceAddresses: [{ file: 'a.json' }, { addresses: ['192.0.2.1'] }] }],
  ['a schema of its own', { $schema: './config.schema.json' }],
])('the schema takes %s', (_, config) => {
  expect(isValid(config)).toBe(true);
});
