import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { IamCaller, IamOrganization, IamPolicy, IamSnapshot } from '../../src/model/iam.ts';
import { createDecider } from '../../src/posture/index.ts';
import { ACCOUNT, federatedOf, keyOf, policy, role, roleArn, rootOf, sessionOf, snapshotOf, tokenOf, user, userArn } from '../support/iam.ts';

/** Trust in words and policies, made by hand: what AWS documents of each, on the page that it refers to. */
const statement = z.record(z.string(), z.unknown());
const caseSchema = z.strictObject({
  name: z.string(),
  expected: z.enum(['allowed', 'denied', 'depends']),
  reference: z.url(),
  trust: z.array(statement),
  /** `role` is App, `self` the role itself, `user` the key of ann; `service:…`, `provider:…`. */
  caller: z.string(),
  policies: z.array(statement).default([]),
  boundary: z.array(statement).optional(),
  sessionName: z.string().optional(),
  sessionPolicies: z.array(z.array(statement)).nullable().default([]),
  mfa: z.boolean().optional(),
  issuedAt: z.iso.datetime().optional(),
  context: z.record(z.string(), z.string()).optional(),
  tags: z.record(z.string(), z.string()).default({}),
  callerAccount: z.string().default(ACCOUNT),
  target: z.string().default('Target'),
  version: z.string().default('2012-10-17'),
  /** Statements by level, root first. */
  organization: z
    .strictObject({
      scps: z.array(z.array(statement)).optional(),
      rcps: z.array(z.array(statement)).optional(),
      management: z.string().optional(),
    })
    .optional(),
});
type TrustCase = z.infer<typeof caseSchema>;

const cases = z.array(caseSchema).parse(JSON.parse(readFileSync(new URL('trust/cases.json', import.meta.url), 'utf8')));

test('there are sixty cases at least, each with a page of AWS', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  for (const { reference } of cases) expect(reference).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
});

describe('who can assume a role', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { decision } = await createDecider(snapshotIn(one)).decide({
      caller: callerIn(one),
      action: actionIn(one),
      resource: roleArn(one.target),
      ...(one.context === undefined ? {} : { context: one.context }),
    });
    expect(decision).toBe(one.expected);
  });
});

function snapshotIn({ trust, caller, policies, boundary, tags, callerAccount, target, version, organization }: TrustCase): IamSnapshot {
  const rights = {
    policies: policies.length === 0 ? [] : [{ ...policy('p'), document: { Version: version, Statement: policies } }],
    boundary: boundary === undefined ? null : policy('boundary', ...boundary),
    accountId: callerAccount,
  };
  const self = caller === 'self' ? { policies: rights.policies, boundary: rights.boundary } : {};
  const trusts = { Version: '2012-10-17', Statement: trust };
  const service = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  return snapshotOf({
    roles: [role(target, trusts, { tags, ...self }), role('App', service, rights)],
    users: [user('ann', rights)],
    organizations: organization === undefined ? {} : { [ACCOUNT]: organizationOf(organization) },
  });
}

function organizationOf({ scps, rcps, management }: NonNullable<TrustCase['organization']>): IamOrganization {
  const levels = (list: readonly (readonly Record<string, unknown>[])[]): { id: string; policies: IamPolicy[] }[] =>
    list.map((statements, i) => ({ id: i === 0 ? 'r-1' : ACCOUNT, policies: [policy(`level ${i}`, ...statements)] }));
  return {
    organizationId: 'o-exampleorgid',
    managementAccountId: management ?? '777788889999',
    scps: scps === undefined ? null : levels(scps),
    rcps: rcps === undefined ? null : levels(rcps),
  };
}

function actionIn({ caller }: TrustCase): string {
  if (!caller.startsWith('provider:')) return 'sts:AssumeRole';
  return caller.includes('saml-provider') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
}

function callerIn(one: TrustCase): IamCaller {
  const rest: Partial<IamCaller> = {
    sessionName: one.sessionName ?? null,
    mfa: one.mfa ?? null,
    issuedAt: one.issuedAt === undefined ? null : Date.parse(one.issuedAt) / 1000,
    sessionPolicies: one.sessionPolicies === null ? null : one.sessionPolicies.map((statements) => ({ Version: '2012-10-17', Statement: statements })),
  };
  const [kind, name = ''] = splitCaller(one.caller);
  switch (kind) {
    case 'role':
      return sessionOf(roleArn('App', one.callerAccount), rest);
    case 'self':
      return sessionOf(roleArn(one.target), rest);
    case 'user':
      return keyOf(userArn('ann', one.callerAccount), rest);
    case 'user-session':
      return tokenOf(userArn('ann', one.callerAccount), rest);
    case 'federated-user':
      return federatedOf('x', userArn('ann'), rest);
    case 'root':
      return rootOf();
    case 'service':
      return { ...sessionOf(name, rest), kind: 'service', accountId: null };
    default:
      return { ...sessionOf(name, rest), kind: 'federated-provider' };
  }
}

function splitCaller(caller: string): [string, string?] {
  const at = caller.indexOf(':');
  return at < 0 ? [caller] : [caller.slice(0, at), caller.slice(at + 1)];
}
