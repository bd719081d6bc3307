// Cheapest first, so that a slip is told in seconds.
import { spawnSync } from 'node:child_process';
import { install, node, root } from './run.mjs';

install();
const step = (name) => console.error(`check: ${name}`);

step('format');
node('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.');
step('lint');
node('oxlint/bin/oxlint', '--type-aware', '--deny-warnings');
step('types');
node('typescript/bin/tsc', '-p', '.');
node('typescript/bin/tsc', '-p', 'src/explorer/client');
step('import directions');
cruise();
step('unused files, exports, dependencies');
node('knip/bin/knip.js');
console.error('check: all good');

/** A cruiser that finds no TypeScript passes green on nothing, so the number of files it read is checked too. */
function cruise() {
  const { stdout, status } = spawnSync(
    process.execPath,
    [`${root}/node_modules/dependency-cruiser/bin/dependency-cruise.mjs`, 'src', '--output-type', 'json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { summary } = JSON.parse(stdout);
  for (const { from, to, rule } of summary.violations) console.error(`  ${rule.name}: ${from} → ${to}`);
  const files = sources();
  if (summary.totalCruised < files) {
    console.error(`  cruised ${summary.totalCruised} modules, src/ has ${files}`);
    process.exit(1);
  }
  if (status !== 0 || summary.violations.length > 0) process.exit(1);
}

function sources() {
  return spawnSync('git', ['ls-files', 'src/*.ts', 'src/*.tsx'], { cwd: root, encoding: 'utf8' })
    .stdout.trim()
    .split('\n').length;
}
