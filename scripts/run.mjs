// Shared by the npm scripts: run a command, stop at the first that fails. Node alone is needed, so that it works before
// anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => `${root}/node_modules/${name}`;

export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (signal) process.kill(process.pid, signal);
  return status ?? 1;
}

export function must(command, args, options) {
  const status = run(command, args, options);
  if (status !== 0) process.exit(status);
}

export const node = (script, ...args) => must(process.execPath, [bin(script), ...args]);

/** Installs exactly what the lock file says, unless that is what is there. npm packs none: the package names exact versions. */
export function install() {
  if (!existsSync(`${root}/package-lock.json`)) {
    if (!existsSync(`${root}/node_modules`)) must('npm', ['install', '--no-package-lock', '--no-fund', '--no-audit']);
    return;
  }
  const stamp = `${root}/node_modules/.stemma-lock`;
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('installing dependencies …');
  must('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, lock);
}

export function build() {
  rmSync(`${root}/dist`, { recursive: true, force: true });
  node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
  must(process.execPath, ['scripts/build-command.mjs']);
  must(process.execPath, ['scripts/build-explorer.mjs']);
}
