import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root, stemma } from '../support/command.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-signals-'));
  await mkdir(join(cwd, 'temporary'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const temporary = (): Promise<string[]> => readdir(join(cwd, 'temporary'));

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

test.each(signals)(
  '%s ends a scan with %i, and leaves nothing of what was being read',
  async (signal, code) => {
    const after = until(async () => (await temporary()).some((name) => name.startsWith('stemma-stdin-')));
    const env = { TMPDIR: join(cwd, 'temporary') };
    const stopped = await stemma(['scan', '-', '--case', 'new.db'], { cwd, env, kill: { signal, after } });
    expect(stopped).toMatchObject({ code, stdout: '' });
    expect(stopped.stderr).toMatch(/^stemma: interrupted; give the same command again to go on/);
    expect(await temporary()).toEqual([]);
    expect(await readdir(cwd)).toEqual(['temporary']);
  },
  20_000,
);

test.each(signals)(
  '%s ends what goes on for ever',
  async (signal, code) => {
    const kept = join(cwd, 'kept.db');
    const scanned = await stemma(['scan', join(root, 'examples/leaked-key'), '--case', kept], { cwd });
    expect(scanned.code).toBe(0);
    const watched = await stemma(['watch', 'temporary', '--every', '1', '--case', kept], {
      cwd,
      kill: { signal, afterMs: 2000 },
    });
    expect(watched).toMatchObject({ code, signal: null });
    const served = await stemma(['serve', '--case', kept], { cwd, kill: { signal, afterMs: 2000 } });
    expect(served).toMatchObject({ code: 0, signal: null });
  },
  30_000,
);

test('SIGTERM ends a scan also where a thread waits for what never comes', async ({ skip }) => {
  if (spawnSync('bash', ['-c', 'mkfifo pipe'], { cwd }).status !== 0) skip('no named pipes on this machine');
  const args = ['scan', 'pipe', '--case', 'new.db'];
  const ended = await stemma(args, { cwd, kill: { signal: 'SIGTERM', afterMs: 2000 } });
  expect(ended).toMatchObject({ signal: 'SIGKILL', stdout: '' });
}, 30_000);
