// Kills scans at random moments (SIGKILL: no clean-up runs) and holds the case that the next scan completes against that of
// an undisturbed scan, row by row. node scripts/kill.mjs [--times 200] [--seed 1]; needs a build.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { root } from './run.mjs';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const times = Number(values.times);
const main = join(root, 'dist/bin/main.js');
const folder = mkdtempSync(join(tmpdir(), 'stemma-kill-'));
const logs = join(folder, 'logs');

try {
  makeLogs();
  const started = performance.now();
  scan('whole.db');
  const wholeMs = performance.now() - started;
  const expected = await rowsOf('whole.db');
  let random = Number(values.seed);
  let killed = 0;
  for (let i = 0; i < times; i++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const file = `killed-${i}.db`;
    killed += await scanAndKill(file, (random / 2 ** 32) * wholeMs);
    scan(file);
    const rows = await rowsOf(file);
    const at = rows.findIndex((row, position) => row !== expected[position]);
    if (at >= 0 || rows.length !== expected.length) {
      throw new Error(`run ${i}: the case differs from an undisturbed one: ${rows[at]} instead of ${expected[at]}`);
    }
    for (const ending of ['', '.wal']) rmSync(join(folder, file + ending), { force: true });
  }
  console.log(`${times} of ${times} cases equal an undisturbed scan; ${killed} scans were killed before they ended`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A sample trail many times over, each copy with event ids and keys of its own, so that a scan takes a while. */
function makeLogs() {
  mkdirSync(logs);
  const list = spawnSync('git', ['ls-files', 'examples/leaked-key/*.json.gz'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout.trim();
  const files = list.split('\n').map((path) => gunzipSync(readFileSync(join(root, path))).toString());
  for (let copy = 0; copy < 12; copy++) {
    const mark = String.fromCharCode(65 + (copy % 26), 65 + Math.floor(copy / 26));
    for (const [i, text] of files.entries()) {
      const own = text
        .replace(/"eventID":"../g, `"eventID":"${(copy + 16).toString(16)}`)
        .replace(/(AS|AK)IA(\w{2})/g, `$1IA${mark}`);
      writeFileSync(join(logs, `${copy}-${i}.json.gz`), gzipSync(own, { level: 1 }));
    }
  }
}

function scan(file) {
  const { status, stderr } = spawnSync(process.execPath, [main, 'scan', logs, '--case', join(folder, file)], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`scan ended with ${status}: ${stderr}`);
}

function scanAndKill(file, afterMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, 'scan', logs, '--case', join(folder, file)], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL' ? 1 : 0);
    });
  });
}

/** Every row of every table, in an order that does not depend on where it lies; what differs by nature is left out. */
async function rowsOf(file) {
  const instance = await DuckDBInstance.create(join(folder, file), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const query = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  const rows = [];
  // The views of the facts: which code a text has depends on what was read first, and says nothing.
  for (const table of [
    'issuances',
    'identities',
    'uses',
    'controls',
    'placements',
    'volumes',
    'files',
    'seen_events',
  ]) {
    for (const row of await query(`SELECT * FROM "${table}" ORDER BY ALL`))
      rows.push(`${table} ${JSON.stringify(row)}`);
  }
  connection.closeSync();
  instance.closeSync();
  return rows;
}
