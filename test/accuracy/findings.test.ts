import { describe, expect, test } from 'vitest';
import { attackScenarios, benignScenarios } from '../../src/synth/index.ts';
import { isSerious, judge, missing, slandered } from './judge.ts';

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
