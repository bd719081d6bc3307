import { expect, test } from 'vitest';
import { encodeCase, encodeTokens } from '../../../reports/index.ts';
import type { ReportCredential } from '../../../model/report-view.ts';
import { reportOf, tokenRow, viewOf } from '../../../../test/support/report-view.ts';
import { plantForest } from '../data/forest.ts';
import { matching } from './matching.ts';

const live = { live: true, expiresAt: '2026-11-01T18:00:00Z' };
const revoked = { at: '2026-11-01T11:00:00Z', by: null, how: 'DeleteRole' };
const key = (n: number): string => `ASIA00000000${n}EXAMPLE`;
const rows: readonly ReportCredential[] = [
  tokenRow(key(1), { ...live, suspicious: true, issuedAt: '2026-11-01T06:00:00Z' }),
  tokenRow(key(2), { ...live, suspicious: true, issuedAt: '2026-11-01T07:00:00Z', revoked }),
  tokenRow(key(3), { ...live, issuedAt: '2026-11-01T10:00:00Z' }),
  tokenRow(key(4), { suspicious: true, issuedAt: '2026-11-01T09:00:00Z' }),
  tokenRow(key(5), { ...live, suspicious: true, issuedAt: '2026-11-01T05:00:00Z' }),
];
const view = viewOf(reportOf(rows));
const encoded = encodeTokens(view);
const forest = plantForest(encoded.tokens, encodeCase(view, encoded, { revision: '1', askWith: '' }));

test.each([
  ['', [1, 5, 2, 3, 4]],
  ['suspicious=yes', [1, 5, 2, 4]],
  ['live=yes', [1, 5, 2, 3]],
])('tokens of ?%s: who can act first, then who is revoked, then the latest', (query, expected) => {
  const found = matching(forest, new URLSearchParams(query)).map((i) => forest.tokens.accessKeyId[i]);
  expect(found).toEqual(expected.map(key));
});
