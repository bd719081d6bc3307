import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main, root, stemma } from '../support/command.ts';
import { plainRecords, trailFile } from '../support/records.ts';

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

const used = async (): Promise<void> => {
  await mkdir(join(cwd, 'used/logs'), { recursive: true });
  await writeFile(join(cwd, 'used/src.json'), trailFile(plainRecords(5)));
  await writeFile(join(cwd, 'used/logs/1.json'), trailFile(plainRecords(5)));
  await writeFile(join(cwd, 'used/case.json'), '');
  await copyFile(join(leakedKey, 'iam.json'), join(cwd, 'used/iam.json'));
  await writeFile(join(cwd, 'used/c.json'), '{}');
  await symlink('src.json', join(cwd, 'used/link.json'));
};

test('what a command reads is never written over', async () => {
  await used();
  const scan = ['scan', 'used/src.json', '--case', ':memory:'];
  const asked: [string[], RegExp][] = [
    [[...scan, '-o', 'used/src.json'], /is what this command reads/],
    [[...scan, '-o', 'used/../used/src.json'], /is what this command reads/],
    [[...scan, '-o', 'r.json', '-o', 'used/link.json'], /is what this command reads/],
    [[...scan, '--iam', 'used/iam.json', '-o', 'used/iam.json'], /is what this command reads/],
    [[...scan, '--config', 'used/c.json', '-o', 'used/c.json'], /is what this command reads/],
    [['scan', 'used/logs', '--case', 'used/new.json', '-o', 'used/new.json'], /is what this command reads/],
    [['scan', 'used/logs', '--case', ':memory:', '-o', 'used/logs/1.json'], /holds CloudTrail records/],
    [['harden', '--iam', 'used/iam.json', '-o', 'used/iam.json'], /is what this command reads/],
    [
      ['contain', 'AKIAIOSFODNN7EXAMPLE', '--case', 'used/case.json', '-o', 'used/case.json'],
      /is what this command reads/,
    ],
  ];
  const before = await contentOf('used');
  for (const [args, why] of asked) {
    const run = await stemma(args, { cwd });
    expect({ args, code: run.code, stdout: run.stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(run.stderr).toMatch(why);
  }
  expect(await contentOf('used')).toEqual(before);
  // A report of before may be replaced, wherever it lies.
  for (let i = 0; i < 2; i++) {
    const run = await stemma(['scan', 'used/logs', '--case', ':memory:', '-o', 'used/logs/report.json'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  }
});

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(join(cwd, folder), { recursive: true });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(join(cwd, folder, name), 'utf8')));
  return Object.fromEntries(files.map((name, i) => [name, texts[i]!]));
}

test('a link that lies where a report is written leads nowhere', async () => {
  await mkdir(join(cwd, 'evidence'));
  await writeFile(join(cwd, 'own.txt'), 'mine');
  // Whoever made the folder may have foreseen the name, and what a killed scan left there is in nobody's way.
  await symlink('../own.txt', join(cwd, 'evidence/r.md.part'));
  await writeFile(join(cwd, 'evidence/r.csv.part'), 'half');
  const scan = ['scan', leakedKey, '--as-of', 'last', '--case', ':memory:'];
  const run = await stemma([...scan, '-o', 'evidence/r.md', '-o', 'evidence/r.csv'], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(cwd, 'own.txt'), 'utf8')).toBe('mine');
  expect(await readFile(join(cwd, 'evidence/r.md'), 'utf8')).toMatch(/^# /);
  expect((await readdir(join(cwd, 'evidence'))).toSorted()).toEqual(['r.csv', 'r.md']);
});

test('a report that would be a folder is told before anything is read', async () => {
  await mkdir(join(cwd, 'folder.json'));
  const run = await stemma(['scan', 'nowhere', '--case', ':memory:', '-o', 'folder.json'], { cwd });
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain('folder.json: the report could not be written: a folder is there');
});

test.each([':memory:', 'kept.db'])(
  'a report that the disk has no room for takes nothing from the others (case %s)',
  async (casePath) => {
    const scan = ['scan', leakedKey, '--as-of', 'last', '--case', casePath, '--workers', '1'];
    if (casePath !== ':memory:') await stemma(scan, { cwd });
    const words = [process.execPath, main, ...scan, '-o', 'large.json', '-o', 'small.md'];
    // What it meets is what it meets where the disk is full.
    const line = `ulimit -f 300; exec ${words.map((word) => `'${word}'`).join(' ')}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', line], { cwd, encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 2 });
    expect(stderr).toMatch(/^error: large\.json: the report could not be written: /m);
    expect(stderr.includes('not read twice')).toBe(casePath !== ':memory:');
    expect(stdout).toContain('LIVE AND SUSPICIOUS');
    expect(stdout).toContain('small.md');
    expect(stdout).not.toContain('large.json');
    expect((await readdir(cwd)).filter((name) => /^(large|small)/.test(name))).toEqual(['small.md']);
    await rm(join(cwd, 'small.md'));
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
