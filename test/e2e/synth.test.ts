import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gzip } from '../../src/pipeline/synth/deflate/deflater.ts';
import { generateOrganisation } from '../../src/synth/index.ts';
import { stemma } from '../support/command.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-synth-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const small = ['--events', '600', '--days', '0.5', '--accounts', '2', '--regions', '1'];
const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(cwd, name), 'utf8'));
const listed = async (name: string): Promise<string[]> =>
  (await readdir(join(cwd, name), { recursive: true })).map(String).toSorted();

test('a drill is written, scanned without a gap, and its attack is found', async () => {
  const written = await stemma(['synth', 'drill', ...small, '--attacks', 'two-roles,revocation-outrun'], { cwd });
  expect(written).toMatchObject({ code: 0, stderr: '' });
  const scan = ['scan', 'drill', '--config', 'drill/stemma.config.json', '--as-of', 'last', '--format', 'json'];
  const { code, stdout } = await stemma(scan, { cwd });
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as {
    coverage: { events: number };
    credentials: unknown[];
    findings: { rule: string }[];
  };
  const truth = (await json('drill/truth.json')) as {
    events: number;
    tokens: unknown[];
    attacks: { name: string; findings: { rule: string }[] }[];
  };
  expect(truth.attacks.map(({ name }) => name)).toEqual(['two-roles', 'revocation-outrun']);
  expect(report.coverage.events).toBe(truth.events);
  expect(report.credentials.length).toBe(truth.tokens.length);
  const found = new Set(report.findings.map(({ rule }) => rule));
  for (const { findings } of truth.attacks) for (const { rule } of findings) expect(found).toContain(rule);
});

test('the same seed writes the same bytes, another seed others', async () => {
  for (const [folder, seed] of ['a 7', 'b 7', 'c 8'].map((text) => text.split(' '))) {
    expect((await stemma(['synth', folder!, '--seed', seed!, ...small], { cwd })).code).toBe(0);
  }
  const files = await listed('a');
  expect(await listed('b')).toEqual(files);
  expect(await listed('c')).not.toEqual(files);
  for (const file of files.filter((name) => /\.(?:gz|json)$/.test(name))) {
    expect(await readFile(join(cwd, 'a', file))).toEqual(await readFile(join(cwd, 'b', file)));
  }
});

test('what threads write is what one thread makes, byte for byte', async () => {
  const options = { seed: 7, events: 3000, days: 0.5, accounts: 2, regions: 1, attacks: ['two-roles'] };
  const asked = ['--seed', '7', '--events', '3000', '--days', '0.5', '--accounts', '2', '--regions', '1'];
  expect((await stemma(['synth', 'a', ...asked, '--attacks', 'two-roles'], { cwd })).code).toBe(0);
  const paths: string[] = [];
  for (const { path, bytes } of generateOrganisation(options)) {
    paths.push(path);
    const file = await readFile(join(cwd, 'a', path));
    expect(gunzipSync(file).equals(bytes)).toBe(true);
    expect(
      Buffer.compare(
        file,
        gzip(bytes.length, (room) => room.set(bytes)),
      ),
    ).toBe(0);
  }
  expect(paths.toSorted()).toEqual((await listed('a')).filter((name) => name.endsWith('.gz')));
});

test('a folder that is not empty is left alone, unless one insists', async () => {
  await stemma(['synth', 'full', ...small], { cwd });
  const before = await listed('full');
  await writeFile(join(cwd, 'full/notes.txt'), 'mine');
  const refused = await stemma(['synth', 'full', ...small, '--seed', '2'], { cwd });
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--force');
  expect(await listed('full')).toEqual([...before, 'notes.txt'].toSorted());
  expect((await stemma(['synth', 'full', ...small, '--seed', '2', '--force'], { cwd })).code).toBe(0);
  expect((await listed('full')).length).toBeGreaterThan(before.length + 1);
});

test('attacks are listed, one a line, and one that nobody knows is refused by name', async () => {
  const { code, stdout } = await stemma(['synth', '--list-attacks'], { cwd });
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['leaked-key', 'two-roles/regions', 'instance-theft']));
  const refused = await stemma(['synth', 'x', '--attacks', 'leaked-key,nonsense'], { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('nonsense');
  expect(await readdir(cwd)).toEqual([]);
});

test.each([
  ['no folder', []],
  ['no events', ['x', '--events', '0']],
  ['half an account', ['x', '--accounts', '1.5']],
  ['no time', ['x', '--days', '0']],
])('%s is wrong usage', async (_, args) => {
  const { code, stdout } = await stemma(['synth', ...args], { cwd });
  expect([code, stdout]).toEqual([2, '']);
});

test('Ctrl-C says what is left of a trail, not of a case', async () => {
  const kill = { signal: 'SIGINT', afterMs: 1500 } as const;
  const stopped = await stemma(['synth', 'drill', '--events', '50000000'], { cwd, kill });
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stopped.stderr).toContain('interrupted; the trail is not whole');
  expect(stopped.stderr).not.toContain('case');
});
