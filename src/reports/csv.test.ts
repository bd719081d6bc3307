import { expect, test } from 'vitest';
import type { z } from 'zod';
import { bytesOf } from '../../test/contract/report.ts';
import { parseCsv } from '../../test/support/csv.ts';
import { leakedKeyReport } from '../../test/support/report-stories.ts';
import { reportOf, tokenRow, viewOf } from '../../test/support/report-view.ts';
import type { Report } from '../model/report-view.ts';
import { credentialSchema } from '../model/report.ts';
import { render } from './csv.ts';

const recordsOf = async (report: Report): Promise<string[][]> =>
  parseCsv(Buffer.from(await bytesOf(render(viewOf(report)))).toString());

test('there is a column for every field of the JSON report', async () => {
  const [head] = await recordsOf(reportOf([]));
  const fields = Object.entries(credentialSchema.shape).flatMap(([name, type]) => {
    const shape = shapeOf(type);
    return shape === null ? [name] : Object.keys(shape).map((part) => `${name}.${part}`);
  });
  expect(head).toEqual(fields);
});

test('there is a line for every credential, in the order of the JSON report', async () => {
  const report = leakedKeyReport(20);
  const [, ...records] = await recordsOf(report);
  expect(records.map(([key]) => key)).toEqual([...viewOf(report).credentials()].map((row) => row.accessKeyId));
});

test('unknown is empty, lists are joined', async () => {
  const row = tokenRow('ASIA000000001EXAMPLE', { userAgents: ['a, b', 'c'], services: ['s3.amazonaws.com', 'x'] });
  const [head, record] = await recordsOf(reportOf([row]));
  const fields = Object.fromEntries(head!.map((name, i) => [name, record![i]]));
  expect(fields).toMatchObject({
    userName: '',
    mfa: '',
    'revoked.at': '',
    live: 'false',
    uses: '12',
    userAgents: 'a, b; c',
    services: 's3.amazonaws.com x',
  });
});

/** The fields of an object, nullable or not; null for everything else. */
function shapeOf(type: z.core.$ZodType): object | null {
  const { def } = type._zod;
  if (def.type === 'nullable') return shapeOf((def as z.core.$ZodNullableDef).innerType);
  return def.type === 'object' ? (def as z.core.$ZodObjectDef).shape : null;
}
