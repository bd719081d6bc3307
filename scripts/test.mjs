// Installs, builds (the end-to-end tests drive dist/), tests, and closes with one plain line that any reader can count on.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { build, install, root, run } from './run.mjs';

const results = `${root}/.cache/test-results.json`;

install();
build();
rmSync(results, { force: true });
const status = run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
]);
const counts = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
const passed = counts.numPassedTests ?? 0;
const skipped = counts.numPendingTests ?? 0;
// A file that does not load has no test in it, and is a failure all the same.
const failed = Math.max(counts.numFailedTests ?? 0, status === 0 ? 0 : 1);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = status !== 0 ? status : passed === 0 ? 1 : 0;
