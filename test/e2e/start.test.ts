import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleCase, sampleScan } from '../../scripts/sample-scan.mjs';
import { type Outcome, root, stemma } from '../support/command.ts';

let cwd: string;
let run: Outcome;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-start-'));
  await cp(join(root, 'examples/leaked-key'), join(cwd, 'examples/leaked-key'), { recursive: true });
  run = await stemma(sampleScan, { cwd });
}, 30_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('the README shows what npm start shows, line by line in its order', async () => {
  const fenced = (await readFile(join(root, 'README.md'), 'utf8')).split(/^```\n/m);
  // Behind what npm start and npm test do.
  const shown = fenced[3]!;
  const printed = run.stdout.split('\n');
  for (const text of shown.split('\n').filter((each) => each !== '')) {
    const at = printed.indexOf(text);
    expect({ text, isPrinted: at >= 0 }).toEqual({ text, isPrinted: true });
    printed.splice(0, at + 1);
  }
});

test('the sample comes into a case of its own, and none of it into the case that a scan of one’s own trail makes', async () => {
  expect(run.code).toBe(0);
  expect((await readdir(cwd)).filter((name) => name.endsWith('.db'))).toEqual([sampleCase]);
  const ignored = (await readFile(join(root, '.gitignore'), 'utf8')).split('\n');
  expect(ignored).toContain(`/${sampleCase}`);
});
