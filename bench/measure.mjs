// One child process, its wall time, processor time and peak memory.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const gnuTime = '/usr/bin/time';
const hook = fileURLToPath(new URL('report-usage.mjs', import.meta.url));

/** Runs a command to its end; throws where it fails. `allow` names exit codes that are no failure. */
export function measure(command, args, { cwd, env = {}, allow = [0] } = {}) {
  const report = join(tmpdir(), `stemma-bench-${process.pid}.usage`);
  rmSync(report, { force: true });
  const timed = existsSync(gnuTime);
  const isNode = command === process.execPath;
  const [program, given] = timed
    ? [gnuTime, ['-f', '%U %S %M', '-o', report, command, ...args]]
    : [command, isNode ? ['--import', hook, ...args] : args];
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, given, {
    cwd,
    env: { ...process.env, ...env, STEMMA_BENCH_USAGE: report },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const wall = (performance.now() - start) / 1000;
  if (error) throw error;
  if (!allow.includes(status))
    throw new Error(`${command} ${args.join(' ').slice(0, 200)}: exit ${status}\n${stderr.slice(-2000)}`);
  const usage = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n').at(-1).split(' ').map(Number) : [];
  const [user = Number.NaN, system = Number.NaN, kilobytes = Number.NaN] = usage;
  return { wall, cpu: user + system, rss: kilobytes * 1024, stdout };
}

export const isInstalled = (command) => spawnSync(command, ['--version']).error === undefined;
