import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scripts } from '../../src/containment/scripts/index.ts';
import { deactivate, denyRole, hostilePlan, leave, planOf, scp } from '../support/plans.ts';

const shellcheck = process.env['STEMMA_SHELLCHECK'];
if (shellcheck === undefined) throw new Error('run these tests by: npm run test:aws');

test('shellcheck has nothing to say of the scripts, whatever names are in them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stemma-shellcheck-'));
  try {
    const plans = [planOf(denyRole, deactivate, scp, leave), ...fc.sample(hostilePlan, { numRuns: 40, seed: 1 })];
    const files = plans.flatMap((plan, i) =>
      scripts['aws-cli'](plan, { version: '0' }).map(({ suffix, text }) => ({ file: `${i}${suffix}.sh`, text })),
    );
    for (const { file, text } of files) await writeFile(join(folder, file), text);
    const run = promisify(execFile)(
      shellcheck,
      files.map(({ file }) => file),
      { cwd: folder },
    );
    expect(await run.catch((error: { stdout: string }) => error)).toMatchObject({ stdout: '', stderr: '' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
