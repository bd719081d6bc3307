import { expect, test } from 'vitest';
import { encodeCase, encodeTokens } from '../../../reports/index.ts';
import type { ReportCredential } from '../../../model/report-view.ts';
import { reportOf, tokenRow, viewOf } from '../../../../test/support/report-view.ts';
import { plantForest } from '../data/forest.ts';
import { logEndOf } from './log-end.ts';

const asOf = '2026-11-01T12:00:00Z';
const lastRecord = '2026-11-01T10:45:00Z';
const token = { suspicious: true, issuedAt: '2026-11-01T10:00:00Z', expiresAt: '2026-11-01T11:00:00Z' };
const revoked = (at: string): Partial<ReportCredential> => ({
  revoked: { at, by: null, how: 'AWSRevokeOlderSessions' },
});

function endOf(details: Partial<ReportCredential>, to: string | null): ReturnType<typeof logEndOf> {
  const report = reportOf([tokenRow('ASIA000000001EXAMPLE', { ...token, ...details })], { asOf });
  const view = viewOf({ ...report, coverage: { ...report.coverage, to } });
  const encoded = encodeTokens(view);
  const theCase = encodeCase(view, encoded, { revision: '1', askWith: '' });
  return logEndOf(theCase, plantForest(encoded.tokens, theCase));
}

const alive = { at: Date.parse(lastRecord) / 1000, alive: 1 };

test.each([
  ['it lived at the last record and has expired since', {}, lastRecord, alive],
  ['it was revoked after the last record that was read', revoked('2026-11-01T10:50:00Z'), lastRecord, alive],
  ['it had expired by the last record', {}, '2026-11-01T11:00:00Z', null],
  ['it was revoked before the last record', revoked('2026-11-01T10:30:00Z'), lastRecord, null],
  ['nothing says that it is suspicious', { suspicious: false }, lastRecord, null],
  ['the log goes on to the moment', {}, asOf, null],
  ['no record has a time', {}, null, null],
] as const)('what no record tells of a token after the end of the log: %s', (_says, details, to, said) => {
  expect(endOf(details, to)).toEqual(said);
});
