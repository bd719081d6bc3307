import { describe, expect, test } from 'vitest';
import { keyRow, reportOf, tokenRow, viewOf } from '../../test/support/report-view.ts';
import { tokenId } from '../../test/support/report-stories.ts';
import type { ReportCredential } from '../model/report-view.ts';
import { renderText } from './text/summary.ts';
import { whoCanAct } from './who-can-act.ts';

const asOf = '2026-11-01T12:00:00Z';
const live = { suspicious: true, live: true, issuedAt: '2026-11-01T10:00:00Z', expiresAt: '2026-11-01T15:00:00Z' };
const gone = { ...live, live: false, expiresAt: '2026-11-01T11:00:00Z' };
const revoked = { at: '2026-11-01T11:00:00Z', by: null, how: 'DeleteRole' };

const viewWith = (rows: readonly ReportCredential[], to = asOf) => {
  const report = reportOf(rows, { asOf });
  return viewOf({ ...report, coverage: { ...report.coverage, to } });
};

describe('who can act', () => {
  test('a token that is revoked cannot, though it is live', () => {
    const view = viewWith([tokenRow(tokenId(1), { ...live, revoked }), tokenRow(tokenId(2), { ...live, revoked })]);
    expect(whoCanAct(view)).toBe('No suspicious token can act: the 2 that are live are revoked.');
    const text = [...renderText(view, { width: 100, color: false, ascii: false })].join('\n');
    expect(text).toContain('2 live, 2 suspicious, 2 live but revoked');
    expect(text).not.toContain('LIVE AND SUSPICIOUS');
  });

  test('of some that are revoked the others can', () => {
    const view = viewWith([tokenRow(tokenId(1), { ...live, revoked }), tokenRow(tokenId(2), live)]);
    expect(whoCanAct(view)).toBe('1 suspicious token can still act. 1 more is live, but revoked.');
  });

  test('one that lived when the log ended may have minted since, and what ended with it is no all-clear', () => {
    const view = viewWith([tokenRow(tokenId(1), gone)], '2026-11-01T10:45:00Z');
    expect(whoCanAct(view)).toBe(
      'No suspicious token is live. But the log ends 75 min before this moment: at its end 1 suspicious token was live, ' +
        'and what it minted since was not read. Scan again, or look with --as-of last.',
    );
    const text = [...renderText(view, { width: 100, color: false, ascii: false })].join('\n');
    expect(text).toContain('1 suspicious, 1 LIVE WHEN THE LOG ENDS');
  });

  test('a moment before the first record is no all-clear', () => {
    const view = viewWith([tokenRow(tokenId(1), gone)], '2026-11-01T11:30:00Z');
    const early = {
      ...view,
      asOf: '2025-11-01T10:00:00Z',
      coverage: { ...view.coverage, from: '2026-11-01T10:00:00Z' },
    };
    expect(whoCanAct(early)).toBe(
      'No suspicious token is live. But this moment is 365 d before the first record that was read. Look with --as-of last.',
    );
    expect(whoCanAct({ ...early, asOf: '2026-11-01T10:00:00Z' })).toBe('No suspicious token is live.');
  });

  test('what had ended before the log did is dead', () => {
    expect(whoCanAct(viewWith([tokenRow(tokenId(1), gone)], '2026-11-01T11:30:00Z'))).toBe(
      'No suspicious token is live.',
    );
  });

  test('a key that minted what is dead mints the next', () => {
    const key = keyRow('AKIABUSY00000EXAMPLE', 'ops', { live: true });
    const row = tokenRow(tokenId(1), { ...gone, parent: key.accessKeyId, depth: 1, origin: key.origin });
    expect(whoCanAct(viewWith([key, row]))).toBe(
      'No suspicious token is live. An access key behind such tokens is active, and can mint the next.',
    );
    expect(whoCanAct(viewWith([{ ...key, live: false }, row]))).toBe('No suspicious token is live.');
  });

  test('live tokens that can act are shown before those that are revoked', () => {
    const rows = Array.from({ length: 20 }, (_, n) =>
      tokenRow(tokenId(n), n === 19 ? live : { ...live, revoked: { at: asOf, by: null, how: 'DeleteRole' } }),
    );
    const lines = [...renderText(viewWith(rows), { width: 100, color: false, ascii: false })];
    expect(lines[lines.indexOf('LIVE TOKENS') + 1]).toContain(tokenId(19));
  });
});
