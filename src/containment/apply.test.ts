import { describe, expect, test, vi, beforeEach, afterEach } from 'vitest';
import { describeApply } from '../../test/contract/apply.ts';
import { startIam, type IamServer } from '../../test/support/iam-server.ts';
import { action, call, deactivate, denyRole, owner, planOf } from '../../test/support/plans.ts';
import { connectAws } from '../aws/index.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import type { PlanAction, PolicyDocument, PolicyStatement } from '../model/containment.ts';
import type { Journal } from '../model/journal.ts';
import { applyPlan, newJournal, takeBack, type ApplyEvent, type ApplyOptions } from './apply.ts';

describe('in an IAM of ours', () => {
  describeApply(async () => ({ ...(await startIam()), accountId: '111122223333' }));
});

describe('step by step', () => {
  let iam: IamServer;
  let journals: Journal[];
  let events: ApplyEvent[];
  let now: number;
  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIARESPONDEREXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
    iam = await startIam();
    [journals, events, now] = [[], [], 1_790_000_000];
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await iam.close();
  });

  const options = (): ApplyOptions => ({
    connect: () => connectAws({ ...defaultAwsOptions, region: 'us-east-1', endpointUrl: iam.url }),
    save: (journal) => Promise.resolve(void journals.push(JSON.parse(JSON.stringify(journal)) as Journal)),
    now: () => now,
    sleep: (seconds) => Promise.resolve(void (now += seconds)),
    onEvent: (event) => void events.push(event),
    signal: new AbortController().signal,
  });
  const userDeny = action({
    id: 'deny-user:ci',
    target: 'arn:aws:iam::111122223333:user/ci',
    before: [call('GetUserPolicy', { UserName: 'ci', PolicyName: 'StemmaContainment' })],
    calls: [
      call('PutUserPolicy', {
        UserName: 'ci',
        PolicyName: 'StemmaContainment',
        PolicyDocument: { Version: '2012-10-17', Statement: [] },
      }),
    ],
    rollback: [call('DeleteUserPolicy', { UserName: 'ci', PolicyName: 'StemmaContainment' })],
  });
  const journalOf = (...actions: Parameters<typeof planOf>): Journal =>
    newJournal(planOf(...actions), { id: 'x', startedAt: now });

  test('what was there is kept before the first change is made', async () => {
    let atChange: Journal | undefined;
    iam.onChange = () => (atChange = journals.at(-1));
    await applyPlan(journalOf(denyRole), options());
    expect(atChange!.entries[0]).toMatchObject({ state: 'started', before: [null] });
  });

  describe('what was put under the name since the snapshot of the plan', () => {
    const denies = (...statements: readonly PolicyStatement[]): PolicyDocument => ({
      Version: '2012-10-17',
      Statement: statements,
    });
    const everything = { Effect: 'Deny', Action: '*', Resource: '*' };
    const denyAll = { Sid: 'StemmaDenyAll', ...everything };
    const denyIssued = (time: string): PolicyStatement => ({
      Sid: 'StemmaDenyIssued',
      ...everything,
      Condition: { DateLessThan: { 'aws:TokenIssueTime': time } },
    });
    const putting = (document: PolicyDocument, more: Partial<PlanAction> = {}): PlanAction =>
      action({ ...denyRole, calls: [call('PutRolePolicy', { ...owner, PolicyDocument: document })], ...more });
    const planned = (time = '2026-09-21T14:13:20Z'): PlanAction =>
      putting(denies(denyIssued(time)), { id: 'revoke', cutOff: 1_790_000_000 });
    const statements = (): readonly PolicyStatement[] =>
      (JSON.parse(iam.document('Deploy', 'StemmaContainment')!) as PolicyDocument).Statement;

    test('is denied on, through freeze and cut-off, and is there again when the plan is taken back', async () => {
      const session = { ...everything, Condition: { StringEquals: { 'aws:userid': 'AROAX:s' } } };
      await applyPlan(journalOf(putting(denies(session))), options());
      const done = await applyPlan(journalOf(putting(denies(denyAll)), planned()), options());
      expect(statements()).toEqual([session, denyIssued('2026-09-21T14:19:20Z')]);
      await takeBack(done, options());
      expect(statements()).toEqual([session]);
    });

    test('is denied on where a freeze of that name is lifted', async () => {
      await applyPlan(journalOf(putting(denies(denyAll))), options());
      const freeze = putting(denies(denyAll));
      const lift = action({ id: 'lift', kind: 'lift-freeze', target: freeze.id, calls: freeze.rollback });
      await applyPlan(journalOf(freeze, lift), options());
      expect(statements()).toEqual([denyAll]);
    });

    test('is the plan itself carried out before, and nothing is changed', async () => {
      await applyPlan(journalOf(putting(denies(denyAll, denyIssued('2026-09-22T00:00:00Z')))), options());
      const again = await applyPlan(journalOf(planned()), options());
      expect(again.entries).toMatchObject([{ wasSo: true }]);
    });

    test('is a cut-off from before the keys went off that the plan ends: a later one is put', async () => {
      await applyPlan(journalOf(planned()), options());
      now += 7200;
      await applyPlan(journalOf(userDeny, planned()), options());
      expect(statements()).toEqual([denyIssued('2026-09-21T16:19:20Z')]);
    });
  });

  test('killed between two actions, it goes on with the second and does the first no more', async () => {
    iam.onChange = (name) => {
      if (name === 'PutUserPolicy') throw new Error('killed');
    };
    const half = { ...options(), signal: AbortSignal.abort() };
    await applyPlan(journalOf(denyRole), options());
    const first = journals.at(-1)!.entries[0]!;
    iam.onChange = () => {};
    const both = journalOf(denyRole, userDeny);
    const resumed = { ...both, entries: [first, both.entries[1]!] };
    await expect(applyPlan(resumed, half)).rejects.toThrow('aborted');
    await applyPlan(resumed, options());
    expect(iam.changes).toEqual(['PutRolePolicy Deploy', 'PutUserPolicy ci']);
  });

  test('killed between a call and its record, the call is made again and the before-image stays', async () => {
    const done = await applyPlan(journalOf(denyRole), options());
    const [entry] = done.entries;
    const killed = { ...done, finishedAt: null, entries: [{ ...entry!, state: 'started' as const, answers: [] }] };
    const again = await applyPlan(killed, options());
    expect(again.entries[0]).toMatchObject({ state: 'done', before: [null] });
    await takeBack(again, options());
    expect(iam.changes).toEqual(['PutRolePolicy Deploy', 'PutRolePolicy Deploy', 'DeleteRolePolicy Deploy']);
  });

  test('a call that is refused stops everything after it, and is in the journal', async () => {
    await expect(applyPlan(journalOf(deactivate, denyRole), options())).rejects.toThrow('AKIAEXAMPLE');
    expect(iam.changes).toEqual(['UpdateAccessKey AKIAEXAMPLE']);
    expect(journals.at(-1)!.entries.map(({ state }) => state)).toEqual(['started', 'planned']);
    expect(journals.at(-1)!.entries[0]!.log).toMatchObject([
      { operation: 'UpdateAccessKey', by: iam.caller, error: expect.stringContaining('NoSuchEntity') as string },
    ]);
  });

  test('between phases it waits from the last change on', async () => {
    await applyPlan(journalOf(denyRole), options());
    expect(events.filter(({ kind }) => kind === 'wait')).toMatchObject([{ seconds: 300 }]);
    events.length = 0;
    now += 1000;
    await applyPlan(journals.at(-1)!, options());
    expect(events.filter(({ kind }) => kind === 'wait')).toEqual([]);
  });

  test('a freeze that was lifted is not put on again when all is taken back', async () => {
    const lift = action({
      id: 'lift-freeze:x',
      kind: 'lift-freeze',
      target: denyRole.id,
      calls: denyRole.rollback,
      rollback: denyRole.calls,
    });
    const done = await applyPlan(journalOf(denyRole, lift), options());
    await takeBack(done, options());
    expect(iam.changes).toEqual(['PutRolePolicy Deploy', 'DeleteRolePolicy Deploy', 'DeleteRolePolicy Deploy']);
  });

  test.each([
    ['to its end', false],
    ['in half', true],
  ])('carried out %s and taken back, it is carried out anew, call by call', async (_, isStopped) => {
    const stop = new AbortController();
    if (isStopped) iam.onChange = () => stop.abort();
    await applyPlan(journalOf(denyRole, userDeny), { ...options(), signal: stop.signal }).catch(() => {});
    expect(stop.signal.aborted).toBe(isStopped);
    iam.onChange = () => {};
    const back = await takeBack(journals.at(-1)!, options());
    iam.changes.length = 0;
    const again = await applyPlan(back, options());
    expect(iam.changes).toEqual(['PutRolePolicy Deploy', 'PutUserPolicy ci']);
    expect(again).toMatchObject({ takenBackAt: null, entries: [{ state: 'done' }, { state: 'done' }] });
    await takeBack(again, options());
    expect(iam.changes.slice(2)).toEqual(['DeleteUserPolicy ci', 'DeleteRolePolicy Deploy']);
  });

  test.each([
    ['its own role', 'arn:aws:sts::111122223333:assumed-role/Deploy/me', denyRole],
    ['its own user', 'arn:aws:iam::111122223333:user/ci', userDeny],
    [
      'its own key',
      'arn:aws:iam::111122223333:user/me',
      { ...deactivate, target: 'AKIARESPONDEREXAMPLE', kind: 'deactivate-access-key' as const },
    ],
    [
      'everybody from above',
      'arn:aws:iam::111122223333:user/me',
      action({
        kind: 'deny-by-scp',
        target: '111122223333',
        calls: [call('PutRolePolicy', owner)],
        policy: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
      }),
    ],
  ])('a plan that cuts off %s is refused before anything is done', async (_, caller, step) => {
    iam.caller = caller;
    await expect(applyPlan(journalOf(step), options())).rejects.toThrow('by which it would run');
    expect([iam.changes, journals]).toEqual([[], []]);
  });

  test('credentials that are compromised themselves carry nothing out', async () => {
    const journal = journalOf(denyRole);
    const plan = { ...journal.plan, compromised: ['AKIARESPONDEREXAMPLE'] };
    await expect(applyPlan({ ...journal, plan }, options())).rejects.toThrow('one of the compromised');
  });

  test('credentials of another account are refused', async () => {
    iam.caller = 'arn:aws:iam::444455556666:user/me';
    await expect(applyPlan(journalOf(denyRole), options())).rejects.toMatchObject({
      hint: expect.stringContaining('--account-profile 111122223333') as string,
    });
  });

  test('no secret is in the journal', async () => {
    await applyPlan(journalOf(denyRole), options());
    expect(JSON.stringify(journals)).not.toContain('none"');
    expect(JSON.stringify(journals)).not.toMatch(/secret|sessionToken/i);
  });
});
