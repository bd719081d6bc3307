import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root, stemma } from '../support/command.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-unlisted-'));
  await cp(join(root, 'examples/support-user/AWSLogs'), join(cwd, 'support'), { recursive: true });
  await cp(join(root, 'examples/leaked-key/AWSLogs'), join(cwd, 'leaked'), { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const lacked = { source: 'support/us-west-2', reason: 'no such file or folder' };

interface Report {
  readonly coverage: { readonly skipped: readonly unknown[] };
}

test('a part of a source that cannot be listed is lacking for all who look at the case, until it can', async () => {
  // Whoever is root may list every folder. A link that leads nowhere is listed by nobody.
  const link = join(cwd, lacked.source);
  await symlink(join(cwd, 'not-mounted'), link);
  expect((await stemma(['scan', 'support'], { cwd })).code).toBe(4);

  const other = await stemma(['scan', 'leaked', '--format', 'json'], { cwd });
  expect(other.code).toBe(4);
  expect((JSON.parse(other.stdout) as Report).coverage.skipped).toEqual([lacked]);
  expect((await stemma(['tokens', '--as-of', 'last'], { cwd })).stderr).toContain('1 source was not read whole');
  const plan = await stemma(['contain', 'AKIAIWDIGAA4HEXAMPLE', '--as-of', 'last'], { cwd });
  expect(plan.stdout).toContain(lacked.source);

  await rm(link);
  expect(await stemma(['scan', 'support'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect(await stemma(['tokens', '--as-of', 'last'], { cwd })).toMatchObject({ code: 0, stderr: '' });
});

test('a source whose name is mistyped is told once', async () => {
  const run = await stemma(['scan', 'leaked', 'suport'], { cwd });
  expect(run).toMatchObject({ code: 4, stderr: 'warning: suport: no such file or folder\n' });
  expect(await stemma(['tokens', '--as-of', 'last'], { cwd })).toMatchObject({ code: 0, stderr: '' });
});
