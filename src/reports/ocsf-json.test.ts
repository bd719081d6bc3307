import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../test/contract/report.ts';
import { busyReport, leakedKeyReport, quietReport } from '../../test/support/report-stories.ts';
import { viewOf } from '../../test/support/report-view.ts';
import type { Report } from '../model/report-view.ts';
import { rules } from '../detections/index.ts';
import { attackName } from './attack-names.ts';
import { render } from './ocsf-json.ts';

type Json = Record<string, unknown>;

const findingsOf = async (report: Report): Promise<Json[]> =>
  JSON.parse(Buffer.from(await bytesOf(render(viewOf(report)))).toString()) as Json[];

/** What the class requires, by schema.ocsf.io 1.3.0: base event, Detection Finding, metadata, finding_info, cloud profile. */
const required = [
  'activity_id',
  'category_uid',
  'class_uid',
  'type_uid',
  'time',
  'severity_id',
  'metadata',
  'finding_info',
];

describe.each([
  ['leaked key', leakedKeyReport],
  ['busy', busyReport],
])('OCSF findings: %s', (_name, story) => {
  test('every finding of the report is one Detection Finding, in the same order', async () => {
    const report = story();
    const written = await findingsOf(report);
    expect(written.map((finding) => (finding['finding_info'] as Json)['uid'])).toEqual(
      report.findings.map(({ id }) => id),
    );
    expect(written.length).toBeGreaterThan(0);
  });

  test('each has what the class requires, and its uids agree', async () => {
    for (const finding of await findingsOf(story())) {
      expect(Object.keys(finding)).toEqual(expect.arrayContaining(required));
      expect(finding).toMatchObject({ class_uid: 2004, category_uid: 2, type_uid: 200401 });
      expect(finding['metadata']).toMatchObject({ product: { name: 'stemma' } });
      expect(finding['cloud']).toMatchObject({ provider: 'AWS' });
    }
  });

  test('times are milliseconds of the moments that the report names', async () => {
    const report = story();
    const written = await findingsOf(report);
    const second = (time: unknown): string => `${new Date(time as number).toISOString().slice(0, 19)}Z`;
    const moments = written.map((finding) => [second(finding['start_time']), second(finding['time'])]);
    expect(moments).toEqual(report.findings.map(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]));
  });
});

test('severities keep their order', async () => {
  const report = busyReport();
  const written = await findingsOf(report);
  const ids = new Map(report.findings.map(({ severity }, i) => [severity, written[i]!['severity_id']]));
  const order = { info: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;
  for (const [severity, id] of ids) expect(id).toBe(order[severity]);
});

test('a sub-technique is written below its technique', async () => {
  const [finding] = await findingsOf({
    ...leakedKeyReport(),
    findings: [{ ...leakedKeyReport().findings[0]!, attack: ['T1550.001', 'T1199'] }],
  });
  expect((finding!['finding_info'] as Json)['attacks']).toEqual([
    {
      version: '18',
      technique: { uid: 'T1550', name: 'Use Alternate Authentication Material' },
      sub_technique: { uid: 'T1550.001', name: 'Application Access Token' },
    },
    { version: '18', technique: { uid: 'T1199', name: 'Trusted Relationship' } },
  ]);
});

test('a case without findings is an empty array', async () => {
  expect(await findingsOf({ ...quietReport(), findings: [] })).toEqual([]);
});

test('every technique that a rule cites has a name', () => {
  const cited = rules.flatMap(({ attack }) => attack).flatMap((id) => [id, id.split('.')[0]!]);
  expect(cited.filter((id) => attackName(id) === null)).toEqual([]);
});
