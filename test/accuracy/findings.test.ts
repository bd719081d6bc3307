import { describe, expect, test } from 'vitest';
import { severities } from '../../src/model/finding.ts';
import type { Finding } from '../../src/model/finding.ts';
import { attackScenarios, benignScenarios } from '../../src/synth/index.ts';
import type { Told, TrueAttack } from '../../src/synth/index.ts';
import { judge } from './judge.ts';

const isSerious = (finding: Finding): boolean => severities.indexOf(finding.severity) >= severities.indexOf('medium');

/** What was expected and not found, in words. */
function missing(attack: TrueAttack, findings: readonly Finding[]): string[] {
  return attack.findings
    .filter(({ rule, severity, credential }) => {
      const named = (finding: Finding): boolean => credential === undefined || finding.credentials.includes(credential);
      return !findings.some((finding) => finding.rule === rule && finding.severity === severity && named(finding));
    })
    .map(({ rule, severity, credential }) => `${rule} (${severity}) naming ${credential ?? 'anything'}`);
}

/** Benign credentials that a serious finding names, and by which rule. */
function slandered(told: Told, findings: readonly Finding[]): string[] {
  const benign = new Set(told.world.truth().benign);
  return findings
    .filter(isSerious)
    .flatMap((finding) =>
      finding.credentials.filter((id) => benign.has(id)).map((id) => `${finding.rule} (${finding.severity}) ${id}`),
    );
}

describe('a planted attack gives its findings, with the severity of the contract', () => {
  test.each(Object.entries(attackScenarios))('%s', (_, tell) => {
    for (const seed of [1, 2]) {
      const told = tell(seed);
      const { findings } = judge(told);
      for (const attack of told.world.truth().attacks) expect(missing(attack, findings)).toEqual([]);
    }
  });
});

describe('nothing benign is named by a finding of medium or more, or marked as suspicious', () => {
  test.each(Object.entries({ ...benignScenarios, ...attackScenarios }))('%s', (_, tell) => {
    for (const seed of [1, 2]) {
      const told = tell(seed);
      const { findings, suspicious } = judge(told);
      expect(slandered(told, findings)).toEqual([]);
      expect(told.world.truth().benign.filter((id) => suspicious.has(id))).toEqual([]);
    }
  });
});

describe('a benign world gives no finding above low', () => {
  test.each(Object.entries(benignScenarios))('%s', (_, tell) => {
    expect(judge(tell(4)).findings.filter(isSerious)).toEqual([]);
  });
});
