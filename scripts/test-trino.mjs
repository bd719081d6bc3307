// Holds the SQL of the query sources to the scanner on a real Trino server, which it installs (about 110 MB, once, outside
// the repository), starts on loopback, and stops: npm run test:trino. Without Java or Maven it skips, and says so.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { install, root, run } from './run.mjs';

/** The last release that runs on Java 17; later ones want 21 and more. */
const RELEASE = '435';
const OLDEST_JAVA = 17;
const STARTED_WITHIN_MS = 180_000;

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stemma', `trino-${RELEASE}`);
const results = `${root}/.cache/test-trino-results.json`;

const lack = whatIsMissing();
if (lack !== null) {
  console.log(`test:trino SKIPPED: ${lack}; the SQL of athena:// and trino:// was not tested`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
install();
installServer();
const folder = mkdtempSync(join(tmpdir(), 'stemma-trino-'));
const server = startServer(folder, await freePort());
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => {
  server.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
await started(server);
process.exitCode = test(server.origin);
process.exit();

function whatIsMissing() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.error) return 'no Java here';
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? 0);
  if (version < OLDEST_JAVA) return `Java ${version} is here, and Trino wants ${OLDEST_JAVA}`;
  if (!existsSync(join(cache, 'installed')) && spawnSync('mvn', ['-v']).error)
    return 'no Maven here to install Trino with';
  return null;
}

function installServer() {
  if (existsSync(join(cache, 'installed'))) return;
  console.error(`installing Trino ${RELEASE} into ${cache} …`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(join(cache, 'plugin'), { recursive: true });
  // Maven writes beside its pom.
  cpSync(join(root, 'scripts/trino/pom.xml'), join(cache, 'pom.xml'));
  const maven = (...args) => mustRun('mvn', ['-B', '-q', ...args], cache);
  maven('dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(cache, 'lib')}`);
  const artifact = `io.trino:trino-memory:${RELEASE}:zip`;
  maven('dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${cache}`);
  mustRun('jar', ['-xf', join(cache, `trino-memory-${RELEASE}.zip`)], join(cache, 'plugin'));
  writeFileSync(join(cache, 'installed'), RELEASE);
}

function mustRun(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`, { cause: error });
}

function startServer(at, port) {
  const origin = `http://127.0.0.1:${port}`;
  mkdirSync(join(at, 'catalog'));
  writeFileSync(join(at, 'catalog/memory.properties'), 'connector.name=memory\nmemory.max-data-per-node=512MB\n');
  const settings = {
    coordinator: true,
    'node-scheduler.include-coordinator': true,
    'http-server.http.port': port,
    'discovery.uri': origin,
    'node.environment': 'test',
    'node.internal-address': '127.0.0.1',
    'node.bind-ip': '127.0.0.1',
    'plugin.dir': join(cache, 'plugin'),
    'catalog.config-dir': join(at, 'catalog'),
    'query.max-memory-per-node': '512MB',
    'query.max-length': 100_000_000,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  writeFileSync(join(at, 'config.properties'), `${lines.join('\n')}\n`);
  const log = join(at, 'log.txt');
  const out = openSync(log, 'w');
  const options = [
    '-Xmx2G',
    '-XX:+UseG1GC',
    '-Djdk.attach.allowAttachSelf=true',
    `-Dconfig=${join(at, 'config.properties')}`,
  ];
  const libraries = ['-cp', join(cache, 'lib/*'), join(root, 'scripts/trino/Start.java'), RELEASE];
  const child = spawn('java', [...options, ...libraries], { cwd: at, stdio: ['ignore', out, out] });
  return { child, origin, log };
}

async function started({ child, origin, log }) {
  for (const end = Date.now() + STARTED_WITHIN_MS; Date.now() < end; await sleep(500)) {
    if (child.exitCode !== null) break;
    const info = await fetch(`${origin}/v1/info`)
      .then((answer) => answer.json())
      .catch(() => null);
    if (info?.starting === false) return;
  }
  console.error(readFileSync(log, 'utf8').slice(-4000));
  throw new Error('Trino does not start');
}

function test(origin) {
  rmSync(results, { force: true });
  const status = run(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=vitest.trino.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
    ],
    { env: { ...process.env, STEMMA_TEST_TRINO: origin } },
  );
  const counts = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  const passed = counts.numPassedTests ?? 0;
  const failed = Math.max(counts.numFailedTests ?? 0, status === 0 ? 0 : 1);
  console.log(`${passed} passed, ${failed} failed`);
  return status !== 0 ? status : passed === 0 ? 1 : 0;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
