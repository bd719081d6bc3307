import { describe, expect, test } from 'vitest';
import { attackScenarios, benignScenarios } from '../../src/synth/index.ts';
import type { Told } from '../../src/synth/index.ts';
import { combine, judge, missing, slandered, tokensOf, trueTokens } from './judge.ts';

const quiet: readonly Told[] = Object.values(benignScenarios).map((tell, index) => tell(500 + index));

test('all benign worlds together are as quiet as each alone', () => {
  const together = combine(quiet);
  const judged = judge(together);
  expect(tokensOf(judged.lineage)).toEqual(trueTokens(together.world.truth().tokens, together.asOf));
  expect(slandered(together, judged.findings)).toEqual([]);
});

describe('an attack among all the benign worlds', () => {
  test.each(Object.entries(attackScenarios))('%s', (_, tell) => {
    const told = combine([...quiet, tell(900)]);
    const { lineage, findings, suspicious } = judge(told);
    const truth = told.world.truth();
    expect(tokensOf(lineage)).toEqual(trueTokens(truth.tokens, told.asOf));
    for (const attack of truth.attacks) expect(missing(attack, findings)).toEqual([]);
    expect(slandered(told, findings)).toEqual([]);
    expect(truth.benign.filter((id) => suspicious.has(id))).toEqual([]);
  });
});
