import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ACCOUNT,
  action,
  call,
  deactivate,
  denyRole,
  hostilePlan,
  owner,
  planOf,
  scp,
} from '../../../test/support/plans.ts';
import type { ApiCall, Plan } from '../../model/containment.ts';
import { denyPrincipals, denySessionsOf, documentOf } from '../policies.ts';
import { scripts, type ScriptName } from './index.ts';
import { kebab } from './cli-arguments.ts';

const run = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-script-'));
  await writeFile(join(folder, 'aws'), stub);
  await chmod(join(folder, 'aws'), 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes down its arguments, each ended by NUL and each call by an empty one more, and answers as AWS would. */
const stub = `#!/bin/bash
printf '%s\\0' "$@" >>"$CALLS"
printf '\\0' >>"$CALLS"
case "$2" in
  get-caller-identity)
    if [ -n "\${AWS_PROFILE:-}" ]; then CALLER=arn:aws:iam::$AWS_PROFILE:user/responder; fi
    echo "\${CALLER:-arn:aws:iam::111122223333:user/responder}" ;;
  get-role-policy | get-user-policy)
    if [ -n "\${MISSING:-}" ]; then echo 'An error occurred (NoSuchEntity)' >&2; exit 254; fi
    echo '{"Version":"2012-10-17","Statement":[]}' ;;
  list-access-keys) echo '"Active"' ;;
  create-policy) echo '"p-12345678"' ;;
  *) ;;
esac
`;

async function bash(plan: Plan, options: { args?: string[]; env?: Record<string, string>; suffix?: string } = {}) {
  const { args = ['--run'], env = {}, suffix = '' } = options;
  const file = join(folder, `contain${suffix}.sh`);
  const calls = join(folder, `calls${suffix}`);
  await writeFile(file, scripts['aws-cli'](plan, { version: '0' }).find((one) => one.suffix === suffix)!.text);
  await writeFile(calls, '');
  const outcome = await run('bash', [file, ...args], {
    cwd: folder,
    // What the stub has of every name is written over.
    env: { PATH: `${folder}:${process.env['PATH']}`, CALLS: calls, SKIP_WAIT: 'yes', OVERWRITE: 'yes', ...env },
  });
  const recorded = (await readFile(calls, 'utf8')).split('\0\0').filter((one) => one !== '');
  return { ...outcome, calls: recorded.map((one) => one.replace(/^\0/, '').split('\0')) };
}

/** The write calls of a run, back as the plan has them. */
function written(calls: readonly string[][]): { operation: string; parameters: Record<string, unknown> }[] {
  const reads = /^(get|list|describe)-/;
  return calls
    .filter(([, verb]) => !reads.test(verb!))
    .map(([, verb, ...rest]) => ({ operation: verb!, parameters: parsed(rest) }));
}

function parsed(words: readonly string[]): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (let i = 0; i < words.length; i++) {
    const [, option, value] = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(words[i]!)!;
    if (option === 'query' || option === 'output') i++;
    else if (option === 'cli-input-json') Object.assign(parameters, JSON.parse(words[++i]!));
    else parameters[option!] = valueOf(value ?? words[++i]!);
  }
  return parameters;
}

const valueOf = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);
const asCli = (parameters: ApiCall['parameters']): object =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [kebab(name), value]));

test('whatever names and documents hold, the script calls with exactly the parameters of the plan, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(hostilePlan, async (plan) => {
      await rm(join(folder, 'stemma-before'), { recursive: true, force: true });
      const { calls } = await bash(plan);
      expect(written(calls)).toEqual(
        plan.phases[0]!.actions.flatMap((one) => one.calls)
          .map(({ operation, parameters }) => ({ operation: kebab(operation), parameters: asCli(parameters) }))
          .map(({ operation, parameters }) => ({ operation, parameters: isFile(parameters) })),
      );
      await expect(readFile(join(folder, 'pwned'))).rejects.toThrow('ENOENT');
    }),
    { numRuns: 25 },
  );
});

/** With `--cli-input-json` the parameters have the names of the API. */
function isFile(parameters: object): object {
  const isInput = Object.values(parameters).some(
    (value) => typeof value === 'string' && /^(fileb?|https?):\/\//.test(value),
  );
  if (!isInput) return parameters;
  const pascal = (name: string): string =>
    name.replaceAll(/(^|-)(\w)/g, (_, _dash: string, c: string) => c.toUpperCase());
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [pascal(name), value as unknown]));
}

test('without --run nothing is called, and every call is shown', async () => {
  const { calls, stdout } = await bash(planOf(denyRole, deactivate), { args: [] });
  expect(calls).toEqual([]);
  expect(stdout).toContain('would call: aws iam put-role-policy --role-name Deploy');
  expect(stdout).toContain('would call: aws iam update-access-key');
});

test('what was done is not done again', async () => {
  const plan = planOf(denyRole, deactivate);
  await bash(plan);
  const again = await bash(plan);
  expect(written(again.calls)).toEqual([]);
  expect(again.stdout).toContain('done before');
});

test.each([
  ['puts back the policy that was there', {}, 'put-role-policy', { Version: '2012-10-17', Statement: [] }],
  ['deletes the policy where there was none', { MISSING: 'yes' }, 'delete-role-policy', undefined],
])('the rollback script %s, last step first', async (_, env, verb, document) => {
  const plan = planOf(denyRole, deactivate);
  await bash(plan, { env });
  const { calls } = await bash(plan, { suffix: '.rollback', env });
  const [first, second] = written(calls);
  expect(first).toMatchObject({ operation: 'update-access-key', parameters: { status: 'Active' } });
  expect(second!.operation).toBe(verb);
  expect(second!.parameters['policy-document']).toEqual(document);
});

test('what was never begun is not taken back', async () => {
  const { calls } = await bash(planOf(denyRole), { suffix: '.rollback' });
  expect(written(calls)).toEqual([]);
});

const above = documentOf(
  ...denyPrincipals([`arn:aws:iam::${ACCOUNT}:role/team/Deploy`]).Statement,
  ...denySessionsOf([`arn:aws:iam::${ACCOUNT}:user/team/ci`]).Statement,
);
const fromAbove = action({
  id: `deny-by-scp:${ACCOUNT}`,
  kind: 'deny-by-scp',
  target: ACCOUNT,
  policy: above,
  calls: [call('PutRolePolicy', owner)],
});

test.each([
  ['a role', denyRole, 'arn:aws:sts::111122223333:assumed-role/Deploy/me'],
  ['a key', deactivate, 'arn:aws:iam::111122223333:user/ci'],
  ['a policy from above', fromAbove, 'arn:aws:sts::111122223333:assumed-role/Deploy/me'],
  ['a policy from above, as a user', fromAbove, 'arn:aws:iam::111122223333:user/team/ci'],
])('whoever the plan cuts off by %s cannot run it', async (_, step, caller) => {
  const env = { CALLER: caller, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' };
  await expect(bash(planOf(step), { env })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cuts off') as string,
  });
});

test('whoever is cut off from above, and makes calls of his own account later, is refused before that', async () => {
  const management = { ...fromAbove, calls: fromAbove.calls.map((each) => ({ ...each, accountId: '999900001111' })) };
  const env = { CALLER: 'arn:aws:sts::111122223333:assumed-role/Deploy/me', PROFILE_999900001111: '999900001111' };
  await expect(bash(planOf(management, denyRole), { env })).rejects.toMatchObject({
    stderr: expect.stringContaining('cuts off') as string,
  });
  expect(await readFile(join(folder, 'calls'), 'utf8')).not.toContain('put-role-policy');
});

test('credentials of another account are refused', async () => {
  const env = { CALLER: 'arn:aws:iam::444455556666:user/me' };
  await expect(bash(planOf(denyRole), { env })).rejects.toMatchObject({
    stderr: expect.stringContaining('set PROFILE_111122223333') as string,
  });
});

test('a cut-off is set when the call is made, a minute ahead', async () => {
  const at = 1_790_000_060;
  const document = {
    Version: '2012-10-17' as const,
    Statement: [{ Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-09-21T13:34:20Z' } } }],
  };
  expect(new Date(at * 1000).toISOString()).toContain('2026-09-21T14');
  const cutOff = Date.parse('2026-09-21T13:34:20Z') / 1000;
  const step = { ...denyRole, cutOff, calls: [call('PutRolePolicy', { ...owner, PolicyDocument: document })] };
  const before = Date.now();
  const { calls } = await bash(planOf(step));
  const told = JSON.stringify(written(calls)[0]!.parameters['policy-document']);
  const set = Date.parse(/TokenIssueTime":"([^"]+)"/.exec(told)![1]!);
  expect(set).toBeGreaterThan(before + 55_000);
  expect(set).toBeLessThan(Date.now() + 65_000);
});

test('what only AWS knows is read from the answer of an earlier call', async () => {
  const { calls } = await bash(planOf(scp));
  expect(written(calls)[1]).toEqual({
    operation: 'attach-policy',
    parameters: { 'policy-id': 'p-12345678', 'target-id': ACCOUNT },
  });
  const back = await bash(planOf(scp), { suffix: '.rollback' });
  expect(written(back.calls)[0]).toMatchObject({ parameters: { 'policy-id': 'p-12345678' } });
});

test.each([
  ['UpdateAccessKey', 'update-access-key'],
  ['SAMLProviderArn', 'saml-provider-arn'],
  ['OpenIDConnectProviderArn', 'open-id-connect-provider-arn'],
  ['DescribeIamInstanceProfileAssociations', 'describe-iam-instance-profile-associations'],
  ['trustAnchorId', 'trust-anchor-id'],
])('%s is %s to the AWS CLI', (name, option) => {
  expect(kebab(name)).toBe(option);
});

test('no text of the logs leaves its comment or string in any script', () => {
  fc.assert(
    fc.property(hostilePlan, (plan) => {
      for (const name of Object.keys(scripts) as ScriptName[]) {
        for (const { text } of scripts[name](plan, { version: '0' })) {
          expect(text).not.toMatch(/\p{Cf}/u);
        }
      }
      for (const line of scripts.terraform(plan, { version: '0' })[0]!.text.split('\n')) {
        expect(line).toMatch(/^(#|variable |resource | {2}\w+ +=|\}|$)/);
        expect(line.startsWith('#') || !/(?<!\$)\$\{(?!var\.cut_off)/.test(line)).toBe(true);
      }
    }),
  );
});
