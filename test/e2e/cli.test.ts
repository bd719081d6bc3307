import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root, stemma } from '../support/command.ts';
import { gzipped, plainRecords, trailFile } from '../support/records.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-cli-'));
  await chmod(cwd, 0o755);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const leakedKey = join(root, 'examples/leaked-key');
const put = async (name: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(join(cwd, name, '..'), { recursive: true });
  await writeFile(join(cwd, name), content);
};

test('the main job prints a summary, writes the reports and keeps a case', async () => {
  const run = await stemma(['scan', leakedKey, '--as-of', 'last', '-o', 'r.json', '-o', 'r.xlsx', '-o', 'r.md'], {
    cwd,
  });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain('refresh-loop');
  expect((await readdir(cwd)).toSorted()).toEqual(['r.json', 'r.md', 'r.xlsx', 'stemma.db']);
});

test('the JSON on stdout is one document that fits the published schema', async () => {
  const run = await stemma(['scan', leakedKey, '--as-of', 'last', '--format', 'json', '--case', ':memory:'], { cwd });
  const schema = JSON.parse(await readFile(join(root, 'docs/report.schema.json'), 'utf8')) as object;
  const isValid = new Ajv2020({ strict: false }).compile(schema);
  const report = JSON.parse(run.stdout) as { summary: { live: number } };
  expect({ valid: isValid(report), errors: isValid.errors }).toEqual({ valid: true, errors: null });
  expect(report.summary.live).toBeGreaterThan(0);
  expect(run.stderr).toBe('');
});

test('the same input gives the same bytes', async () => {
  const scan = ['scan', leakedKey, '--as-of', 'last', '--case', ':memory:', '-o'];
  await stemma([...scan, 'a.json', '-o', 'a.xlsx', '-o', 'a.csv', '--workers', '1'], { cwd });
  await stemma([...scan, 'b.json', '-o', 'b.xlsx', '-o', 'b.csv', '--workers', '3'], { cwd });
  for (const ending of ['json', 'xlsx', 'csv']) {
    expect(await readFile(join(cwd, `a.${ending}`))).toEqual(await readFile(join(cwd, `b.${ending}`)));
  }
});

test('scanning again adds nothing, and more files add up to one scan of all', async () => {
  await put('logs/1.json', trailFile(plainRecords(30)));
  const report = async (): Promise<unknown> => {
    const run = await stemma(['scan', 'logs', '--as-of', 'last', '--format', 'json'], { cwd });
    expect(run.code).toBe(0);
    return JSON.parse(run.stdout);
  };
  const once = await report();
  expect(once).toMatchObject({ coverage: { files: 1, events: 30, duplicates: 0 } });
  expect(await report()).toEqual(once);
  await put('logs/2.json.gz', gzipped(trailFile(plainRecords(30, 20))));
  const grown = await report();
  expect(grown).toMatchObject({ coverage: { files: 2, events: 50, duplicates: 10 } });
  await rm(join(cwd, 'stemma.db'));
  expect(await report()).toEqual(grown);
});

test('the summary says how much of the case this scan added', async () => {
  await put('logs/1.json', trailFile(plainRecords(30)));
  expect((await stemma(['scan', 'logs'], { cwd })).stdout).not.toContain('new');
  expect((await stemma(['scan', 'logs'], { cwd })).stdout).toContain('nothing of it is new');
  await put('logs/2.json', trailFile(plainRecords(5, 30)));
  expect((await stemma(['scan', 'logs'], { cwd })).stdout).toContain('5 events of it new');
});

test('tokens and tree read the case that a scan left', async () => {
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
  const tokens = await stemma(['tokens', '--live', '--suspicious', '--as-of', 'last', '--format', 'json'], { cwd });
  const [token] = JSON.parse(tokens.stdout) as { accessKeyId: string; live: boolean; suspicious: boolean }[];
  expect(token).toMatchObject({ live: true, suspicious: true });
  const tree = await stemma(['tree', token!.accessKeyId, '--as-of', 'last', '--ascii'], { cwd });
  expect(tree.code).toBe(0);
  expect(tree.stdout).toContain(token!.accessKeyId);
  // eslint-disable-next-line no-control-regex -- the claim is about these very characters
  expect(tree.stdout).toMatch(/^[\x20-\x7e\n]*$/);
});

test('tokens takes a role by its name, and a slip of the pen is no empty answer', async () => {
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
  const ask = (...args: string[]) => stemma(['tokens', '--as-of', 'last', ...args], { cwd });
  const byName = await ask('--role', 'Admin', '--live');
  expect(byName).toMatchObject({ code: 0 });
  expect(byName.stdout).toContain('ASIAI6WNR2FLUEXAMPLE');
  expect((await ask('--role', 'arn:aws:iam::111122223333:role/Admin', '--live')).stdout).toBe(byName.stdout);
  const mistyped = await ask('--role', 'Adnim');
  expect(mistyped).toMatchObject({ code: 2, stdout: '' });
  expect(mistyped.stderr).toContain('did you mean Admin?');
  const nobody = await ask('--origin', 'NOPE');
  expect(nobody).toMatchObject({ code: 2, stdout: '' });
  expect(nobody.stderr).toContain('NOPE: no origin of stemma.db');
  // Known, and nothing of it lives.
  expect(await ask('--role', 'Deploy', '--live')).toMatchObject({ code: 0, stdout: 'No credentials.\n' });
});

test('a list of tokens behind a pipe cuts no name', async () => {
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
  const { stdout } = await stemma(['tokens', '--live', '--as-of', 'last'], { cwd });
  expect(stdout).toContain('  WebServer/i-0e1044bd1eeef8e16  ');
  expect(stdout).not.toContain('…');
});

test('a mistyped path is an error, whatever the case held before', async () => {
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
  expect(await stemma(['scan', 'leaked-kye'], { cwd })).toMatchObject({ code: 3, stdout: '' });
});

test('where records lie outside the time that was asked for, the error speaks of the time', async () => {
  const run = await stemma(['scan', leakedKey, '--since', '2030-01-01', '--case', ':memory:'], { cwd });
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toContain('no CloudTrail record from 2030-01-01T00:00:00Z on in');
  expect(run.stderr).toMatch(/--since and --until/);
  const mistyped = await stemma(['scan', 'leaked-kye', '--since', '2030-01-01', '--case', ':memory:'], { cwd });
  expect(mistyped.stderr).toMatch(/no such file or folder\nhint: {2}name CloudTrail log files/);
});

test('what a terminal obeys is escaped in the JSON of every command', async () => {
  const hostile = 'a\u009b31m\u202eb\u2028c';
  const records = plainRecords(3).map((record) => ({ ...record, userAgent: hostile }));
  await put('logs/1.json', JSON.stringify({ Records: records }));
  await stemma(['scan', 'logs', '--as-of', 'last'], { cwd });
  for (const command of ['tokens', 'tree']) {
    const { stdout } = await stemma([command, '--format', 'json'], { cwd });
    expect((JSON.parse(stdout) as { userAgents: string[] }[]).flatMap((row) => row.userAgents)).toContain(hostile);
    expect(stdout).not.toMatch(/[\u0080-\u009f\u2028\u202e]/);
  }
});

test('what the summary says to type next shows the same case as of the same moment', async () => {
  const { stdout } = await stemma(['scan', leakedKey, '--as-of', 'last', '--case', 'a case.db'], { cwd });
  const [, line] = /with:\s+stemma (tree \S+ .*)$/m.exec(stdout.replaceAll(/\n {2}(?=\S)/g, ' ')) ?? [];
  expect(line).toContain("--case 'a case.db' --as-of last");
  const args = line!.split(/ (?=(?:[^']*'[^']*')*[^']*$)/).map((word) => word.replaceAll("'", ''));
  const tree = await stemma(args, { cwd });
  expect(tree).toMatchObject({ code: 0, stderr: '' });
  expect(tree.stdout).toContain('LIVE');
});

test('a reader that has seen enough is no error', async () => {
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
  const { spawnSync } = await import('node:child_process');
  const line = `set -o pipefail; '${process.execPath}' '${root}dist/bin/main.js' tokens | head -n 1`;
  const { status, stderr } = spawnSync('bash', ['-c', line], { cwd, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('standard input is a source', async () => {
  const piped = await stemma(['scan', '-', '--case', ':memory:', '--format', 'json'], {
    cwd,
    stdin: plainRecords(5)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  });
  expect(JSON.parse(piped.stdout)).toMatchObject({ coverage: { events: 5 } });
});

test('a case that cannot be opened is told before standard input has ended', async () => {
  const kill = { signal: 'SIGKILL', afterMs: 20_000 } as const;
  const refused = await stemma(['scan', '-', '--case', join('nowhere', 'x.db')], { cwd, kill });
  expect(refused).toMatchObject({ code: 2, signal: null });
  expect(refused.stderr).toContain('cannot be opened');
});

test('standard input is read once, however often it is named, and each input is another file', async () => {
  const scan = async (args: string[], records: readonly unknown[]): Promise<unknown> => {
    const stdin = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
    return JSON.parse((await stemma(['scan', ...args, '--format', 'json'], { cwd, stdin })).stdout);
  };
  expect(await scan(['-', '-'], plainRecords(5))).toMatchObject({ coverage: { files: 1, events: 5, duplicates: 0 } });
  expect(await scan(['-'], plainRecords(5, 5))).toMatchObject({ coverage: { files: 2, events: 10, duplicates: 0 } });
  expect(await scan(['-'], plainRecords(5))).toMatchObject({ coverage: { files: 2, events: 10, duplicates: 0 } });
});

const usage: [string, string[], RegExp][] = [
  ['an unknown command', ['scna'], /scan/],
  ['an unknown option', ['scan', '.', '--colour'], /--colour/],
  ['no source', ['scan'], /source/],
  ['an unknown severity', ['scan', '.', '--fail-on', 'dire'], /critical/],
  ['a time that is none', ['scan', '.', '--as-of', 'yesterday'], /ISO 8601/],
  [
    'a moment that is none, of those that have names',
    ['scan', '.', '--as-of', 'yesterday'],
    /It must be "now", "last" or/,
  ],
  [
    'a range that ends before it begins',
    ['scan', '.', '--since', '2026-10-08', '--until', '2026-10-01'],
    /ends before/,
  ],
  ['no worker', ['scan', '.', '--workers', '0'], /256/],
  ['a report of unknown ending', ['scan', '.', '-o', 'report.pdf'], /\.xlsx/],
  ['a report in a folder that is not there', ['scan', leakedKey, '-o', 'nowhere/report.xlsx'], /no such folder/],
  ['a configuration that is not there', ['scan', '.', '--config', 'nowhere.json'], /nowhere\.json/],
  ['a case that is not there', ['tokens'], /stemma\.db/],
  ['a credential that the case has not', ['tree', 'ASIANOTTHEREEXAMPLE'], /stemma\.db|ASIANOTTHERE/],
  ['a region that is none', ['scan', 's3://a-bucket/logs', '--region', 'us_east_1'], /such as eu-west-1/],
  ['a region that is none, of a query', ['scan', 'athena://a/b/c', '--region', 'us east'], /such as eu-west-1/],
  ['regions of which one is none', ['snapshot', '--regions', 'eu-west-1,us_east_1'], /such as eu-west-1/],
  ['a drawing that is JSON', ['roles', '--dot', '--format', 'json'], /--dot and --mermaid draw/],
  ['another drawing that is JSON', ['roles', '--mermaid', '--format', 'json'], /--dot and --mermaid draw/],
  ['a script that is JSON', ['contain', 'A', '--script', 'aws-cli', '--format', 'json'], /no --format json/],
  ['a script and its doing', ['contain', 'A', '--script', 'aws-cli', '--apply'], /--script or --apply, not both/],
  ['doing and taking back', ['contain', '--rollback', '--apply'], /--apply or --rollback, not both/],
  ['doing and looking', ['contain', 'A', '--apply', '--verify'], /--apply or --verify, not both/],
  ['a profile of no account', ['contain', 'A', '--apply', '--account-profile', 'foo'], /write --account-profile 1111/],
  ['help with what is no command', ['help', 'scna'], /unknown command 'scna'\n\(Did you mean scan/],
  ['a source of unknown scheme', ['scan', 'ftp://logs'], /sources are/],
];

test.each(usage)('%s is wrong usage: exit 2, and a line that helps', async (_name, args, helps) => {
  const run = await stemma(args, { cwd });
  expect(run.code).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(helps);
  expect(run.stderr).not.toMatch(/\n\s+at /);
});

test.each([
  ['scan', 's3://a-bucket/logs'],
  ['scan', 'cloudtrail:'],
  ['scan', leakedKey, '--iam', 'live'],
  ['verify', 's3://a-bucket/logs'],
  ['snapshot'],
  ['trails'],
])('a region of the environment that is none is wrong usage of %s %s', async (...args) => {
  const env = { AWS_REGION: 'us east', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' };
  const run = await stemma(args, { cwd, env });
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toMatch(/^error: us east: no region of AWS\nhint: {2}name one such as eu-west-1/);
});

test.each(['trail.json', 'report.csv', 'trail.ndjson', 'table.parquet', 'notes.txt', 'nothing.db', 'folder.db'])(
  '%s is no case, and is left as it is',
  async (name) => {
    if (name === 'folder.db') await mkdir(join(cwd, name));
    else await put(name, name === 'nothing.db' ? '' : trailFile(plainRecords(2)));
    for (const args of [['scan', leakedKey], ['tokens'], ['harden']]) {
      const run = await stemma([...args, '--case', name], { cwd });
      expect({ args, ...run }).toMatchObject({ args, code: 2, stdout: '' });
      expect(run.stderr).toMatch(new RegExp(`^error: ${name} is not a case of stemma, or it is damaged\nhint: `));
    }
    expect(await readdir(cwd)).toEqual([name]);
  },
);

test('a case may have any ending', async () => {
  await put('quiet.json', trailFile(plainRecords(3)));
  for (const name of ['case.json', 'case.csv', 'case.parquet']) {
    expect(await stemma(['scan', 'quiet.json', '--case', name], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await stemma(['tokens', '--case', name], { cwd })).toMatchObject({ code: 0, stderr: '' });
  }
});

test('every command has help with an example, by either name', async () => {
  const { stdout } = await stemma(['help'], { cwd });
  expect(stdout).toBe((await stemma(['--help'], { cwd })).stdout);
  const names = (text: string): string[] =>
    [...text.slice(text.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name]) => name!);
  const commands = names(stdout).filter((name) => name !== 'help' && name !== 'stemma');
  expect(commands).toEqual(expect.arrayContaining(['scan', 'tokens', 'contain', 'athena', 'config', 'synth']));
  const nested = [
    ['athena', 'setup'],
    ['athena', 'sql'],
    ['config', 'init'],
    ['config', 'check'],
  ];
  for (const command of [...commands.map((name) => [name]), ...nested]) {
    const run = await stemma([...command, '--help'], { cwd });
    expect({ command, code: run.code, stderr: run.stderr }).toEqual({ command, code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^Examples?:\n {2}stemma /m);
  }
  for (const name of ['scan', 'config']) {
    expect(await stemma(['help', name], { cwd })).toEqual(await stemma([name, '--help'], { cwd }));
  }
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(await stemma(['--version'], { cwd })).toMatchObject({ code: 0, stdout: `${version}\n` });
});

test.each([
  ['a folder that is not there', 'nowhere'],
  ['an empty folder', 'empty'],
  ['a file of something else', 'other.json'],
])('%s: nothing was read, exit 3', async (_name, source) => {
  await mkdir(join(cwd, 'empty'));
  await put('other.json', '{"name":"something else"}');
  const run = await stemma(['scan', source], { cwd });
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toContain(source);
  // An empty case would say that there is nothing to find.
  expect((await readdir(cwd)).filter((name) => name.startsWith('stemma'))).toEqual([]);
  expect(await stemma(['tokens'], { cwd })).toMatchObject({ code: 2, stdout: '' });
});

test('a source that is mistyped is told before anything of the others is read', async () => {
  const typo = await stemma(['scan', leakedKey, 's3:///logs', '--case', 'typo.db'], { cwd });
  expect(typo).toMatchObject({ code: 2, stdout: '' });
  expect(typo.stderr).toMatch(/^error: s3:\/\/\/logs: names no bucket/m);
  expect(await readdir(cwd)).toEqual([]);
});

test('a case that nothing was read into is no all-clear for anybody who looks at it', async () => {
  await stemma(['scan', leakedKey, '--as-of', 'last'], { cwd });
  const { openCase } = await import('../../src/store/index.ts');
  await (await openCase(join(cwd, 'empty.db'), { create: true }))[Symbol.asyncDispose]();
  const looks = [['tokens'], ['tree'], ['roles'], ['harden'], ['contain', 'AKIAIOSFODNN7EXAMPLE'], ['serve']];
  for (const look of looks) {
    const run = await stemma([...look, '--case', 'empty.db'], { cwd });
    expect({ look, ...run }).toMatchObject({ look, code: 2, stdout: '' });
    expect(run.stderr).toBe('error: nothing was read into the case empty.db yet\nhint:  run stemma scan first\n');
    const nowhere = await stemma([...look, '--case', ':memory:'], { cwd });
    expect({ look, ...nowhere }).toMatchObject({ look, code: 2, stdout: '' });
    expect(nowhere.stderr).toContain('a case in memory is gone when its scan ends');
  }
  // What was there before a scan that fails is left alone.
  await stemma(['scan', 'nowhere', '--case', 'empty.db'], { cwd });
  await stemma(['scan', 'nowhere'], { cwd });
  expect(await readdir(cwd)).toEqual(['empty.db', 'stemma.db']);
  expect((await stemma(['tokens'], { cwd })).code).toBe(0);
});

test('what could not be read is told, the rest is read, and the exit code says it', async () => {
  await put('logs/good.json', trailFile(plainRecords(7)));
  await put('logs/cut.json.gz', gzipped(trailFile(plainRecords(500, 100))).subarray(0, 700));
  await put('logs/picture.bin', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3));
  const run = await stemma(['scan', 'logs', 'nowhere', '--format', 'json', '--case', ':memory:'], { cwd });
  expect(run.code).toBe(4);
  const { coverage } = JSON.parse(run.stdout) as { coverage: { events: number; skipped: { source: string }[] } };
  expect(coverage.events).toBeGreaterThan(7);
  expect(coverage.skipped.map(({ source }) => source).toSorted()).toEqual([
    'logs/cut.json.gz',
    'logs/picture.bin',
    'nowhere',
  ]);
  for (const { source } of coverage.skipped) expect(run.stderr).toContain(source);
});

test('what an earlier scan could not read is told by every later look at the case, until it is read', async () => {
  const cut = gzipped(trailFile(plainRecords(500, 100)));
  await put('bad/cut.json.gz', cut.subarray(0, 700));
  await put('good/1.json', trailFile(plainRecords(7)));
  expect(await stemma(['scan', 'bad'], { cwd })).toMatchObject({ code: 4 });
  const other = await stemma(['scan', 'good', '--format', 'json'], { cwd });
  expect(other.code).toBe(4);
  expect(other.stderr).toMatch(/^warning: bad\/cut\.json\.gz: .+\n$/);
  expect(JSON.parse(other.stdout)).toMatchObject({ coverage: { skipped: [{ source: 'bad/cut.json.gz' }] } });
  const iam = join(leakedKey, 'iam.json');
  const looks = [['tokens'], ['tree'], ['harden'], ['roles', '--iam', iam], ['contain', 'AKIAQWERTYUIOEXAMPLE']];
  const warning = 'warning: 1 source was not read whole: ';
  for (const look of looks) {
    const { code, stderr } = await stemma(look, { cwd });
    expect({ look, code, lines: stderr.split('\n').filter((line) => line.startsWith(warning)).length }).toEqual({
      look,
      code: 0,
      lines: 1,
    });
  }
  await put('bad/cut.json.gz', cut);
  expect(await stemma(['scan', 'bad'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect(await stemma(['tokens'], { cwd })).toMatchObject({ code: 0, stderr: '' });
});

test('a folder without permission is told, the rest is read', async ({ skip }) => {
  const isRoot = process.getuid?.() === 0;
  await put('logs/good.json', trailFile(plainRecords(7)));
  await put('logs/locked/hidden.json', trailFile(plainRecords(7, 50)));
  await chmod(join(cwd, 'logs/locked'), 0);
  // The superuser may read everything, so another user scans, where it can reach the program.
  const run = await stemma(['scan', 'logs', '--format', 'json', '--case', ':memory:'], {
    cwd,
    ...(isRoot && { uid: 65_534 }),
  });
  await chmod(join(cwd, 'logs/locked'), 0o755);
  if (isRoot && run.code === 1) skip('another user cannot reach the program on this machine');
  expect(run.code).toBe(4);
  expect(run.stderr).toContain('logs/locked: permission denied');
  expect(JSON.parse(run.stdout)).toMatchObject({ coverage: { events: 7 } });
});

test('--fail-on is met only by a finding of at least that severity', async () => {
  const scan = ['scan', leakedKey, '--as-of', 'last', '--case', ':memory:', '--fail-on'];
  expect(await stemma([...scan, 'critical'], { cwd })).toMatchObject({ code: 1 });
  await put('quiet.json', trailFile(plainRecords(7)));
  const quiet = await stemma(['scan', 'quiet.json', '--case', ':memory:', '--fail-on', 'info'], { cwd });
  expect(quiet).toMatchObject({ code: 0 });
});

test('a quiet trail fits on one screen', async () => {
  await put('quiet.json', trailFile(plainRecords(7)));
  const { stdout } = await stemma(['scan', 'quiet.json', '--case', ':memory:'], { cwd, env: { COLUMNS: '80' } });
  expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
});

test('Ctrl-C stops cleanly and leaves a case that the next scan completes', async () => {
  await put('logs/a.json', trailFile(plainRecords(100)));
  const stopped = await stemma(['scan', 'logs', '-'], { cwd, kill: { signal: 'SIGINT', afterMs: 1500 } });
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain('interrupted');
  const next = await stemma(['scan', 'logs', '--format', 'json'], { cwd });
  expect(next.code).toBe(0);
  expect(JSON.parse(next.stdout)).toMatchObject({ coverage: { events: 100 } });
});

test('no progress and no colour where nobody watches', async () => {
  const run = await stemma(['scan', leakedKey, '--as-of', 'last', '--case', ':memory:'], { cwd });
  expect(run.stderr).toBe('');
  expect(run.stdout).not.toContain('\u001b');
});
