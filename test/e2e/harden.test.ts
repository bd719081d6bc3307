import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, stemma } from '../support/command.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-harden-'));
  await stemma(['scan', join(root, 'examples/leaked-key'), '--as-of', 'last'], { cwd });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('the advice is one JSON array, worst first, and each row has what the contract says', async () => {
  const run = await stemma(['harden', '--as-of', 'last', '--format', 'json'], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const rows = JSON.parse(run.stdout) as Record<string, unknown>[];
  expect(rows[0]).toMatchObject({ check: 'exploitable-cycle', severity: 'high' });
  for (const row of rows) {
    expect(Object.keys(row).toSorted()).toEqual([
      'accountId',
      'check',
      'how',
      'policy',
      'reason',
      'reference',
      'severity',
      'target',
    ]);
  }
});

test('the text groups the advice by severity, and the page carries the documents', async () => {
  const run = await stemma(['harden', '--as-of', 'last', '-o', 'h.md', '-o', 'h.json'], { cwd });
  expect(run.stdout).toMatch(/^HARDEN {2}\d+ high/);
  expect(await readFile(join(cwd, 'h.md'), 'utf8')).toContain('~~~json\n{\n  "Version": "2012-10-17"');
  expect(JSON.parse(await readFile(join(cwd, 'h.json'), 'utf8'))).not.toEqual([]);
});

test('one check can be asked for, and an unknown one is wrong usage', async () => {
  const run = await stemma(['harden', '--as-of', 'last', '--check', 'long-term-key', '--format', 'json'], { cwd });
  const rows = JSON.parse(run.stdout) as { check: string }[];
  expect(new Set(rows.map(({ check }) => check))).toEqual(new Set(['long-term-key']));
  const wrong = await stemma(['harden', '--check', 'nonsense'], { cwd });
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('trust-too-wide');
});
