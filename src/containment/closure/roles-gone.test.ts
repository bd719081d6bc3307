import { expect, test } from 'vitest';
import { account, attacker, bySec, iam, ids, KEY, planAgainst } from '../../../test/support/attacker-of-ci.ts';
import { role, roleArn, trusting } from '../../../test/support/iam.ts';
import { assume, type Json } from '../../../test/support/raw-records.ts';

const deploy = role('Deploy', trusting({ AWS: '*' }));
const minted = assume(attacker, '10:10:00', 'ASIADEPLOYEXAMPLE', 'Deploy/s');
const gone = iam('10:20:00', 'DeleteRole', { roleName: 'Deploy' }, bySec);
const made = iam('10:30:00', 'CreateRole', { roleName: 'Deploy' }, bySec);

const about = (plan: Awaited<ReturnType<typeof planAgainst>>['plan']): string[] =>
  ids(plan).filter((id) => id.includes(roleArn('Deploy')));

test.each<[string, readonly Json[], { readonly inSnapshot: boolean; readonly isPlanned: boolean }]>([
  ['that is there', [minted], { inSnapshot: true, isPlanned: true }],
  ['that was deleted', [minted, gone], { inSnapshot: false, isPlanned: false }],
  ['that was deleted and made anew', [minted, gone, made], { inSnapshot: true, isPlanned: true }],
  ['that was deleted and is there all the same', [minted, gone], { inSnapshot: true, isPlanned: true }],
])('sessions of a role %s', async (_, records, { inSnapshot, isPlanned }) => {
  const { plan, situation } = await planAgainst(records, account(inSnapshot ? { roles: [deploy] } : {}), '10:50:00');
  expect(situation.compromised).toEqual(expect.arrayContaining([KEY, 'ASIADEPLOYEXAMPLE']));
  expect(about(plan).length > 0).toBe(isPlanned);
  expect(plan.proof).toMatchObject({ result: 'evicted' });
});
