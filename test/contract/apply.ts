import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectAws } from '../../src/aws/index.ts';
import { applyPlan, newJournal, takeBack, type ApplyOptions } from '../../src/containment/apply.ts';
import { defaultAwsOptions } from '../../src/model/aws.ts';
import type { Plan } from '../../src/model/containment.ts';
import type { Journal } from '../../src/model/journal.ts';
import { action, call, planOf } from '../support/plans.ts';

/** An IAM to carry plans out in: ours over HTTP, or one that others wrote. */
export interface IamUnderTest {
  readonly url: string;
  /** The account that its credentials are of. */
  readonly accountId: string;
  close(): Promise<void>;
}

const NOW = 1_790_000_000;
/** Blanks and order are what nobody would make again from parsed JSON. */
const EARLIER = '{ "Statement": [ {"Effect":"Deny","Action":"s3:*","Resource":"*"} ],\n "Version":"2012-10-17" }';
const TRUST =
  '{"Version":"2012-10-17",  "Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}';

/** What any IAM must see of a plan that is carried out, carried out again, and taken back. */
export function describeApply(open: () => Promise<IamUnderTest>): void {
  let iam: IamUnderTest;
  let client: IAMClient;
  let world: World;
  let run = 0;
  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIARESPONDEREXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'none';
    iam = await open();
    const credentials = { accessKeyId: 'AKIARESPONDEREXAMPLE', secretAccessKey: 'none' };
    client = new IAMClient({ endpoint: iam.url, region: 'us-east-1', credentials });
  });
  afterAll(() => iam.close());
  beforeEach(async () => {
    world = await build(client, { accountId: iam.accountId, suffix: String(++run) });
  });

  const options = (journals: Journal[]): ApplyOptions => ({
    connect: () => connectAws({ ...defaultAwsOptions, region: 'us-east-1', endpointUrl: iam.url }),
    save: (journal) => Promise.resolve(void journals.push(journal)),
    now: () => NOW,
    sleep: () => Promise.resolve(),
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  const apply = (plan: Plan, journals: Journal[] = []): Promise<Journal> =>
    applyPlan(newJournal(plan, { id: 'x', startedAt: NOW }), options(journals));

  test('documents land as they are in the plan beside what was there, the cut-off a minute ahead, and the key is inactive', async () => {
    const done = await apply(world.plan);
    expect(done.entries.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
    const after = await world.look();
    // What was there under that name, and not in the snapshot, stays beside it.
    const { Statement } = JSON.parse(EARLIER) as { Statement: object[] };
    const put = withTime(world.document, '2026-09-21T14:14:20Z');
    expect(JSON.parse(after.deploy!)).toEqual({ ...put, Statement: [...Statement, ...put.Statement] });
    expect(after).toMatchObject({ user: JSON.stringify(denyAll), trust: JSON.stringify(narrow), key: 'Inactive' });
  });

  test('carried out a second time, it changes nothing', async () => {
    await apply(world.plan);
    const before = await world.look();
    const again = await apply(world.plan);
    expect(again.entries.every(({ wasSo, log }) => wasSo && log.length === 0)).toBe(true);
    expect(await world.look()).toEqual(before);
  });

  test('taken back, every document is byte for byte what it was', async () => {
    const before = await world.look();
    expect(before).toMatchObject({ deploy: EARLIER, user: null, trust: TRUST, key: 'Active' });
    const journals: Journal[] = [];
    await apply(world.plan, journals);
    // As it comes back from the case.
    const kept = JSON.parse(JSON.stringify(journals.at(-1))) as Journal;
    const back = await takeBack(kept, options([]));
    expect(await world.look()).toEqual(before);
    expect(back.entries.map(({ state }) => state)).toEqual(['taken-back', 'taken-back', 'taken-back', 'taken-back']);
  });
}

interface World {
  readonly plan: Plan;
  readonly document: typeof denyIssued;
  look(): Promise<{ deploy: string | null; user: string | null; trust: string; key: string }>;
}

const denyAll = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } as const;
const narrow = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
} as const;
const denyIssued = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-09-21T14:13:20Z' } },
    },
  ],
} as const;

const withTime = (document: object, time: string): { readonly Statement: readonly object[] } =>
  JSON.parse(JSON.stringify(document).replace(/2026-09-21T14:13:20Z/, time)) as { Statement: object[] };

async function build(client: IAMClient, { accountId, suffix }: { accountId: string; suffix: string }): Promise<World> {
  const RoleName = `Deploy${suffix}`;
  const UserName = `ci${suffix}`;
  const PolicyName = 'StemmaContainment';
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: EARLIER }));
  await client.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const key = { UserName, AccessKeyId: AccessKey!.AccessKeyId! };
  const own = (operation: string, parameters: Parameters<typeof call>[1]) => ({
    ...call(operation, parameters),
    accountId,
  });
  const plan = planOf(
    action({
      id: 'key',
      kind: 'deactivate-access-key',
      target: key.AccessKeyId,
      before: [own('ListAccessKeys', { UserName })],
      calls: [own('UpdateAccessKey', { ...key, Status: 'Inactive' })],
    }),
    action({
      id: 'role',
      target: `arn:aws:iam::${accountId}:role/${RoleName}`,
      before: [own('GetRolePolicy', { RoleName, PolicyName })],
      calls: [own('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: denyIssued })],
      cutOff: NOW,
    }),
    action({
      id: 'user',
      target: `arn:aws:iam::${accountId}:user/${UserName}`,
      before: [own('GetUserPolicy', { UserName, PolicyName })],
      calls: [own('PutUserPolicy', { UserName, PolicyName, PolicyDocument: denyAll })],
    }),
    action({
      id: 'trust',
      target: `arn:aws:iam::${accountId}:role/${RoleName}`,
      before: [own('GetRole', { RoleName })],
      calls: [own('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: narrow })],
    }),
  );
  const text = (encoded: string | undefined): string => decodeURIComponent(encoded ?? '');
  const orNull = (error: Error): null => {
    if (error.name.startsWith('NoSuchEntity')) return null;
    throw error;
  };
  return {
    plan,
    document: denyIssued,
    look: async () => ({
      deploy: await client
        .send(new GetRolePolicyCommand({ RoleName, PolicyName }))
        .then((answer) => text(answer.PolicyDocument), orNull),
      user: await client
        .send(new GetUserPolicyCommand({ UserName, PolicyName }))
        .then((answer) => text(answer.PolicyDocument), orNull),
      trust: text((await client.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument),
      key: (await client.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata![0]!.Status!,
    }),
  };
}
