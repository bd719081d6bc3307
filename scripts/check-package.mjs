// Packs the package, installs it as a user would (npm install -g, into a folder of its own), and runs the command.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, must, root } from './run.mjs';

install();
const folder = mkdtempSync(join(tmpdir(), 'stemma-package-'));
try {
  const pack = spawnSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' });
  const [{ filename, files }] = JSON.parse(pack.stdout.slice(pack.stdout.indexOf('[')));
  const strays = files
    .map(({ path }) => path)
    .filter((path) => !/^(dist|data|docs)\/|^[A-Z]+(\.md)?$|^package.json$/.test(path));
  if (strays.length > 0) throw new Error(`the package carries ${strays.join(', ')}`);
  must('npm', ['install', '--global', '--prefix', folder, '--loglevel=error', join(folder, filename)]);
  const stemma = join(folder, 'bin', 'stemma');
  must(stemma, ['--version']);
  must(stemma, ['scan', join(root, 'examples/leaked-key'), '--case', ':memory:', '--as-of', 'last'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.error('package: installs and runs');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
