import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { document, policy, role, roleArn, sessionOf, snapshotOf, type Json } from '../../../test/support/iam.ts';
import type { IamOrganization } from '../../model/iam.ts';
import { createDecider } from './decider.ts';

const app = roleArn('App');
const target = roleArn('Target');
const session = 'arn:aws:sts::111122223333:assumed-role/App/deploy';

/** Everything that a context may hold of the keys that nobody knows: the oracle asks the simulator in each of them. */
const unknown: Readonly<Record<string, readonly (string | null)[]>> = {
  'sts:ExternalId': [null, 'k', 'j'],
  'aws:SourceIp': [null, '203.0.113.9', '198.51.100.7'],
  'aws:MultiFactorAuthPresent': [null, 'true', 'false'],
};
const known = {
  'aws:PrincipalArn': app,
  'aws:userid': 'AROAAPPEXAMPLE:deploy',
  'aws:TokenIssueTime': '2026-10-13T12:00:00Z',
};

const contexts = Object.entries(unknown).reduce<Record<string, string>[]>(
  (all, [key, values]) =>
    all.flatMap((context) => values.map((value) => (value === null ? context : { ...context, [key]: value }))),
  [known],
);

const condition = fc.constantFrom<Json>(
  { StringEquals: { 'sts:ExternalId': 'k' } },
  { StringNotEquals: { 'sts:ExternalId': 'k' } },
  { StringEqualsIfExists: { 'sts:ExternalId': ['k', 'l'] } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
  { 'ForAllValues:StringEquals': { 'sts:ExternalId': ['k'] } },
  { DateLessThan: { 'aws:TokenIssueTime': '2026-10-13T11:00:00Z' } },
  { DateLessThan: { 'aws:TokenIssueTime': '2026-10-13T13:00:00Z' } },
  { ArnEquals: { 'aws:PrincipalArn': app } },
  { StringLike: { 'aws:userid': 'AROAAPPEXAMPLE:*' } },
  { StringEquals: { 'aws:userid': 'AROAAPPEXAMPLE:other' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
);
const maybe = fc.option(condition, { nil: undefined, freq: 2 });
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const withCondition = (statement: Json, one: Json | undefined): Json =>
  one === undefined ? statement : { ...statement, Condition: one };

const right = fc
  .record({
    effect,
    action: fc.constantFrom('sts:AssumeRole', 'sts:*', '*', 's3:*'),
    resource: fc.constantFrom('*', target, roleArn('T*'), roleArn('Other')),
    one: maybe,
  })
  .map(({ effect: Effect, action, resource, one }) =>
    withCondition({ Effect, Action: action, Resource: resource }, one),
  );
const trust = fc
  .record({
    effect,
    principal: fc.constantFrom<unknown>(
      { AWS: app },
      { AWS: 'arn:aws:iam::111122223333:root' },
      '*',
      { AWS: session },
      { AWS: roleArn('Other') },
      { Service: 'ec2.amazonaws.com' },
    ),
    one: maybe,
  })
  .map(({ effect: Effect, principal, one }) =>
    withCondition({ Effect, Principal: principal, Action: 'sts:AssumeRole' }, one),
  );

const rights = fc.array(right, { maxLength: 3 });
const world = fc.record({
  trust: fc.array(trust, { minLength: 1, maxLength: 3 }),
  identity: rights,
  boundary: fc.option(rights, { nil: null, freq: 3 }),
  scps: fc.option(fc.array(rights, { minLength: 1, maxLength: 2 }), { nil: null, freq: 3 }),
});

test('a definite answer is the answer of the simulator in every context, and a question without conditions has one', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ trust: trusts, identity, boundary, scps }) => {
      const organization: IamOrganization | undefined =
        scps === null
          ? undefined
          : {
              organizationId: 'o-exampleorgid',
              managementAccountId: '444455556666',
              rcps: null,
              scps: scps.map((level, i) => ({ id: `${i}`, policies: [policy(`scp ${i}`, ...level)] })),
            };
      const snapshot = snapshotOf({
        roles: [
          role('App', document(...trusts), {
            policies: [policy('p', ...identity)],
            boundary: boundary === null ? null : policy('b', ...boundary),
          }),
          role('Target', document(...trusts)),
        ],
        ...(organization === undefined ? {} : { organizations: { '111122223333': organization } }),
      });
      const caller = sessionOf(app, { sessionName: 'deploy', issuedAt: Date.parse('2026-10-13T12:00:00Z') / 1000 });
      const { decision } = await createDecider(snapshot).decide({ caller, action: 'sts:AssumeRole', resource: target });
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
            serviceControlPolicies: (scps ?? []).map((level, i) => ({
              orgIdentifier: `${i}`,
              policies: [{ name: `${i}`, policy: document(...level) }],
            })),
            resourceControlPolicies: [],
            resourcePolicy: document(...trusts),
            ...(boundary === null
              ? {}
              : { permissionBoundaryPolicies: [{ name: 'b', policy: document(...boundary) }] }),
          },
          {},
        );
        if (answer.resultType === 'error') throw new Error(answer.errors.message);
        answers.add(answer.overallResult === 'Allowed' ? 'allowed' : 'denied');
      }
      expect([...answers]).toEqual(decision === 'depends' ? [...answers] : [decision]);
      const isConditional = JSON.stringify([trusts, identity, boundary, scps]).includes('Condition');
      expect(isConditional || decision !== 'depends').toBe(true);
    }),
    { numRuns: 60 },
  );
});
