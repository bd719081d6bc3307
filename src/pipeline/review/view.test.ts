import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assume,
  clock,
  forwarded,
  lineageOf,
  record,
  roleSession,
  user,
  type Json,
} from '../../../test/support/raw-records.ts';
import { factsOf } from '../../evidence/index.ts';
import { buildLineage } from '../../lineage/index.ts';
import type { Coverage } from '../../model/coverage.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { CredentialChoice, ReportCredential, ReportStanding, ReportView } from '../../model/report-view.ts';
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
    }).standing.unended;
  expect(lineage.credentials.length).toBe(2);
  expect([count(lineage.asOf, 1), count(lineage.asOf, 0), count(lineage.asOf + 36 * 3600, 1)]).toEqual([1, 0, 0]);
});

const ci = user('ci', 'AKIACIEXAMPLE');
const boss = user('boss', 'AKIABOSSEXAMPLE');
const iam = (at: string, eventName: string, requestParameters: Json): Json =>
  record({ at, userIdentity: boss, eventSource: 'iam.amazonaws.com', eventName, requestParameters });
const issued = assume(ci, '10:00:00', 'ASIAONEEXAMPLE', 'Deploy/run', { expiration: null });
const newest = clock('10:30:00');

test('origins by which somebody can act come before those of which more is suspicious', () => {
  const [many, minting, acting] = ['MANY', 'MINTS', 'ACTS'].map((name) =>
    user(name.toLowerCase(), `AKIA${name}EXAMPLE`),
  );
  const hour = { expiration: 'Mar 1, 2026, 11:00:00 AM' };
  const ended = (userName: string): Json =>
    iam('10:20:00', 'DeleteAccessKey', { userName, accessKeyId: `AKIA${userName.toUpperCase()}EXAMPLE` });
  const lineage = lineageOf(
    [
      ...['ASIAA', 'ASIAB', 'ASIAC'].map((id) => assume(many!, '10:00:00', `${id}EXAMPLE`, 'Deploy/run', hour)),
      ended('many'),
      assume(minting!, '10:00:00', 'ASIADEXAMPLE', 'Deploy/run', hour),
      assume(acting!, '10:10:00', 'ASIAEEXAMPLE', 'Deploy/run'),
      ended('acts'),
    ],
    '12:30:00',
  );
  const view = viewOf({ lineage, findings: [], suspicious: lineage.credentials.temporary, coverage, version: '0' });
  const found = view.origins.filter(({ suspicious }) => suspicious > 0);
  expect(found.map(({ id, suspicious }) => [id, suspicious])).toEqual([
    ['AKIAACTSEXAMPLE', 1],
    ['AKIAMINTSEXAMPLE', 1],
    ['AKIAMANYEXAMPLE', 3],
  ]);
});

test.each<[string, Json[], string, Partial<ReportStanding>]>([
  ['it lives', [issued], '10:40:00', { acting: 1, heldBack: 0, activeKeys: 1, atLogEnd: 1 }],
  [
    'its role was deleted',
    [issued, iam('10:20:00', 'DeleteRole', { roleName: 'Deploy' })],
    '10:40:00',
    { acting: 0, heldBack: 1, activeKeys: 1, atLogEnd: 0 },
  ],
  ['it ended after the last record', [issued], '12:00:00', { acting: 0, heldBack: 0, activeKeys: 1, atLogEnd: 1 }],
  ['the moment is that of the last record', [issued], '10:30:00', { acting: 1, atLogEnd: null }],
  [
    'its key was deleted',
    [issued, iam('10:20:00', 'DeleteAccessKey', { userName: 'ci', accessKeyId: 'AKIACIEXAMPLE' })],
    '10:40:00',
    { acting: 1, activeKeys: 0 },
  ],
])('who is still in, of one suspicious token: %s', (_, records, asOf, expected) => {
  const lineage = lineageOf(records, asOf);
  const suspicious = new Uint8Array(lineage.credentials.length);
  suspicious[lineage.find('ASIAONEEXAMPLE')] = 1;
  const view = viewOf({ lineage, findings: [], suspicious, coverage: { ...coverage, to: newest }, version: '0' });
  expect(view.standing).toMatchObject(expected);
  expect(view.acts('ASIAONEEXAMPLE')).toBe(expected.acting === 1);
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

test.each(['leaked key with refresh loop', 'key deactivated, token alive'])(
  'in brief, credentials come in the same order and say nothing else: %s',
  (name) => {
    const view = storyOf(name);
    for (const only of [{}, { suspicious: true }, { liveToken: true }]) {
      const whole = [...view.credentials(only)];
      const brief = [...view.inBrief(only)];
      expect(brief.map(({ accessKeyId }) => accessKeyId)).toEqual(whole.map(({ accessKeyId }) => accessKeyId));
      expect(whole).toMatchObject(brief);
    }
  },
);
