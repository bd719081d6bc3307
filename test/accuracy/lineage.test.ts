import { describe, expect, test } from 'vitest';
import { attackScenarios, benignScenarios, createRandom, shuffled } from '../../src/synth/index.ts';
import { judge, tokensOf, trueTokens } from './judge.ts';

const scenarios = Object.entries({ ...benignScenarios, ...attackScenarios });

describe('every credential has its parent, origin, issue time, expiry and liveness', () => {
  test.each(scenarios)('%s', (_, tell) => {
    for (const seed of [1, 2]) {
      const told = tell(seed);
      const { lineage } = judge(told);
      expect(tokensOf(lineage)).toEqual(trueTokens(told.world.truth().tokens, told.asOf));
    }
  });
});

describe('the order of the records changes nothing', () => {
  test.each(scenarios)('%s', (_, tell) => {
    const told = tell(3);
    const records = told.world.records();
    const inOrder = judge(told, records);
    const random = createRandom(11);
    const mixed = judge(told, shuffled([...records, ...records.slice(0, 20)], random));
    expect(tokensOf(mixed.lineage)).toEqual(tokensOf(inOrder.lineage));
    expect(mixed.findings).toEqual(inOrder.findings);
  });
});
