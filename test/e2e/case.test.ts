import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main, type Outcome, root, stemma } from '../support/command.ts';

const cwd = mkdtempSync(join(tmpdir(), 'stemma-case-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const copies = 12;

/** A sample trail many times over, each copy with event ids and keys of its own, so that the case is worth a disk. */
beforeAll(async () => {
  mkdirSync(join(cwd, 'logs'));
  const sample = join(root, 'examples/leaked-key');
  const files = readdirSync(sample, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json.gz'));
  for (const [i, file] of files.entries()) {
    const text = gunzipSync(readFileSync(join(sample, file))).toString();
    for (let copy = 0; copy < copies; copy++) {
      const own = text
        .replace(/"eventID":"../g, `"eventID":"${(copy + 16).toString(16)}`)
        .replace(/(AS|AK)IA(\w{2})/g, `$1IA${String.fromCharCode(65 + copy)}A`);
      writeFileSync(join(cwd, 'logs', `${copy}-${i}.json`), own);
    }
  }
  const whole = await stemma(['scan', 'logs', '--case', 'whole.db'], { cwd });
  if (whole.code !== 0) throw new Error(`the undisturbed scan failed: ${whole.stderr}`);
}, 60_000);

async function tokensOf(file: string): Promise<Outcome> {
  return await stemma(['tokens', '--case', file, '--as-of', 'last', '--format', 'json'], { cwd });
}

/** Runs a scan that may write no file beyond a size: what it meets is what it meets where the disk is full. */
function scanWithin(kilobytes: number, file: string): Promise<Outcome> {
  const command = `ulimit -f ${kilobytes}; exec "$@"`;
  const child = spawn('bash', ['-c', command, 'bash', process.execPath, main, 'scan', 'logs', '--case', file], { cwd });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}

test.each([
  ['before there is a case', 0.01],
  ['while the facts are written', 0.2],
])('a disk that is full %s is told, and the next scan completes the case', async (_, share) => {
  const file = `full-${share}.db`;
  const enough = statSync(join(cwd, 'whole.db')).size / 1024;
  const full = await scanWithin(Math.floor(enough * share), file);
  expect(full.code).toBe(2);
  expect(full.stderr).toMatch(/^error: no space left on the disk of the case full-/m);
  expect(full.stderr).toMatch(/^hint: {2}free some space and scan again/m);

  expect(await stemma(['scan', 'logs', '--case', file], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect(await tokensOf(file)).toEqual(await tokensOf('whole.db'));
});

test('of two scans into one case the second says who has it, and scans when that is done', async () => {
  const first = spawn(process.execPath, [main, 'scan', '-', '--case', 'shared.db'], {
    cwd,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(first, 'close');
  // It has the case as long as its input goes on.
  first.stdin.write('{"Records":[');
  await until(() => existsSync(join(cwd, 'shared.db')));
  const second = await stemma(['scan', 'logs', '--case', 'shared.db'], { cwd });
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toContain(`the case shared.db is in use by process ${first.pid}`);
  first.stdin.end(
    `${JSON.parse(readFileSync(join(cwd, 'logs/0-0.json'), 'utf8'))
      .Records.map(JSON.stringify)
      .join()}]}`,
  );
  expect(await ended).toEqual([0, null]);

  expect(await stemma(['scan', 'logs', '--case', 'shared.db'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect(await tokensOf('shared.db')).toEqual(await tokensOf('whole.db'));
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test.each([
  ['below a file', 'whole.db/c.db', 'cannot be opened\nhint:  its folder must exist; name another file with --case\n'],
  ['of too long a name', `${'c'.repeat(300)}.db`, 'is too long\nhint:  name another file with --case\n'],
])('a case %s is wrong usage', async (_, file, told) => {
  const run = await stemma(['scan', 'logs', '--case', file], { cwd });
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toMatch(/^error: /);
  expect(run.stderr.endsWith(told)).toBe(true);
});

test('a folder in which nobody may write is told', async ({ skip }) => {
  const folder = join(cwd, 'read-only');
  mkdirSync(folder);
  await chmod(folder, 0o555);
  await chmod(cwd, 0o755);
  const isRoot = process.getuid?.() === 0;
  // The superuser may write everywhere, so another user scans, where it can reach the program.
  const run = await stemma(['scan', 'logs', '--case', 'read-only/c.db'], { cwd, ...(isRoot && { uid: 65_534 }) });
  if (isRoot && run.code === 1) skip('another user cannot reach the program on this machine');
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain('the case read-only/c.db cannot be opened or written: permission denied');
});
