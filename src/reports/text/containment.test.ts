import { describe, expect, test } from 'vitest';
import type { Plan, PlanAction, PlanPhase } from '../../model/containment.ts';
import { renderContainment, type ContainmentTextOptions } from './containment.ts';

const role = 'arn:aws:iam::111122223333:role/Admin';
const deny: PlanAction = {
  id: `deny-role:${role}`,
  kind: 'deny-role',
  accountId: '111122223333',
  target: role,
  before: [],
  calls: [
    {
      service: 'iam',
      operation: 'PutRolePolicy',
      parameters: { RoleName: 'Admin', PolicyName: 'StopAll' },
      accountId: '111122223333',
      region: null,
    },
  ],
  rollback: [],
  policy: { Version: '2012-10-17', Statement: [] },
  cutOff: null,
  stops: ['ASIAONEEXAMPLE'],
  doesNotStop: [],
  collateral: { sessions: 0, principals: [] },
  reason: 'It mints again.',
  undo: 'Delete the policy.',
};
const phase = (name: PlanPhase['name'], actions: readonly PlanAction[]): PlanPhase => ({
  name,
  actions,
  waitSeconds: 0,
  checks: [],
  window: actions.length === 0 ? null : [{ credential: 'ASIAONEEXAMPLE', can: [], because: 'it is live' }],
});
const plan = (actions: readonly PlanAction[]): Plan => ({
  asOf: 1_792_000_000,
  targets: [{ kind: 'credential', id: 'ASIAONEEXAMPLE' }],
  compromised: ['ASIAONEEXAMPLE'],
  phases: [phase('stop re-minting', actions)],
  proof: null,
  residual: [],
});
const command = "stemma contain ASIAONEEXAMPLE --iam iam.json --case 'my case.db' --as-of last";
const text = (given: Plan, options: Partial<ContainmentTextOptions> = {}): string =>
  [...renderContainment(given, { width: 100, color: false, ascii: false, isAssumed: false, command, ...options })].join(
    '\n',
  );

describe('a plan', () => {
  test('says how it is carried out, of the same case as of the same moment', () => {
    expect(text(plan([deny]))).toContain(`\n  ${command} --apply\n`);
    const script = text(plan([deny]), { width: 140 });
    expect(script).toContain(`\n  ${command} --script aws-cli -o contain.sh`);
  });

  test.each<[string, Plan, Partial<ContainmentTextOptions>]>([
    ['with nothing to do', plan([]), {}],
    ['that is carried out just now', plan([deny]), { command: null }],
    ['that somebody else thought of', plan([deny]), { isAssumed: true }],
  ])('%s does not', (_, given, options) => {
    expect(text(given, options)).not.toContain('--apply');
  });

  test('names the policy that is found in the account afterwards', () => {
    expect(text(plan([deny]))).toMatch(/^policy {4}StopAll$/m);
  });

  test('shows the first of what no plan undoes, and where the rest is', () => {
    const residual = Array.from({ length: 47 }, (_, i) => `change ${i}: review it`);
    const shown = text({ ...plan([deny]), residual });
    expect(shown).toContain('change 0: review it');
    expect(shown).toContain('and 17 more: -o plan.md writes all of it');
    expect(shown.match(/review it/g)).toHaveLength(30);
  });

  test('keeps labels in their column', () => {
    expect(text(plan([deny]))).toMatch(/^open {6}till then: ASIAONEEXAMPLE$/m);
  });
});
