import { describe, expect, test } from 'vitest';
import { rules } from '../../src/detections/index.ts';
import { attackNames, generateOrganisation } from '../../src/synth/index.ts';
import type { CloudTrailRecord, OrganisationOptions } from '../../src/synth/index.ts';
import { isSerious, judge, missing, slandered, tokensOf, trueTokens } from './judge.ts';
import type { ToldCase } from './judge.ts';

/** An organisation's trail, read back from its files. */
function tell(options: OrganisationOptions): ToldCase {
  const organisation = generateOrganisation(options);
  const records: CloudTrailRecord[] = [];
  for (const { bytes } of organisation) {
    records.push(...(JSON.parse(new TextDecoder().decode(bytes)) as { Records: CloudTrailRecord[] }).Records);
  }
  const truth = organisation.truth();
  return { asOf: truth.asOf, config: truth.config, world: { records: () => records, truth: () => truth } };
}

describe('every credential of an organisation has its parent, origin, issue time, expiry and liveness', () => {
  test.each([
    ['in quiet times', []],
    [
      'under attack',
      ['two-roles/accounts', 'instance-theft', 'support-user', 'cross-account', 'identity-center-theft'],
    ],
  ])('%s', (_, attacks) => {
    for (const seed of [1, 2]) {
      const told = tell({ seed, events: 5000, accounts: 3, regions: 2, attacks });
      const { lineage } = judge(told);
      expect(tokensOf(lineage)).toEqual(trueTokens(told.world.truth().tokens, told.asOf));
    }
  });
});

test('an organisation in which nothing is wrong gives no finding above low', () => {
  for (const seed of [3, 4]) {
    const { findings } = judge(tell({ seed, events: 20_000, accounts: 3, regions: 3 }));
    expect(findings.filter(isSerious).map(({ rule, reason }) => `${rule}: ${reason}`)).toEqual([]);
  }
});

describe('a planted attack is found among everyday life, and nobody else is named', () => {
  // Some attacks wait for rules that are not written yet.
  const written = new Set(rules.map(({ id }) => id));
  test.each(attackNames)('%s', (name) => {
    const told = tell({ seed: 6, events: 3000, days: 2, attacks: [name] });
    const { findings } = judge(told);
    for (const attack of told.world.truth().attacks) {
      const expected = attack.findings.filter(({ rule }) => written.has(rule));
      expect(missing({ ...attack, findings: expected }, findings)).toEqual([]);
    }
    expect(slandered(told, findings)).toEqual([]);
  });
});
