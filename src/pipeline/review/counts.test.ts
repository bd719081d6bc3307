import { expect, test } from 'vitest';
import { factsOf } from '../../evidence/index.ts';
import { buildLineage } from '../../lineage/index.ts';
import type { ReportCredential } from '../../model/report-view.ts';
import { attackScenarios } from '../../synth/index.ts';
import { viewOf } from './view.ts';

const coverage = { from: null, to: null, files: 0, events: 0, duplicates: 0, accounts: [], regions: [] };
const isToken = ({ kind }: ReportCredential): boolean => kind === 'temporary';

/** As docs/report.md says: who lives is counted among tokens, who is suspicious among all credentials. */
const counted = (rows: readonly ReportCredential[]): object => ({
  credentials: rows.length,
  live: rows.filter((row) => isToken(row) && row.live).length,
  suspicious: rows.filter(({ suspicious }) => suspicious).length,
});

test.each(Object.keys(attackScenarios))('summary and origins count the same, as the rows have it: %s', (name) => {
  const { world, asOf } = attackScenarios[name]!(1);
  const lineage = buildLineage(factsOf([...world.records()]), { asOf });
  for (const isMarked of [() => 1, (_: number, i: number) => (i % 3 === 0 ? 1 : 0)]) {
    const suspicious = new Uint8Array(lineage.credentials.length).map(isMarked);
    const whole = { ...coverage, skipped: [], gaps: [] };
    const { summary, origins, ...view } = viewOf({ lineage, findings: [], suspicious, coverage: whole, version: '0' });
    const rows = [...view.credentials()];
    expect(summary).toMatchObject({
      ...counted(rows),
      temporary: rows.filter(isToken).length,
      liveSuspicious: rows.filter((row) => isToken(row) && row.live && row.suspicious).length,
      origins: origins.length,
    });
    expect(view.suspiciousKeys).toBe(rows.filter((row) => !isToken(row) && row.suspicious).length);
    for (const { kind, id, ...row } of origins) {
      expect(row).toMatchObject(counted(rows.filter(({ origin }) => origin.kind === kind && origin.id === id)));
    }
  }
});
