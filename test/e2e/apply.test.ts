import { spawn } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { main, root, stemma, type Outcome } from '../support/command.ts';
import { startIam, type IamServer } from '../support/iam-server.ts';

const KEY = 'AKIAILQCKOGUOEXAMPLE';
const env = { AWS_ACCESS_KEY_ID: 'AKIARESPONDEREXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' };
let scanned: string;
let cwd: string;
let iam: IamServer;
beforeAll(async () => {
  scanned = await mkdtemp(join(tmpdir(), 'stemma-scanned-'));
  await stemma(['scan', join(root, 'examples/leaked-key'), '--as-of', 'last'], { cwd: scanned });
});
afterAll(() => rm(scanned, { recursive: true, force: true }));
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-apply-'));
  await chmod(cwd, 0o755);
  iam = await startIam();
  await copyFile(join(scanned, 'stemma.db'), join(cwd, 'stemma.db'));
});
afterEach(async () => {
  await iam.close();
  await rm(cwd, { recursive: true, force: true });
});

const snapshot = join(root, 'examples/leaked-key/iam.json');
const plan = ['contain', KEY, '--as-of', 'last', '--iam', snapshot];
const apply = (): string[] => [...plan, '--apply', '--no-wait', '--endpoint-url', iam.url];
const run = (args: string[], stdin?: string): Promise<Outcome> =>
  stemma(args, { cwd, env, ...(stdin === undefined ? {} : { stdin }) });

test('a plan is carried out, once, and taken back', async () => {
  const first = await run([...apply(), '--yes']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain('Carried out: ');
  const changes = [...iam.changes];
  expect(changes).toContain('PutRolePolicy Admin');
  for (const change of changes) expect(first.stderr).toContain(`iam:${change.split(' ')[0]}`);

  const verified = await run(['contain', '--verify', '--as-of', 'last']);
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.stdout).toContain('scan the trail again first');

  const back = await run(['contain', '--rollback', '--yes', '--endpoint-url', iam.url]);
  expect(back).toMatchObject({ code: 0 });
  expect(iam.changes.at(-1)).toBe('DeleteRolePolicy Admin');
  expect(await run(['contain', '--rollback', '--yes', '--endpoint-url', iam.url])).toMatchObject({ code: 2 });
});

test('a plan is not taken back under one that counts on it', async () => {
  const idOf = ({ stdout }: Outcome): string => /--rollback (\S+)/.exec(stdout)![1]!;
  const back = (id: string): Promise<Outcome> => run(['contain', '--rollback', id, '--yes', '--endpoint-url', iam.url]);
  const first = idOf(await run([...apply(), '--yes']));
  const found = await run(['tokens', '--live', '--suspicious', '--as-of', 'last', '--format', 'json']);
  const tokens = JSON.parse(found.stdout) as { accessKeyId: string }[];
  const ofToken = ['contain', tokens[0]!.accessKeyId, '--as-of', 'last', '--iam', snapshot];
  const second = await run([...ofToken, '--apply', '--no-wait', '--endpoint-url', iam.url, '--yes']);
  expect(second).toMatchObject({ code: 0 });
  const changes = [...iam.changes];
  const refused = await back(first);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(
    /holds arn:aws:iam::111122223333:role\/Admin too\nhint: {2}take that one back first: stemma contain --rollback /,
  );
  expect(refused.stderr).toContain(idOf(second));
  expect(iam.changes).toEqual(changes);
  expect(await back(idOf(second))).toMatchObject({ code: 0 });
  expect(await back(first)).toMatchObject({ code: 0 });
});

test('without a yes nothing is changed', async () => {
  const asked = await run(apply(), 'no\n');
  expect(asked).toMatchObject({ code: 0, stdout: '' });
  expect(asked.stderr).toContain('arn:aws:iam::111122223333:user/responder? Type yes: ');
  expect(iam.changes).toEqual([]);
});

test('Ctrl-C at the question ends it, and nothing is changed', async () => {
  const child = spawn(process.execPath, [main, ...apply()], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (text.includes('Type yes: ')) child.kill('SIGINT');
  });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
  expect(told).toMatch(/Type yes: \nstemma: interrupted/);
  expect(iam.changes).toEqual([]);
});

test('killed in the middle, it goes on where it stopped', async () => {
  const child = spawn(process.execPath, [main, ...apply(), '--yes'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: 'ignore',
  });
  iam.onChange = () => child.kill('SIGKILL');
  await new Promise((resolve) => child.on('close', resolve));
  expect(iam.changes).toEqual(['PutRolePolicy Admin']);
  iam.onChange = () => {};

  const resumed = await run(apply(), 'yes\n');
  expect(resumed).toMatchObject({ code: 0 });
  expect(resumed.stderr).toContain('This plan was begun at');
  await run(['contain', '--rollback', '--yes', '--endpoint-url', iam.url]);
  expect(iam.changes.at(-1)).toBe('DeleteRolePolicy Admin');
});

test('stopped in the middle and taken back, it is carried out whole the next time', async () => {
  const child = spawn(process.execPath, [main, ...apply(), '--yes'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: 'ignore',
  });
  iam.onChange = () => {
    if (iam.changes.length > 0) child.kill('SIGKILL');
  };
  await new Promise((resolve) => child.on('close', resolve));
  iam.onChange = () => {};
  await run(['contain', '--rollback', '--yes', '--endpoint-url', iam.url]);
  iam.changes.length = 0;

  const again = await run([...apply(), '--yes']);
  expect(again).toMatchObject({ code: 0 });
  expect(iam.changes).toContain('PutRolePolicy Admin');
  expect(again.stderr).not.toContain('done before');
  expect(await run(['contain', '--rollback', '--yes', '--endpoint-url', iam.url])).toMatchObject({ code: 0 });
});

test('whoever the plan cuts off is refused', async () => {
  iam.caller = 'arn:aws:sts::111122223333:assumed-role/Admin/me';
  const refused = await run([...apply(), '--yes']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('by which it would run');
  expect(iam.changes).toEqual([]);
});

test('a plan is written as scripts, with the one that takes it back beside it', async () => {
  const script = await run([...plan, '--script', 'aws-cli', '-o', 'contain.sh', '-o', 'plan.md']);
  expect(script).toMatchObject({ code: 0, stdout: '' });
  expect(script.stderr).toContain('wrote contain.sh, contain.rollback.sh');
  expect(script.stderr).toContain('bash contain.sh shows every call and makes none');
  for (const name of ['contain.sh', 'contain.rollback.sh'])
    expect((await stat(join(cwd, name))).mode & 0o111).toBe(0o111);
  expect((await stat(join(cwd, 'plan.md'))).isFile()).toBe(true);
  const json = await run([...plan, '--script', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, targets: [{ id: KEY }] });
  expect((await run([...plan, '--script', 'terraform'])).stdout).toContain('resource "aws_iam_role_policy"');
});

test('a plan without an action is not carried out, and is no plan that could be taken back', async () => {
  const listed = await run(['tokens', '--format', 'json']);
  const tokens = JSON.parse(listed.stdout) as { accessKeyId: string; origin: { kind: string } }[];
  // What a service of AWS held, long after its last session ended: nobody is behind it who comes back.
  const { accessKeyId } = tokens.find(({ origin }) => origin.kind === 'aws-service')!;
  const late = ['contain', accessKeyId, '--as-of', '2036-01-01', '--iam', snapshot, '--apply', '--yes', '--no-wait'];
  const applied = await run([...late, '--endpoint-url', iam.url]);
  expect(applied).toMatchObject({ code: 0, stdout: '' });
  expect(applied.stderr).toContain('The plan has no action: there is nothing to carry out.');
  const back = await run(['contain', '--rollback', '--yes', '--endpoint-url', iam.url]);
  expect(back).toMatchObject({ code: 2, stdout: '' });
  expect(back.stderr).toContain('no plan was carried out in this case');
});

test('a finding that names no credential is nobody to contain, and never an all-clear', async () => {
  const trail = join(root, 'examples/leaked-key/AWSLogs');
  const scan = ['scan', trail, '--iam', snapshot, '--case', 'iam.db', '--as-of', 'last', '--format', 'json'];
  const report = JSON.parse((await run(scan)).stdout) as { findings: { id: string; rule: string; roleArn: string }[] };
  const role = report.findings.find(({ rule }) => rule === 'exploitable-role')!;
  const planned = await run(['contain', role.id, '--case', 'iam.db', '--as-of', 'last']);
  expect(planned).toMatchObject({ code: 2, stdout: '' });
  expect(planned.stderr).toContain(`${role.id}: this finding names no credential`);
  expect(planned.stderr).toContain(`stemma tokens --live --role ${role.roleArn}`);
});

test('without a target there is nothing to contain', async () => {
  expect(await run(['contain'])).toMatchObject({ code: 2, stdout: '' });
});
