import { expect, test } from 'vitest';
import { hostileTexts } from '../../../test/support/hostile.ts';
import { findingRow, keyRow, reportOf, tokenRow, viewOf } from '../../../test/support/report-view.ts';
import type { Proof } from '../../model/containment.ts';
import type { ExplorerPlan } from '../../model/explorer.ts';
import type { ReportView } from '../../model/report-view.ts';
import { keepPlans } from './keep-plans.ts';
import { createPlans, type Planned } from './plans.ts';

const key = 'AKIAIOSFODNN7EXAMPLE';

function planOf(ids: readonly string[], reason = 'because'): ExplorerPlan {
  const action = (id: string): ExplorerPlan['phases'][number]['actions'][number] => ({
    id,
    kind: 'deny-role',
    accountId: '111122223333',
    target: id,
    api: ['iam:PutRolePolicy'],
    policy: null,
    stops: [],
    doesNotStop: [],
    collateral: { sessions: 0, principals: [] },
    reason,
    rollback: 'delete it',
  });
  return {
    schemaVersion: 1,
    asOf: '2026-11-01T12:00:00Z',
    target: { kind: 'origin', id: key },
    targets: [{ kind: 'origin', id: key }],
    compromised: [key],
    phases: [{ name: 'stop re-minting', actions: ids.map(action), waitSeconds: 300, checks: [], window: null }],
    proof: { result: 'evicted', remaining: [], assumptions: [] },
    residual: [],
  };
}

/** Only the whole of it ends the attacker; the proof names what was carried out. */
function planned(ids: readonly string[], reason?: string): Planned {
  return {
    plan: planOf(ids, reason),
    prove: (on): Promise<Proof> =>
      Promise.resolve({
        result: on.length === ids.length ? 'evicted' : 'survives',
        remaining: [],
        assumptions: [...on],
      }),
    scripts: (on) => Promise.resolve([{ form: 'aws-cli', file: 'contain.sh', text: `${on.join('\n')}\n` }]),
  };
}

function caseOf(origins: number): ReportView {
  const keys = Array.from({ length: origins }, (_, i) => `AKIA${String(i).padStart(9, '0')}EXAMPLE`);
  return viewOf(
    reportOf(
      keys.map((id) => keyRow(id, 'bot', { suspicious: true, origin: { kind: 'access-key', id, basis: 'logged' } })),
    ),
  );
}

test('a file carries the proof of a plan without each action, and without all', async () => {
  const [kept] = await keepPlans(caseOf(1), () => Promise.resolve(planned(['a', 'b', 'c'])));
  expect(kept!.without.map(({ off, proof }) => [off, proof.result, proof.assumptions])).toEqual([
    [['a'], 'survives', ['b', 'c']],
    [['b'], 'survives', ['a', 'c']],
    [['c'], 'survives', ['a', 'b']],
    [['a', 'b', 'c'], 'survives', []],
  ]);
  expect(kept!.scripts).toEqual([{ form: 'aws-cli', file: 'contain.sh', text: 'a\nb\nc\n' }]);
});

test('an action that is alone is left out once', async () => {
  const [kept] = await keepPlans(caseOf(1), () => Promise.resolve(planned(['a'])));
  expect(kept!.without.map(({ off }) => off)).toEqual([['a']]);
});

test('plans are made against suspicious origins and serious findings alone, and not without bound', async () => {
  const asked: string[] = [];
  const ask = (target: string): Promise<Planned> => (asked.push(target), Promise.resolve(planned(['a'])));
  await keepPlans(caseOf(400), ask);
  expect(asked.length).toBeLessThan(30);
  asked.length = 0;
  const quiet = reportOf([keyRow(key, 'bot'), tokenRow('ASIAIOSFODNN7EXAMPLE')], {
    findings: [
      findingRow('new-role-chain', { severity: 'low', credential: key }),
      findingRow('token-chain', { severity: 'high', credential: key }),
      findingRow('open-trust', { severity: 'high' }),
    ],
  });
  await keepPlans(viewOf(quiet), ask);
  expect(asked).toEqual(['token-chain-1']);
});

test('a finding about an origin that has a plan needs none of its own', async () => {
  const asked: string[] = [];
  const suspicious = keyRow(key, 'bot', { suspicious: true });
  const origin = { kind: 'access-key', id: key } as const;
  const about = reportOf([suspicious], { findings: [findingRow('token-chain', { credential: key, origin })] });
  await keepPlans(viewOf(about), (target) => (asked.push(target), Promise.resolve(planned(['a']))));
  expect(asked).toEqual([key]);
});

test('what has no room is left out', async () => {
  const kept = await keepPlans(caseOf(10), () => Promise.resolve(planned(['a'], 'x'.repeat(7_000))));
  const large = await keepPlans(caseOf(10), () =>
    Promise.resolve({
      ...planned(['a']),
      scripts: async () => [{ form: 'runbook' as const, file: 'contain.md', text: 'x'.repeat(200_000) }],
    }),
  );
  expect(kept).toHaveLength(10);
  expect(large.length).toBeGreaterThan(0);
  expect(JSON.stringify(large).length).toBeLessThan(500_000);
});

test.each(Object.entries(hostileTexts))('%s in a plan is shown, not obeyed', async (_name, text) => {
  const plans = createPlans(
    () => Promise.resolve(planned(['a'], text)),
    () => '1',
  );
  const kept = await keepPlans(caseOf(1), () => Promise.resolve(planned(['a'], text)));
  const texts: string[] = [];
  for (const json of [
    await plans.plan(key),
    await plans.prove(key, ['a']),
    JSON.stringify(kept.map(({ plan }) => plan)),
  ]) {
    JSON.parse(json, (_key, value: unknown) => void (typeof value === 'string' && texts.push(value)));
  }
  for (const each of texts) expect(each).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
});

test('a plan is made once for a state of the case, and again for the next', async () => {
  let made = 0;
  let revision = '1';
  const plans = createPlans(
    () => Promise.resolve((made++, planned(['a']))),
    () => revision,
  );
  await plans.plan(key);
  await plans.prove(key, []);
  await plans.scripts(key, []);
  expect(made).toBe(1);
  revision = '2';
  await plans.plan(key);
  expect(made).toBe(2);
});
