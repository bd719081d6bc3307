import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allow, keyOf, policy, role, roleArn, snapshotOf, trusting, user, userArn } from '../../test/support/iam.ts';
import { quotaIam } from '../../test/support/iam-quotas.ts';
import { credentialHeld, holding, planFor, tokenHeld, workloadHeld } from '../../test/support/held.ts';
import type { Plan } from '../model/containment.ts';
import type { IamPolicy } from '../model/iam.ts';
import type { Situation } from './situation.ts';
import { terraformScript } from './scripts/terraform.ts';

const LIMITS = { role: 10_240, user: 2_048 };

interface Room {
  /** Characters that the role's inline policies leave; the user's. */
  readonly left: number;
  readonly leftOnUser: number;
  /** Managed policies that it has. */
  readonly attached: number;
}

/** An inline policy as long as is wanted. */
function filling(size: number): IamPolicy[] {
  const short = policy('long', allow('s3:GetObject', 'arn:aws:s3:::'));
  const missing = size - JSON.stringify(short.document).length;
  return missing < 0 ? [] : [policy('long', allow('s3:GetObject', `arn:aws:s3:::${'a'.repeat(missing)}`))];
}

const managed = (i: number): IamPolicy => ({
  id: `arn:aws:iam::111122223333:policy/Own${i}`,
  name: `Own${i}`,
  inline: false,
  document: { Version: '2012-10-17', Statement: [allow('s3:GetObject')] },
  through: null,
});

/** A key of `ci`, and a session of a role that it can assume: both mint. */
function situationWith({ left, leftOnUser, attached }: Room): Situation {
  const turns = policy('turns', allow('sts:AssumeRole', roleArn('Ops')));
  const used = JSON.stringify(turns.document).length;
  const attachedPolicies = Array.from({ length: attached }, (_, i) => managed(i));
  const ops = role('Ops', trusting({ AWS: ['arn:aws:iam::111122223333:root'] }), {
    policies: [turns, ...filling(LIMITS.role - left - used), ...attachedPolicies],
  });
  const ci = user('ci', { policies: [turns, ...filling(LIMITS.user - leftOnUser - used)] });
  return holding(
    snapshotOf({ roles: [ops], users: [ci] }),
    credentialHeld('AKIAIOSFODNN7EXAMPLE', keyOf(userArn('ci'))),
    tokenHeld('ASIAIOSFODNN7EXAMPLE', ops, 's1'),
  );
}

const ids = (plan: Plan): string[][] => plan.phases.map(({ actions }) => actions.map(({ id }) => id));
const freeze = `deny-role:${roleArn('Ops')}`;

test('however little room is left, IAM refuses no call of a plan, and no freeze is left behind unsaid', async () => {
  const room = fc.record({
    left: fc.integer({ min: 0, max: 700 }),
    leftOnUser: fc.integer({ min: 0, max: 500 }),
    attached: fc.integer({ min: 5, max: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(room, async (wanted) => {
      const situation = situationWith(wanted);
      const plan = await planFor(situation);
      const calls = plan.phases.flatMap(({ actions }) => actions.flatMap((action) => action.calls));
      if (calls.some(({ operation }) => operation === 'DeleteUser')) return;
      const iam = quotaIam(situation.snapshot!);
      for (const call of calls) expect({ call, error: iam.call(call) }).toEqual({ call, error: null });
      const isFrozen = (owner: string): boolean =>
        /StemmaDeny(All|Tokens)/.test(JSON.stringify(iam.documentsOf(owner)));
      for (const [owner, arn] of [
        ['role Ops', roleArn('Ops')],
        ['user ci', userArn('ci')],
      ] as const) {
        const isSaid = plan.residual.some((each) => each.startsWith(arn) && each.includes('freeze'));
        expect({ owner, isFrozen: isFrozen(owner) }).toEqual({ owner, isFrozen: isSaid });
      }
    }),
    { numRuns: 60 },
  );
});

test('where only the freeze fits inline, it is lifted once the cut-off holds beside it', async () => {
  const plan = await planFor(situationWith({ left: 120, leftOnUser: 1_000, attached: 0 }));
  expect(plan.proof).toMatchObject({ result: 'evicted' });
  const [first, second, third] = plan.phases;
  const callsOf = ({ actions }: Plan['phases'][number], id: string): string[] =>
    actions.find((each) => each.id === id)!.calls.map(({ operation }) => operation);
  expect(callsOf(first!, freeze)).toEqual(['PutRolePolicy']);
  expect(callsOf(second!, `revoke-role-sessions:${roleArn('Ops')}`)).toEqual(['CreatePolicy', 'AttachRolePolicy']);
  expect(callsOf(third!, `lift-freeze:${freeze}`)).toEqual(['DeleteRolePolicy']);
  const [terraform] = terraformScript(plan, { version: '0' });
  expect(terraform!.text).toContain('var.phase >= 1 && var.phase < 3 ? 1 : 0');
});

test('where the freeze takes the last place, it stays, and the plan says so', async () => {
  const plan = await planFor(situationWith({ left: 50, leftOnUser: 1_000, attached: 9 }));
  expect(plan.proof).toMatchObject({ result: 'evicted' });
  expect(ids(plan)[0]).toContain(freeze);
  expect(ids(plan).slice(1).flat()).toEqual([`deny-user-tokens:${userArn('ci')}`]);
  expect(plan.residual.join('\n')).toMatch(/role\/Ops: nothing fits beside its freeze .* detach and delete the policy/);
});

test('a user whose freeze fits is not deleted for want of room for the cut-off', async () => {
  const base = situationWith({ left: 1_000, leftOnUser: 0, attached: 0 });
  const [account] = base.snapshot!.accounts;
  const users = account!.users.map((each) => ({
    ...each,
    policies: [...each.policies, ...Array.from({ length: 9 }, (_, i) => managed(i))],
  }));
  const plan = await planFor({ ...base, snapshot: { accounts: [{ ...account!, users }], problems: [] } });
  expect(plan.proof).toMatchObject({ result: 'evicted' });
  expect(ids(plan).flat()).toContain(`deny-user:${userArn('ci')}`);
  expect(ids(plan).flat().join(' ')).not.toContain('delete-user');
  expect(plan.residual.join('\n')).toContain('user/ci: nothing fits beside its freeze');
});

test('denied sessions count when there is to be room for the cut-off', async () => {
  const base = situationWith({ left: 300, leftOnUser: 1_000, attached: 0 });
  const ops = base.snapshot!.accounts[0]!.roles[0]!;
  const given = workloadHeld({ id: 'i-0123456789abcdef0', originKind: 'ec2-instance' }, ops, 'i-0123456789abcdef0');
  const situation = { ...base, held: [...base.held, given] };
  const plan = await planFor(situation);
  const iam = quotaIam(situation.snapshot!);
  const calls = plan.phases.flatMap(({ actions }) => actions.flatMap((action) => action.calls));
  expect(calls.map((call) => iam.call(call))).toEqual(calls.map(() => null));
  expect(JSON.stringify(iam.documentsOf('role Ops'))).toMatch(/StemmaDenySessions.*StemmaDenyIssued/);
});

test('what an earlier plan attached is left alone: the new policy has another name', async () => {
  const base = situationWith({ left: 0, leftOnUser: 1_000, attached: 0 });
  const [account] = base.snapshot!.accounts;
  const name = 'StemmaContainment-StemmaDenyIssued-Role-Ops';
  const earlier = { ...managed(0), id: `arn:aws:iam::111122223333:policy/${name}`, name };
  const roles = account!.roles.map((each) => ({ ...each, policies: [...each.policies, earlier] }));
  const plan = await planFor({ ...base, snapshot: { accounts: [{ ...account!, roles }], problems: [] } });
  const made = plan.phases.flatMap(({ actions }) =>
    actions.flatMap(({ calls }) =>
      calls.flatMap(({ operation, parameters }) => (operation === 'CreatePolicy' ? [parameters['PolicyName']] : [])),
    ),
  );
  expect(made).toEqual(['StemmaContainment-StemmaDenyAll-Role-Ops', `${name}-2`]);
});

test('a role and a user of one name are given policies of two names: those are the account’s', async () => {
  const turns = policy('turns', allow('sts:AssumeRole', roleArn('ci')));
  const used = JSON.stringify(turns.document).length;
  const both = role('ci', trusting({ AWS: ['arn:aws:iam::111122223333:root'] }), {
    policies: [turns, ...filling(LIMITS.role - used)],
  });
  const ci = user('ci', { policies: [turns, ...filling(LIMITS.user - used)] });
  const situation = holding(
    snapshotOf({ roles: [both], users: [ci] }),
    credentialHeld('AKIAIOSFODNN7EXAMPLE', keyOf(userArn('ci'))),
    tokenHeld('ASIAIOSFODNN7EXAMPLE', both, 's1'),
  );
  const plan = await planFor(situation);
  const made = plan.phases
    .flatMap(({ actions }) => actions.flatMap((action) => action.calls))
    .filter(({ operation }) => operation === 'CreatePolicy')
    .map(({ parameters }) => parameters['PolicyName']);
  expect(made.length).toBeGreaterThan(1);
  expect(new Set(made).size).toBe(made.length);
});
