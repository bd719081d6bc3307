// Holds every rule, and the peers' logic, against planted truth, and writes docs/accuracy.md: `npm run accuracy -- --seeds 3`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failures } from '../bench/accuracy/count.mjs';
import { pageOf } from '../bench/accuracy/page.mjs';
import { judgeSource, loadStemma } from '../bench/accuracy/scan.mjs';
import { worldsOf } from '../bench/accuracy/worlds.mjs';
import { build, install, node, root } from './run.mjs';

const { values: options } = parseArgs({
  options: {
    /** Seeds 1 to this one. */
    seeds: { type: 'string', default: '3' },
    /** Records of everyday life around all attacks at once. */
    events: { type: 'string', default: '100000' },
    /** Records of the organisation in peace. */
    benign: { type: 'string', default: '1000000' },
    /** Records around each attack alone; 0 leaves these worlds out. */
    apart: { type: 'string', default: '2000' },
    /** Built code that is there already; without it the code is built first. */
    dist: { type: 'string' },
    output: { type: 'string', default: join(root, 'docs/accuracy.md') },
  },
});
const [seeds, events, benign, apart] = ['seeds', 'events', 'benign', 'apart'].map(count);

if (options.dist === undefined) {
  install();
  build();
}
const stemma = await loadStemma(options.dist ?? join(root, 'dist'));
const judged = [];
for (let seed = 1; seed <= seeds; seed++) {
  process.stderr.write(`accuracy: seed ${seed} of ${seeds} …\n`);
  for (const source of worldsOf(stemma, { seed, events, benign, apart })) judged.push(judgeSource(stemma, source));
}
const command = `npm run accuracy -- --seeds ${seeds} --events ${events} --benign ${benign} --apart ${apart}`;
const page = pageOf({ command, judged, seeds });
console.log(page);
writeFileSync(options.output, `${page}\n`);
node('prettier/bin/prettier.cjs', '--log-level=warn', '--write', options.output);
process.exitCode = failures(judged.map((world) => world.stemma)).length === 0 ? 0 : 1;

function count(name) {
  const value = Number(options[name]);
  if (!Number.isSafeInteger(value) || value < (name === 'apart' ? 0 : 1)) {
    throw new RangeError(`--${name} ${options[name]}: a whole number above 0`);
  }
  return value;
}
