import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, stemma } from '../support/command.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-roles-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const admin = 'arn:aws:iam::111122223333:role/Admin';
const sample = `${root}examples/leaked-key`;
const run = (...args: string[]) => stemma(args, { cwd });

describe('a case with an IAM snapshot', () => {
  test('says in the scan which roles are held for ever, and what the live token may do', async () => {
    const { code, stdout } = await run(
      'scan',
      `${sample}/AWSLogs`,
      '--iam',
      `${sample}/iam.json`,
      '--as-of',
      'last',
      '--format',
      'json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      roles: { arn: string; level: string; exploitable: boolean; liveTokens: number }[];
      findings: { rule: string; roleArn: string | null }[];
      credentials: { live: boolean; roleArn: string | null; privileges: { level: string } | null }[];
    };
    expect(report.roles[0]).toMatchObject({ arn: admin, level: 'admin', exploitable: true, liveTokens: 1 });
    expect(report.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['privileged-live-token', 'exploitable-role']),
    );
    const live = report.credentials.find((row) => row.live && row.roleArn === admin);
    expect(live?.privileges?.level).toBe('admin');
  });

  test('keeps the snapshot for the commands that come after', async () => {
    const roles = await run('roles', '--exploitable', '--as-of', 'last', '--format', 'json');
    expect(roles.code).toBe(0);
    expect((JSON.parse(roles.stdout) as { arn: string }[]).map(({ arn }) => arn)).toEqual([admin]);
    const tokens = await run('tokens', '--live', '--suspicious', '--as-of', 'last', '--format', 'json');
    expect(JSON.parse(tokens.stdout)).toMatchObject([{ privileges: { level: 'admin' } }]);
  });

  test('shows the way from one to another, and who gets in', async () => {
    const path = await run('roles', '--path', 'deploy-bot', 'Admin', '--format', 'json');
    expect(JSON.parse(path.stdout)).toEqual({
      arns: ['arn:aws:iam::111122223333:user/deploy-bot', admin],
      conditions: [],
    });
    const reach = await run('roles', '--who-can-assume', 'Admin');
    expect(reach.stdout).toContain('user/deploy-bot');
    const picture = await run('roles', '--exploitable', '--mermaid');
    expect(picture.stdout).toBe(`flowchart LR\n  n1["${admin}"]\n  n1 --> n1\n`);
  });
});

describe('without', () => {
  test('a case, the snapshot alone is enough', async () => {
    const { code, stdout } = await run('roles', '--case', 'none.db', '--iam', `${sample}/iam.json`, '--privileged');
    expect(code).toBe(0);
    expect(stdout).toContain('Held for ever by assuming itself');
  });

  test.each([
    ['a snapshot, it says how to get one', ['roles', '--case', 'none.db'], 'no case'],
    ['a file of that name', ['roles', '--iam', 'nowhere.json'], 'no such file'],
    ['anything of IAM in it', ['roles', '--iam', 'other.json'], 'no IAM snapshot'],
    ['the other end of a path', ['roles', '--iam', `${sample}/iam.json`, '--path', 'Admin'], 'two ARNs or names'],
    ['such a role', ['roles', '--iam', `${sample}/iam.json`, '--who-can-assume', 'Nobody'], 'no role or user'],
  ])('%s', async (_, args, message) => {
    await writeFile(join(cwd, 'other.json'), '{}');
    const { code, stderr } = await stemma(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
