// Packs the package, installs it as a user would (npm install -g, into a folder of its own), and runs the command.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
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
    .filter((path) => !/^(dist|data|docs|src|scripts)\/|^[A-Z]+(\.md)?$|^(package|tsconfig(\.build)?).json$/.test(path))
    .concat(files.filter(({ path }) => /\.test\.tsx?$/.test(path)).map(({ path }) => path));
  if (strays.length > 0) throw new Error(`the package carries ${strays.join(', ')}`);
  must('npm', ['install', '--global', '--prefix', folder, '--loglevel=error', join(folder, filename)]);
  const stemma = join(folder, 'bin', 'stemma');
  must(stemma, ['--version']);
  must(stemma, ['scan', join(root, 'examples/leaked-key'), '--case', ':memory:', '--as-of', 'last'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  checkSource(join(folder, filename));
  console.error('package: installs, runs, and its source builds what it carries');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The licence asks for the source of what runs: what is built from the packed source must be what was packed, byte for byte. */
function checkSource(archive) {
  const place = join(folder, 'source');
  mkdirSync(place);
  must('tar', ['-xzf', archive, '-C', place]);
  const built = join(place, 'package');
  cpSync(join(built, 'dist'), join(place, 'packed'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
  must(process.execPath, ['scripts/build.mjs'], { cwd: built, stdio: ['ignore', 'ignore', 'inherit'] });
  const names = (dist) =>
    readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dist.length))
      .sort();
  // The modules that the bundle is made of are not packed.
  const isPacked = (name) => /^[\\/](bin|explorer[\\/]client)[\\/]/.test(name);
  const [ours, theirs] = [names(join(place, 'packed')), names(join(built, 'dist')).filter(isPacked)];
  const differ = ours.filter(
    (name) =>
      !theirs.includes(name) ||
      !readFileSync(join(place, 'packed', name)).equals(readFileSync(join(built, 'dist', name))),
  );
  if (differ.length > 0 || theirs.length !== ours.length)
    throw new Error(`the packed source does not build the package: ${differ.slice(0, 5).join(', ')}`);
}
