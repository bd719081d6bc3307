import { expect, test } from 'vitest';
import { forwarded, lineageOf, record, roleSession } from '../../test/support/raw-records.ts';
import { viewOf } from './view.ts';

test('suspicious tokens of unknown end are counted while they may last, but not what services hold', () => {
  const thief = roleSession('Web/i-0123456789abcdef0', 'ASIATHIEFEXAMPLE', '08:00:00');
  const held = roleSession('Web/i-0123456789abcdef0', 'ASIAHELDEXAMPLE', '08:00:00');
  const lineage = lineageOf([record({ at: '12:00:00', userIdentity: thief }), forwarded(held, '12:00:00')], '12:00:00');
  const count = (asOf: number, suspicious: number): number =>
    viewOf({
      lineage: { ...lineage, asOf },
      findings: [],
      suspicious: new Uint8Array(lineage.credentials.length).fill(suspicious),
      coverage: {
        from: null,
        to: null,
        files: 0,
        events: 0,
        duplicates: 0,
        accounts: [],
        regions: [],
        skipped: [],
        gaps: [],
      },
      version: '0',
    }).unendedSuspicious;
  expect(lineage.credentials.length).toBe(2);
  expect([count(lineage.asOf, 1), count(lineage.asOf, 0), count(lineage.asOf + 36 * 3600, 1)]).toEqual([1, 0, 0]);
});
