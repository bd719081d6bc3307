import { describe, expect, test } from 'vitest';
import { holding, ids, judgedWithout, planFor, subjectHeld, tokenHeld } from '../../test/support/held.ts';
import { ACCOUNT, allow, document, policy, role, type Json } from '../../test/support/iam.ts';
import { snapshotOf } from '../../test/support/iam.ts';
import type { Plan } from '../model/containment.ts';
import type { IamRole } from '../model/iam.ts';
import { createDecider } from '../posture/index.ts';
import { judgePlan } from './index.ts';
import type { Situation } from './situation.ts';
import { isPassing, stayingPart } from './subjects.ts';

const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const SUB = 'token.actions.githubusercontent.com:sub';
const MAIN = 'repo:acme/app:ref:refs/heads/main';
const reads = policy('reads', allow('s3:GetObject'));

const entry = (provider: string, Action: string, Condition: Json): Json => ({
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action,
  Condition,
});
const github = (Condition: Json): Json => entry(GITHUB, 'sts:AssumeRoleWithWebIdentity', Condition);
const aud: Json = { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } };
const trusting = (name: string, ...statements: readonly Json[]): IamRole =>
  role(name, document(...statements), { policies: [reads] });

function seenAs(subject: string, roles: readonly IamRole[], provider = GITHUB): Situation {
  const [deploy] = roles;
  const originKind = provider.includes('saml') ? 'saml' : 'web-identity';
  return holding(
    snapshotOf({ roles }),
    tokenHeld('ASIAIOSFODNN7EXAMPLE', deploy!, 'run'),
    subjectHeld(originKind, provider, subject, [deploy!.arn]),
  );
}

/** Conditions of the statements that a plan adds to the trust policy of a role. */
const keptOut = (plan: Plan, { arn, trust }: IamRole): unknown[] => {
  const before = (trust as { Statement: unknown[] }).Statement.length;
  const narrowed = plan.phases.flatMap(({ actions }) => actions).find(({ id }) => id === `narrow-trust:${arn}`);
  return (narrowed?.policy?.Statement ?? []).slice(before).map(({ Effect, Condition }) => [Effect, Condition]);
};

describe('a pipeline comes back under another subject', () => {
  const like = (...subs: string[]): Json => ({ ...aud, StringLike: { [SUB]: subs.length === 1 ? subs[0] : subs } });
  const equal = (...subs: string[]): Json => ({ StringEquals: { [SUB]: subs.length === 1 ? subs[0] : subs } });

  test.each<[string, Json, unknown]>([
    ['every branch of the repository', like('repo:acme/app:*'), { StringLike: { [SUB]: 'repo:acme/app:*' } }],
    ['every repository of the owner', like('repo:acme/*'), { StringLike: { [SUB]: 'repo:acme/*' } }],
    ['exactly that branch', equal(MAIN), { StringEquals: { [SUB]: MAIN } }],
    [
      'two named subjects of the repository, and one of another',
      equal(MAIN, 'repo:acme/app:environment:prod', 'repo:acme/apple:ref:refs/heads/main'),
      { StringEquals: { [SUB]: [MAIN, 'repo:acme/app:environment:prod'] } },
    ],
    [
      'a pattern of the repository, and one of another',
      like('repo:acme/app:pull_request*', MAIN, 'repo:acme/web:*'),
      { StringLike: { [SUB]: ['repo:acme/app:pull_request*', MAIN] } },
    ],
    ['whatever the provider vouches for', aud, undefined],
    ['every subject in any letter case', { StringEqualsIgnoreCase: { [SUB]: MAIN } }, undefined],
  ])('a role that trusts %s keeps all of them out', async (_, condition, expected) => {
    const deploy = trusting('Deploy', github(condition));
    const situation = seenAs(MAIN, [deploy]);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(keptOut(plan, deploy)).toEqual([['Deny', expected]]);
    const open = await judgedWithout(plan, `narrow-trust:${deploy.arn}`, situation);
    expect(open.proof).toMatchObject({ result: 'survives' });
  });

  test('to keep out only the subject that was seen, where the trust policy has a pattern, does not evict him', async () => {
    const deploy = trusting('Deploy', github(like('repo:acme/app:*')));
    const situation = seenAs(MAIN, [deploy]);
    const plan = await planFor(situation);
    const exact = JSON.parse(
      JSON.stringify(plan).replaceAll(
        JSON.stringify({ Condition: { StringLike: { [SUB]: 'repo:acme/app:*' } } }).slice(1, -1),
        JSON.stringify({ Condition: { StringEquals: { [SUB]: MAIN } } }).slice(1, -1),
      ),
    ) as Plan;
    expect(keptOut(exact, deploy)).toEqual([['Deny', { StringEquals: { [SUB]: MAIN } }]]);
    const { proof } = await judgePlan(exact, situation, createDecider);
    expect(proof).toMatchObject({ result: 'survives' });
  });

  test('another role that trusts another subject of the repository is shut too, and one of another repository is not', async () => {
    const [deploy, prod, web] = [
      trusting('Deploy', github(equal(MAIN))),
      trusting('Prod', github(equal('repo:acme/app:environment:prod'))),
      trusting('Web', github(like('repo:acme/web:*'))),
    ];
    const situation = seenAs(MAIN, [deploy, prod, web]);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan).filter((id) => id.startsWith('narrow-trust:'))).toEqual(
      [deploy, prod].map(({ arn }) => `narrow-trust:${arn}`),
    );
    const { proof } = await judgedWithout(plan, `narrow-trust:${prod.arn}`, situation);
    expect(proof).toMatchObject({ result: 'not-proven' });
    expect(proof!.remaining[0]!.because).toContain(
      `whether ${MAIN} can come as another subject that ${prod.arn} trusts`,
    );
  });

  test('two branches of one repository are kept out by one statement', async () => {
    const deploy = trusting('Deploy', github(like('repo:acme/app:*')));
    const situation = seenAs(MAIN, [deploy]);
    const other = subjectHeld('web-identity', GITHUB, 'repo:acme/app:ref:refs/heads/next', [deploy.arn]);
    const plan = await planFor({ ...situation, held: [...situation.held, other] });
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(keptOut(plan, deploy)).toEqual([['Deny', { StringLike: { [SUB]: 'repo:acme/app:*' } }]]);
  });
});

test('a pod and a person stay who they are: only they are kept out of a role that lets in more', async () => {
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/idp.example.com`;
  const anyone = entry(provider, 'sts:AssumeRoleWithWebIdentity', {
    StringEquals: { 'idp.example.com:aud': 'sts.amazonaws.com' },
  });
  for (const subject of ['system:serviceaccount:shop:web', '00u1a2b3c4d5e6f7g8h9']) {
    const deploy = trusting('Deploy', anyone);
    const plan = await planFor(seenAs(subject, [deploy], provider));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(keptOut(plan, deploy)).toEqual([['Deny', { StringEquals: { 'idp.example.com:sub': subject } }]]);
  }
});

test.each([
  // Each as its provider documents it.
  [MAIN, 'repo:acme/app'],
  ['repo:acme@123456/app@456789:environment:prod', 'repo:acme@123456/app@456789'],
  ['job_workflow_ref:acme/app/.github/workflows/deploy.yml@refs/heads/main', 'job_workflow_ref:acme/app'],
  ['project_path:group/project:ref_type:branch:ref:main', 'project_path:group/project'],
  ['organization:acme:project:web:workspace:prod:run_phase:apply', 'organization:acme:project:web:workspace:prod'],
  ['organization:acme:pipeline:deploy:ref:refs/heads/main:commit:1f:step:go', 'organization:acme:pipeline:deploy'],
  ['org/6c1/project/9d2/user/3e4', 'org/6c1/project/9d2'],
  // Bitbucket: repository, then environment and step.
  ['{b94f2a}:{d3c0}:{71aa}', '{b94f2a}'],
  ['owner:acme:project:web:environment:production', 'owner:acme'],
  ['sc://acme/web/aws', 'sc://acme/web/aws'],
  ['system:serviceaccount:shop:web', null],
  ['110169484474386276334', null],
])('of the subject %s stays %s', (subject, expected) => {
  expect(stayingPart(subject)).toBe(expected);
});

describe('a person of a SAML provider', () => {
  const CORP = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`;
  const dev = trusting(
    'Dev',
    entry(CORP, 'sts:AssumeRoleWithSAML', { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }),
  );

  test('is kept out by name', async () => {
    const plan = await planFor(seenAs('alice@example.com', [dev], CORP));
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(keptOut(plan, dev)).toEqual([['Deny', { StringEquals: { 'saml:sub': 'alice@example.com' } }]]);
  });

  // "saml:sub … If the value is transient, it is different in every session" (IAM User Guide, saml:sub_type).
  test.each([
    '_3f7b3dcf-1674-4ecd-92c8-1544f346baf8',
    '_ce3d2948b4cf20146dee0a0b3dd6f69b6cf86f62d7',
    'AAdzZWNyZXQx0vBhk2PyVX6zXkXDw8bTzz2sCPmT9Kg=',
    'G-6e0aee39-7e7b-4b77-8b4e-0a4f3a7e1f0d',
  ])('who may have another name in the next session (%s) is kept out by a deny on the role', async (subject) => {
    const situation = seenAs(subject, [dev], CORP);
    const plan = await planFor(situation);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
    expect(ids(plan)).toContain(`deny-role:${dev.arn}`);
    expect((await judgedWithout(plan, `deny-role:${dev.arn}`, situation)).proof).toMatchObject({ result: 'survives' });
  });

  test.each(['alice', 'alice@example.com', 'EXAMPLE\\alice', 'CN=Alice Example,OU=Ops', 'firstname.longest-lastname'])(
    '%s is a name that stays',
    (subject) => {
      expect(isPassing(subject)).toBe(false);
    },
  );
});
