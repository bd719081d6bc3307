// Measures stemma against what runs beside it, and writes bench/results.md: `npm run bench -- --only A,B --scale 0.1`.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpora, corpus } from '../bench/corpora.mjs';
import { isInstalled, measure } from '../bench/measure.mjs';
import { build, install, root, run } from './run.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'A,B,C,D' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** The best of so many runs counts: for machines that have other things to do. */
    repeat: { type: 'string', default: '1' },
    /** Built code that is there already; without it the code is built first. */
    dist: { type: 'string' },
    output: { type: 'string', default: join(root, 'bench/results.md') },
  },
});
const only = options.only.toUpperCase().split(',');
const scale = Number(options.scale);
const { workers } = options;
const repeat = Number(options.repeat);
if (!(scale > 0)) throw new RangeError(`--scale ${options.scale}: a number above 0`);

if (options.dist === undefined) {
  install();
  build();
}
const dist = options.dist ?? join(root, 'dist');
const main = join(dist, 'bin/main.js');
const peer = (name) => join(root, 'bench/peers', name);
const say = (text) => process.stderr.write(`bench: ${text}\n`);
const scratch = mkdtempSync(join(tmpdir(), 'stemma-bench-run-'));
const rows = [];
const notes = [];

try {
  let perRecordA = null;
  if (only.includes('A')) perRecordA = await plain('A', { jq: true, floor: true });
  if (only.includes('B')) await plain('B', { jq: false, floor: false });
  if (only.includes('C')) await large(perRecordA);
  if (only.includes('D')) lineages();
  if (only.includes('CONTAIN')) contain();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const text = results();
console.log(text);
writeFileSync(options.output, text);
// Tables in columns, as everything in the repository is formatted.
run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', options.output]);
say(`written to ${options.output}`);

/** A first scan, a second one, and the peers over the same files. Gives seconds a record. */
async function plain(name, { jq, floor }) {
  const made = await prepared(name);
  const first = best(repeat, () => firstScan(name, made));
  const again = best(repeat, () => scan(name, made));
  row(`${name}: scan again, nothing new`, again, {
    against: '1 s',
    ratio: again.wall,
    unit: 's',
    goal: '< 1 s',
    met: again.wall < 1,
  });
  const share = (100 * again.wall) / first.wall;
  row(`${name}: scan again`, again, { against: 'first scan', ratio: share, unit: '%', goal: '< 3 %', met: share < 3 });
  say(`${name}: DuckDB …`);
  const duckdb = best(repeat, () => measure(process.execPath, [peer('duckdb.mjs'), made.folder, workers]));
  compare(name, 'DuckDB read_json', first, duckdb, 2.5);
  const events = Number(JSON.parse(duckdb.stdout).events);
  if (events !== first.delivered) notes.push(`${name}: DuckDB counted ${events} records, stemma ${first.delivered}.`);
  if (jq) jqBeside(name, made, first);
  if (floor) {
    say(`${name}: the floor …`);
    const least = best(repeat, () => measure(process.execPath, [peer('floor.mjs'), made.folder, workers]));
    const ratio = first.wall / least.wall;
    row(`${name}: first scan`, first, {
      against: `inflate alone, ${seconds(least)}`,
      ratio,
      unit: '× its time',
      goal: '≤ 1.8 ×',
      met: ratio <= 1.8,
    });
  }
  return first.wall / made.events;
}

function jqBeside(name, made, first) {
  if (!isInstalled('jq')) return notes.push('jq is not installed here.');
  say(`${name}: jq …`);
  const jq = best(repeat, () => measure('sh', [peer('jq.sh'), made.folder]));
  return compare(name, 'zcat and jq', first, jq, 18);
}

/** Memory and evenness over many records, and how soon one question is answered. */
async function large(perRecordA) {
  const made = await prepared('C');
  const first = firstScan('C', made);
  const megabytes = first.rss / 1e6;
  row('C: peak memory of the scan', first, {
    against: '—',
    ratio: megabytes,
    unit: 'MB',
    goal: '≤ 700 MB',
    met: megabytes <= 700,
  });
  if (perRecordA !== null) {
    const ratio = first.wall / made.events / perRecordA;
    row('C: time a record', first, { against: "A's", ratio, unit: '×', goal: '≤ 1.15 ×', met: ratio <= 1.15 });
  }
  const tree = best(3, () => measure(process.execPath, [main, 'tree', made.token, '--case', join(scratch, 'C.db')]));
  row('C: stemma tree KEY', tree, { against: '—', ratio: tree.wall, unit: 's', goal: '< 1 s', met: tree.wall < 1 });
  const help = best(5, () => measure(process.execPath, [main, '--help']));
  row('stemma --help', help, {
    against: '—',
    ratio: help.wall * 1000,
    unit: 'ms',
    goal: '< 150 ms',
    met: help.wall < 0.15,
  });
}

/** Plan and proof over a grown account, many of whose tokens are compromised. */
function contain() {
  say('contain: 1,000 roles, 10,000 live tokens, 500 compromised …');
  const run = measure(process.execPath, [join(root, 'bench/contain.mjs'), dist, '1000', '10000', '500']);
  const told = JSON.parse(run.stdout);
  row(`contain: plan ${told.plan} s, proof ${told.proof} s (${told.result})`, run, {
    against: '—',
    ratio: told.seconds,
    unit: 's',
    goal: '≤ 5 s',
    met: told.seconds <= 5 && told.result === 'evicted',
  });
}

/** The growth of lineage and rules with the number of tokens. */
function lineages() {
  const runs = [10_000, 100_000, 1_000_000].map((tokens) => {
    const count = Math.round(tokens * scale);
    say(`D: ${count} tokens …`);
    return {
      count,
      ...measure(process.execPath, ['--max-old-space-size=4096', join(root, 'bench/lineage.mjs'), dist, String(count)]),
    };
  });
  const told = runs.map(({ count, stdout, ...run }) => ({ ...run, count, ...JSON.parse(stdout) }));
  for (const { count, depth, findings, lineage, rules, ...run } of told) {
    const own = { ...run, wall: lineage + rules };
    const detail = `D: ${count.toLocaleString('en-US')} tokens, depth ${depth}, ${findings} findings: lineage ${lineage.toFixed(2)} s, rules ${rules.toFixed(2)} s`;
    row(detail, own, { against: '—', ratio: own.wall, unit: 's', goal: '≤ 10 s', met: own.wall <= 10 });
  }
  const [, middle, last] = told;
  const gigabytes = last.rss / 1e9;
  row('D: peak memory, facts and all', last, {
    against: '—',
    ratio: gigabytes,
    unit: 'GB',
    goal: '≤ 1.5 GB',
    met: gigabytes <= 1.5,
  });
  const growth = last.seconds / last.count / (middle.seconds / middle.count);
  row('D: time a token, largest', last, {
    against: 'a tenth of it',
    ratio: growth,
    unit: '×',
    goal: 'about 1',
    met: growth < 1.5,
  });
}

async function prepared(name) {
  const made = await corpus(name, { scale, seed: Number(options.seed), dist, say });
  const count = (value) => value.toLocaleString('en-US');
  const size = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  const { files, events, tokens, jsonBytes, bytes } = made;
  notes.push(
    `${name}: ${count(files)} files, ${count(events)} records, ${count(tokens)} credentials, ${size(jsonBytes)} of JSON in ${size(bytes)} of gzip`,
  );
  // Everybody reads from memory: the disk is not what is compared.
  for (const file of readdirSync(made.folder, { recursive: true }))
    if (file.endsWith('.gz')) readFileSync(join(made.folder, file));
  return made;
}

function firstScan(name, made) {
  for (const ending of ['', '.wal']) rmSync(join(scratch, `${name}.db${ending}`), { force: true });
  return scan(name, made);
}

function scan(name, { folder }) {
  say(`${name}: scan …`);
  const args = ['scan', folder, '--case', join(scratch, `${name}.db`), '--workers', workers];
  const run = measure(process.execPath, [main, ...args], { cwd: scratch, allow: [0] });
  const found = /([\d,]+) (?:events|records)/.exec(run.stdout);
  return { ...run, delivered: found === null ? null : Number(found[1].replaceAll(',', '')) };
}

function best(times, run) {
  return Array.from({ length: times }, run).reduce((least, each) => (each.wall < least.wall ? each : least));
}

function compare(name, against, ours, theirs, goal) {
  const ratio = theirs.wall / ours.wall;
  row(`${name}: first scan`, ours, {
    against: `${against}, ${seconds(theirs)}`,
    ratio,
    unit: '× faster',
    goal: `≥ ${goal} ×`,
    met: ratio >= goal,
  });
}

function seconds({ wall, cpu }) {
  return `${wall.toFixed(2)} s (processor ${cpu.toFixed(2)} s)`;
}

function row(work, run, { against, ratio, unit, goal, met }) {
  rows.push({
    work,
    wall: run.wall,
    cpu: run.cpu,
    rss: run.rss,
    against,
    ratio: `${ratio.toPrecision(3)} ${unit}`,
    goal,
    met,
  });
  say(`${work}: ${ratio.toPrecision(3)} ${unit} (goal ${goal})`);
}

function results() {
  const processors = cpus();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lines = rows.map(({ work, wall, cpu, rss, against, ratio, goal, met }) => {
    const cells = [
      work,
      `${wall.toFixed(2)} s`,
      `${cpu.toFixed(2)} s`,
      `${Math.round(rss / 1e6)} MB`,
      against,
      ratio,
      goal,
      met ? 'yes' : 'no',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const shown = Object.entries(corpora).map(([name, { title }]) => `${name}: ${title}`);
  return `# Benchmark

Written by \`npm run bench\`. Ratios of one run, side by side on one machine: the seconds alone say little.

- machine: ${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}
- node ${process.version}, stemma ${version}, ${workers} workers, scale ${scale}, seed ${options.seed}
- ${shown.join('; ')}; D: lineage and all rules over a million tokens

| work | wall | processor | peak memory | against | ratio | goal | met |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
${notes.length === 0 ? '' : `\n${notes.map((note) => `- ${note}`).join('\n')}\n`}`;
}
