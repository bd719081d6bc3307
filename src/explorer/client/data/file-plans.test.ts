import { expect, test } from 'vitest';
import type { Proof } from '../../../model/containment.ts';
import type { ExplorerKeptPlan, ExplorerPlan } from '../../../model/explorer.ts';
import { filePlans } from './file-plans.ts';

const proof = (result: Proof['result']): NonNullable<ExplorerPlan['proof']> => ({ result, remaining: [], assumptions: [] });

const action = (id: string): ExplorerPlan['phases'][number]['actions'][number] => ({
  id,
  kind: 'deny-role',
  accountId: null,
  target: id,
  api: [],
  policy: null,
  stops: [],
  doesNotStop: [],
  collateral: { sessions: 0, principals: [] },
  reason: '',
  rollback: '',
});

const plan: ExplorerPlan = {
  schemaVersion: 1,
  asOf: '2026-11-01T12:00:00Z',
  target: { kind: 'origin', id: 'AKIA' },
  targets: [{ kind: 'origin', id: 'AKIA' }],
  compromised: [],
  phases: [
    { name: 'stop re-minting', actions: [action('a'), action('b')], waitSeconds: 0, checks: [], window: null },
    { name: 'revoke', actions: [action('c')], waitSeconds: 0, checks: [], window: null },
  ],
  proof: proof('evicted'),
  residual: [],
};
const kept: ExplorerKeptPlan = {
  target: 'AKIA',
  plan,
  scripts: [{ form: 'aws-cli', file: 'contain.sh', text: 'whole' }],
  without: [
    { off: ['b'], proof: proof('not-proven') },
    { off: ['a', 'b', 'c'], proof: proof('survives') },
  ],
};
const plans = filePlans(() => [kept]);

test.each([
  [['a', 'b', 'c'], 'evicted'],
  [['a', 'c'], 'not-proven'],
  [[], 'survives'],
] as const)('with %j the answer that was kept is given', (on, result) => {
  expect(plans.prove('AKIA', on).result).toBe(result);
});

test('a choice that was not asked when the file was written gets no guess for an answer', () => {
  expect(() => plans.prove('AKIA', ['a', 'b'])).toThrow('ask where the case is');
  expect(() => plans.scripts('AKIA', ['a', 'b'])).toThrow('carries the scripts of the whole plan');
  expect(() => plans.plan('ASIA')).toThrow('has to be made where the case is');
  expect(plans.scripts('AKIA', ['a', 'b', 'c'])).toEqual(kept.scripts);
});
