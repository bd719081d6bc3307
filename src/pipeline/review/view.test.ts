import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forwarded, lineageOf, record, roleSession } from '../../../test/support/raw-records.ts';
import { factsOf } from '../../evidence/index.ts';
import { buildLineage } from '../../lineage/index.ts';
import type { Coverage } from '../../model/coverage.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { CredentialChoice, ReportCredential, ReportView } from '../../model/report-view.ts';
import { attackScenarios } from '../../synth/index.ts';
import { viewOf } from './view.ts';

const coverage: Coverage = {
  from: null,
  to: null,
  files: 0,
  events: 0,
  duplicates: 0,
  accounts: [],
  regions: [],
  skipped: [],
  gaps: [],
};

test('suspicious tokens of unknown end are counted while they may last, but not what services hold', () => {
  const thief = roleSession('Web/i-0123456789abcdef0', 'ASIATHIEFEXAMPLE', '08:00:00');
  const held = roleSession('Web/i-0123456789abcdef0', 'ASIAHELDEXAMPLE', '08:00:00');
  const lineage = lineageOf([record({ at: '12:00:00', userIdentity: thief }), forwarded(held, '12:00:00')], '12:00:00');
  const count = (asOf: number, suspicious: number): number =>
    viewOf({
      lineage: { ...lineage, asOf },
      findings: [],
      suspicious: new Uint8Array(lineage.credentials.length).fill(suspicious),
      coverage,
      version: '0',
    }).unendedSuspicious;
  expect(lineage.credentials.length).toBe(2);
  expect([count(lineage.asOf, 1), count(lineage.asOf, 0), count(lineage.asOf + 36 * 3600, 1)]).toEqual([1, 0, 0]);
});

/** A story as it is seen, every third credential of it suspicious. */
function storyOf(name: string): ReportView {
  const { world, asOf } = attackScenarios[name]!(1);
  const lineage: Lineage = buildLineage(factsOf([...world.records()]), { asOf });
  const suspicious = new Uint8Array(lineage.credentials.length).map((_, i) => (i % 3 === 0 ? 1 : 0));
  return viewOf({ lineage, findings: [], suspicious, coverage, version: '0' });
}

const filters: Record<keyof CredentialChoice, (row: ReportCredential, asked: never) => boolean> = {
  origin: ({ origin }, asked: { kind: string; id: string }) => origin.kind === asked.kind && origin.id === asked.id,
  originId: ({ origin }, asked: string) => origin.id === asked,
  roleArn: ({ roleArn }, asked: string) => roleArn === asked,
  liveToken: ({ live, kind }, asked: boolean) => (live && kind === 'temporary') === asked,
  suspicious: ({ suspicious }, asked: boolean) => suspicious === asked,
};

test.each(['leaked key with refresh loop', 'two roles in turn', 'cross-account chain', 'key deactivated, token alive'])(
  'who asks for some credentials is given those of all that he means, in their order: %s',
  (name) => {
    const view = storyOf(name);
    const all = [...view.credentials()];
    const some = fc.constantFrom(...all);
    const choices = fc.record(
      {
        origin: some.map(({ origin: { kind, id } }) => ({ kind, id })),
        originId: fc.oneof(
          some.map(({ origin }) => origin.id),
          fc.constant('nobody'),
        ),
        roleArn: some.map(({ roleArn }) => roleArn ?? 'arn:x'),
        liveToken: fc.boolean(),
        suspicious: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(choices, (choice) => {
        const asked = Object.entries(choice) as [keyof CredentialChoice, never][];
        const meant = all.filter((row) => asked.every(([key, value]) => filters[key](row, value)));
        expect([...view.credentials(choice)]).toEqual(meant);
      }),
    );
  },
);
