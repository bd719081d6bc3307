import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from '../support/command.ts';

test('a scan killed at any moment leaves a case that the next scan completes, row by row', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/kill.mjs', '--times', '5'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^5 of 5 cases equal an undisturbed scan; [1-5] scans were killed/);
});
