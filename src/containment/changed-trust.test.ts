import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holding, planFor, subjectHeld, tokenHeld } from '../../test/support/held.ts';
import { ACCOUNT, allow, document, policy, role, snapshotOf } from '../../test/support/iam.ts';
import { startIam, type IamServer } from '../../test/support/iam-server.ts';
import { connectAws } from '../aws/index.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import type { PlanAction } from '../model/containment.ts';
import { applyPlan, newJournal, takeBack, type ApplyOptions } from './apply.ts';
import { awsCliScript } from './scripts/aws-cli.ts';
import { nothingMade, type Situation } from './situation.ts';

/** Rollback of a plan against a role whose trust policy the attacker wrote. */
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const ours = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };
const pipeline = {
  Effect: 'Allow',
  Principal: { Federated: GITHUB },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/app:*' } },
};
const his = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole' };

const now = document(ours, pipeline, his);
const ops = role('Ops', now, { policies: [policy('reads', allow('s3:GetObject'))] });
const token = tokenHeld('ASIAIOSFODNN7EXAMPLE', ops, 'run');

const situation = (before: unknown, ...more: Situation['held']): Situation => ({
  ...holding(snapshotOf({ roles: [ops] }), token, ...more),
  made: { ...nothingMade, trustChanges: [{ roleArn: ops.arn, before, now }] },
});

const narrowed = async (of: Situation): Promise<PlanAction> =>
  (await planFor(of)).phases.flatMap(({ actions }) => actions).find(({ kind }) => kind === 'narrow-trust')!;

let iam: IamServer;
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIARESPONDEREXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  iam = await startIam();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await iam.close();
});

const options = (): ApplyOptions => ({
  connect: () => connectAws({ ...defaultAwsOptions, region: 'us-east-1', endpointUrl: iam.url }),
  save: () => Promise.resolve(),
  now: () => 1_790_000_000,
  sleep: () => Promise.resolve(),
  onEvent: () => {},
  signal: new AbortController().signal,
});

test.each([
  ['as it was before him', document(ours, pipeline), [], [ours, pipeline]],
  ['without strangers, where that is not known', null, [], [ours]],
  [
    'without whom the plan keeps out besides',
    document(ours, pipeline),
    [subjectHeld('web-identity', GITHUB, 'repo:acme/app:ref:refs/heads/main', [ops.arn])],
    [ours, pipeline],
  ],
])('a trust policy that the attacker wrote is never put back: it stays %s', async (_, before, more, left) => {
  const action = await narrowed(situation(before, ...more));
  const plan = await planFor(situation(before, ...more));
  const only = {
    ...plan,
    phases: plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => id === action.id) })),
  };
  iam.set('Ops', 'trust', JSON.stringify(now));
  const done = await applyPlan(newJournal(only, { id: 'x', startedAt: 0 }), options());
  expect(JSON.stringify(done.entries[0]!.before)).toContain('444455556666');
  await takeBack(done, options());
  expect((JSON.parse(iam.document('Ops', 'trust')!) as { Statement: unknown[] }).Statement).toEqual(left);
  const back = awsCliScript(only, { version: '0' }).find(({ suffix }) => suffix === '.rollback')!.text;
  expect(back).not.toContain('444455556666');
  expect(back).not.toContain('.before-1.value');
  expect(action.undo).toMatch(/the attacker's|is his/);
});

test('one that he did not write is put back as it was read', async () => {
  const door = subjectHeld('web-identity', GITHUB, 'repo:acme/app:ref:refs/heads/main', [ops.arn]);
  const action = await narrowed({ ...situation(null, door), made: nothingMade });
  expect(action.isBeforeHis).toBeUndefined();
  expect(action.rollback[0]!.parameters['PolicyDocument']).toEqual(now);
});
