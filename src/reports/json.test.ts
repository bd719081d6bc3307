import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../test/contract/report.ts';
import { hostileReport, hostileTexts } from '../../test/support/hostile.ts';
import { busyReport, leakedKeyReport, quietReport } from '../../test/support/report-stories.ts';
import { reportOf, viewOf } from '../../test/support/report-view.ts';
import { reportSchema } from '../model/report.ts';
import type { Report } from '../model/report-view.ts';
import { render } from './json.ts';
import { containmentSchemaText, reportSchemaText } from './schema.ts';

const textOf = async (report: Report): Promise<string> => Buffer.from(await bytesOf(render(viewOf(report)))).toString();
const parsed = async (report: Report): Promise<unknown> => JSON.parse(await textOf(report)) as unknown;

test('docs/report.schema.json is current (node scripts/write-schema.mjs)', () => {
  const written = readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8');
  expect(written).toBe(reportSchemaText());
});

test('docs/containment.schema.json is current (node scripts/write-schema.mjs)', () => {
  const written = readFileSync(new URL('../../docs/containment.schema.json', import.meta.url), 'utf8');
  expect(written).toBe(containmentSchemaText());
});

const stories: Readonly<Record<string, () => Report>> = {
  empty: () => reportOf([]),
  quiet: quietReport,
  'leaked key': leakedKeyReport,
  busy: busyReport,
};

describe.each(Object.entries(stories))('the JSON report: %s', (_name, story) => {
  test('validates against the published schema', async () => {
    const validate = new Ajv2020({ strict: true }).compile(JSON.parse(reportSchemaText()) as object);
    expect(validate(await parsed(story())) ? null : validate.errors).toBeNull();
  });

  test('holds exactly the report', async () => {
    const report = story();
    const rows = [...viewOf(report).credentials()];
    expect(await parsed(report)).toEqual({ ...report, credentials: rows });
  });
});

test.each(Object.entries(hostileTexts))('%s stays exact data', async (_name, text) => {
  const { report } = hostileReport(text);
  const read = reportSchema.parse(await parsed(report));
  expect(read.findings).toEqual(report.findings);
  expect(new Set(read.credentials.map((row) => row.sessionName))).toEqual(new Set([null, text]));
});

test('the schema rejects a missing key, an unknown key and a time with fractions', async () => {
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(reportSchemaText()) as object);
  const good = (await parsed(quietReport())) as Report;
  const [row] = good.credentials;
  const { mfa: _, ...lacking } = row!;
  expect(validate({ ...good, credentials: [lacking] })).toBe(false);
  expect(validate({ ...good, credentials: [{ ...row, secret: 'x' }] })).toBe(false);
  expect(validate({ ...good, asOf: '2026-11-01T12:00:00.000Z' })).toBe(false);
  expect(validate(good)).toBe(true);
});

test('each credential has a line of its own, so that reports can be compared line by line', async () => {
  const lines = (await textOf(quietReport())).split('\n');
  expect(lines.filter((line) => line.startsWith('    {"accessKeyId":'))).toHaveLength(9);
});

test('a large report comes in pieces', async () => {
  const sizes: number[] = [];
  for await (const chunk of render(viewOf(leakedKeyReport(2_000)))) sizes.push(chunk.length);
  expect(sizes.length).toBeGreaterThan(10);
  expect(Math.max(...sizes)).toBeLessThan(1 << 17);
});
