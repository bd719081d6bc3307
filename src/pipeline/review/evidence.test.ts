import { expect, test } from 'vitest';
import { factsOf } from '../../evidence/index.ts';
import { buildLineage } from '../../lineage/index.ts';
import type { ReportCredential } from '../../model/report-view.ts';
import { attackScenarios } from '../../synth/index.ts';
import { viewOf } from './view.ts';

interface Logged {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly userIdentity: { readonly accessKeyId?: string };
  readonly responseElements?: { readonly accessKey?: { readonly accessKeyId: string } } | null;
}

function told(name: string): { rows: ReportCredential[]; records: Logged[] } {
  const { world, asOf } = attackScenarios[name]!(1);
  const records = [...world.records()] as unknown as Logged[];
  const lineage = buildLineage(factsOf(records), { asOf });
  const suspicious = new Uint8Array(lineage.credentials.length);
  const coverage = { from: null, to: null, files: 0, events: 0, duplicates: 0, accounts: [], regions: [] };
  const whole = { ...coverage, skipped: [], gaps: [] };
  return {
    rows: [...viewOf({ lineage, findings: [], suspicious, coverage: whole, version: '0' }).credentials()],
    records,
  };
}

const stories = Object.keys(attackScenarios).map((name) => ({ name, ...told(name) }));

/** What the log itself says: who made the key, else its first call. */
function showing(id: string, records: readonly Logged[]): string[] {
  const made = records.filter(({ responseElements }) => responseElements?.accessKey?.accessKeyId === id);
  const signed = records
    .filter(({ userIdentity }) => userIdentity.accessKeyId === id)
    .toSorted((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime));
  const first = signed.filter(({ eventTime }) => eventTime === signed[0]!.eventTime);
  return (made.length > 0 ? made : first).map(({ eventID }) => eventID);
}

test.each(stories)('the row of a long-term key names the records that it rests on: $name', ({ rows, records }) => {
  const keys = rows
    .filter(({ kind }) => kind === 'long-term')
    .map(({ accessKeyId, evidence }) => ({ evidence, shown: showing(accessKeyId, records) }))
    .filter(({ shown }) => shown.length > 0);
  expect(keys.filter(({ evidence, shown }) => !shown.some((id) => evidence.includes(id)))).toEqual([]);
});

test('what was revoked names the change that did it, tokens and keys alike', () => {
  const revoked = stories.flatMap(({ rows, records }) =>
    rows.flatMap((row) => (row.revoked === null ? [] : [{ ...row, ...row.revoked, records }])),
  );
  expect(new Set(revoked.map(({ kind }) => kind))).toEqual(new Set(['temporary', 'long-term']));
  for (const { at, how, evidence, records } of revoked) {
    const changes = records.filter(({ eventTime, eventName }) => eventTime === at && how.startsWith(eventName));
    expect(evidence).toEqual(expect.arrayContaining([expect.toBeOneOf(changes.map(({ eventID }) => eventID))]));
  }
});

test('keys that were made while the log was written are among the stories', () => {
  const made = stories.flatMap(({ rows, records }) =>
    rows.filter(({ accessKeyId }) =>
      records.some(({ responseElements }) => responseElements?.accessKey?.accessKeyId === accessKeyId),
    ),
  );
  expect(made.length).toBeGreaterThan(0);
});
