import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { document, policy, role, roleArn, sessionOf, snapshotOf, type Json } from '../../../test/support/iam.ts';
import { createDecider } from './decider.ts';

const app = roleArn('App');
const target = roleArn('Target');
const session = 'arn:aws:sts::111122223333:assumed-role/App/deploy';

/** A session of a role has no MFA: its requests say so, or say nothing. AWS does not document which. */
const contexts: readonly Record<string, string>[] = [{}, { 'aws:MultiFactorAuthPresent': 'false' }];

const condition = fc.constantFrom<Json>(
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
  { Null: { 'aws:MultiFactorAuthPresent': 'false' } },
  { Null: { 'aws:MultiFactorAuthAge': 'false' } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } },
);
const statement = (part: Json): fc.Arbitrary<Json> =>
  fc
    .record({ Effect: fc.constantFrom('Allow', 'Allow', 'Deny'), Condition: fc.option(condition, { nil: undefined }) })
    .map(({ Effect, Condition }) => ({
      Effect,
      Action: 'sts:AssumeRole',
      ...part,
      ...(Condition === undefined ? {} : { Condition }),
    }));
const world = fc.record({
  trusts: fc.array(fc.oneof(statement({ Principal: { AWS: app } }), statement({ Principal: '*' })), {
    minLength: 1,
    maxLength: 3,
  }),
  identity: fc.array(statement({ Resource: '*' }), { maxLength: 2 }),
});

test('without MFA the answer is that of both ways to say so, and open where they differ', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ trusts, identity }) => {
      const roles = [
        role('App', document(...trusts), { policies: [policy('p', ...identity)] }),
        role('Target', document(...trusts)),
      ];
      const { decide } = createDecider(snapshotOf({ roles }));
      const caller = sessionOf(app, { sessionName: 'deploy', mfa: false });
      const { decision } = await decide({ caller, action: 'sts:AssumeRole', resource: target });
      const answers = new Set<string>();
      for (const contextVariables of contexts) {
        const answer = await runSimulation(
          {
            request: {
              principal: session,
              action: 'sts:AssumeRole',
              resource: { resource: target, accountId: '111122223333' },
              contextVariables,
            },
            identityPolicies: [{ name: 'p', policy: document(...identity) }],
            serviceControlPolicies: [],
            resourceControlPolicies: [],
            resourcePolicy: document(...trusts),
          },
          {},
        );
        if (answer.resultType === 'error') throw new Error(answer.errors.message);
        answers.add(answer.overallResult === 'Allowed' ? 'allowed' : 'denied');
      }
      expect(decision).toBe(answers.size === 1 ? [...answers][0] : 'depends');
    }),
    { numRuns: 80 },
  );
});
