// A first scan of s3:// against one of the same files on the disk: node bench/s3.mjs [--corpus B] [--latency 0,30]. The bucket
// is a server on loopback that answers so many milliseconds after it was asked; what a network carries is not measured.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { corpus } from './corpora.mjs';
import { measure } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'A,B' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    latency: { type: 'string', default: '0,30' },
    /** The best of so many runs counts. */
    repeat: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    dist: { type: 'string', default: join(root, 'dist') },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'stemma-bench-s3-'));
const say = (text) => process.stderr.write(`bench: ${text}\n`);

try {
  line(['source', 'wall', 'processor', 'peak memory', 'gzip', 'records', 'against the disk']);
  line(Array.from({ length: 7 }, () => '---'));
  for (const name of options.corpus.split(',')) await compare(name);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function compare(name) {
  const made = await corpus(name, {
    scale: Number(options.scale),
    seed: Number(options.seed),
    dist: options.dist,
    say,
  });
  const disk = best(() => scan(made.folder));
  show(`${name} on the disk`, disk, made, disk);
  for (const latency of options.latency.split(',')) {
    const server = spawn(process.execPath, [join(root, 'bench/peers/s3.mjs'), made.folder, latency], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [port] = await once(server.stdout, 'data');
    const bucket = best(() => scan('s3://logs', '--endpoint-url', `http://127.0.0.1:${Number(String(port))}`));
    show(`${name} in S3, ${latency} ms away`, bucket, made, disk);
    server.stdin.end();
    await once(server, 'exit');
  }
}

function scan(...source) {
  rmSync(join(scratch, 'case.db'), { force: true });
  rmSync(join(scratch, 'case.db.wal'), { force: true });
  const args = ['scan', ...source, '--case', 'case.db', '--as-of', 'last', '--workers', options.workers];
  const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' };
  return measure(process.execPath, [join(options.dist, 'cli/main.js'), ...args], { cwd: scratch, env });
}

function best(run) {
  return Array.from({ length: Number(options.repeat) }, run).reduce((least, each) =>
    each.wall < least.wall ? each : least,
  );
}

function show(source, run, { bytes, events }, disk) {
  line([
    source,
    `${run.wall.toFixed(2)} s`,
    `${run.cpu.toFixed(2)} s`,
    `${Math.round(run.rss / 1e6)} MB`,
    `${(bytes / 1e6 / run.wall).toFixed(1)} MB/s`,
    `${Math.round(events / run.wall).toLocaleString('en-US')} a second`,
    `${(run.wall / disk.wall).toFixed(2)} × its time`,
  ]);
}

function line(cells) {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
