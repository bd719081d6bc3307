import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main, root, stemma } from '../support/command.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-output-'));
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const leakedKey = join(root, 'examples/leaked-key');
/** A disk that is always full, where the system has one. */
const full = '/dev/full';

/** Runs `stemma` with what a shell puts behind it. */
function inShell(args: readonly string[], redirected: string): { status: number | null; stderr: string } {
  const words = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ');
  const { status, stderr } = spawnSync('bash', ['-c', `${words} ${redirected}`], { cwd, encoding: 'utf8' });
  return { status, stderr };
}

const printing: string[][] = [
  ['tokens'],
  ['tokens', '--format', 'json'],
  ['tree'],
  ['scan', leakedKey, '--as-of', 'last', '--case', ':memory:'],
  ['scan', leakedKey, '--as-of', 'last', '--case', ':memory:', '--fail-on', 'low'],
  ['harden'],
  ['scan', '--help'],
  ['--version'],
];

test.runIf(existsSync(full)).each(printing.map((args) => ({ args })))(
  'a full disk behind stdout is told: $args',
  ({ args }) => {
    const { status, stderr } = inShell(args, `> ${full}`);
    expect(status).toBe(2);
    expect(stderr).toContain('error: stdout could not be written: no space left on the disk\nhint: ');
    expect(stderr).not.toMatch(/\n\s+at /);
  },
);

test.runIf(existsSync(full)).each([`2> ${full}`, '2> >(exec true)'])(
  'where stderr takes nothing (%s), the exit code still says what happened',
  (redirected) => {
    expect(inShell(['scan', 'nowhere', '--case', ':memory:'], redirected).status).toBe(3);
    expect(inShell(['tree', 'ASIANOTTHEREEXAMPLE'], redirected).status).toBe(2);
  },
);

test('what nobody catches ends as a bug of stemma, not as a finding', async () => {
  const faults = ["Promise.reject(new Error('lost'))", "(() => { throw new Error('lost'); })()"];
  for (const fault of faults) {
    const later = encodeURIComponent(`setTimeout(() => ${fault}, 300)`);
    const run = await stemma(['scan', '-', '--case', ':memory:'], {
      cwd,
      env: { NODE_OPTIONS: `--import=data:text/javascript,${later}` },
      // Its input goes on until long after.
      kill: { signal: 'SIGKILL', afterMs: 20_000 },
    });
    expect(run).toMatchObject({ code: 70, stdout: '' });
    expect(run.stderr).toContain('error: this is a bug in stemma: lost');
    expect(run.stderr).not.toMatch(/\n\s+at /);
  }
});
