// Holds the SQL of the query sources, and the built command, to the scanner on a real Trino server, which it installs (about
// 280 MB, once, outside the repository), starts on loopback, and stops: npm run test:trino. Without Java or Maven it
// skips, and says so.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, install, root, run } from './run.mjs';

/** The last release that runs on Java 17; later ones want 21 and more. */
const RELEASE = '435';
const OLDEST_JAVA = 17;
const STARTED_WITHIN_MS = 300_000;

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stemma', `trino-${RELEASE}`);
const results = `${root}/.cache/test-trino-results.json`;

const ours = join(root, 'scripts/trino');
const lack = whatIsMissing();
if (lack !== null) {
  console.log(`test:trino SKIPPED: ${lack}; the SQL of athena:// and trino:// was not tested`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
install();
build();
installServer();
const folder = mkdtempSync(join(tmpdir(), 'stemma-trino-'));
const server = startServer(folder, await freePort());
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => {
  server.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
await started(server);
process.exitCode = test(server);
process.exit();

function whatIsMissing() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.error) return 'no Java here';
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? 0);
  if (version < OLDEST_JAVA) return `Java ${version} is here, and Trino wants ${OLDEST_JAVA}`;
  if (!isInstalled() && spawnSync('mvn', ['-v']).error) return 'no Maven here to install Trino with';
  if (!isInstalled() && spawnSync('javac', ['-version']).error) return 'no Java compiler here to install Trino with';
  return null;
}

/** What was installed, and from what: another pom or plugin of ours installs again. */
function stampOf() {
  const hash = createHash('sha256');
  for (const file of ['pom.xml', 'LocalHive.java']) hash.update(readFileSync(join(ours, file)));
  return hash.digest('hex');
}

function isInstalled() {
  const stamp = join(cache, 'installed');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf();
}

function installServer() {
  if (isInstalled()) return;
  console.error(`installing Trino ${RELEASE} into ${cache} …`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(join(cache, 'plugin'), { recursive: true });
  // Maven writes beside its pom.
  cpSync(join(ours, 'pom.xml'), join(cache, 'pom.xml'));
  const maven = (...args) => mustRun('mvn', ['-B', '-q', ...args], cache);
  maven('dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(cache, 'lib')}`);
  for (const plugin of ['trino-memory', 'trino-hive']) {
    maven('dependency:copy', `-Dartifact=io.trino:${plugin}:${RELEASE}:zip`, `-DoutputDirectory=${cache}`);
    const zip = join(cache, `${plugin}-${RELEASE}.zip`);
    mustRun('jar', ['-xf', zip], join(cache, 'plugin'));
    rmSync(zip);
  }
  compileLocalHive(join(cache, `plugin/trino-hive-${RELEASE}`));
  writeFileSync(join(cache, 'installed'), stampOf());
}

/** Adds ours to the plugins that the folder of the Hive connector offers. */
function compileLocalHive(plugin) {
  const classes = join(cache, 'local-hive');
  const services = join(classes, 'META-INF/services');
  mkdirSync(services, { recursive: true });
  writeFileSync(join(services, 'io.trino.spi.Plugin'), 'LocalHive\n');
  const libraries = `${join(plugin, '*')}:${join(cache, 'lib/*')}`;
  mustRun('javac', ['-proc:none', '-cp', libraries, '-d', classes, join(ours, 'LocalHive.java')], cache);
  mustRun('jar', ['-cf', join(plugin, 'local-hive.jar'), '-C', classes, '.'], cache);
}

function mustRun(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`, { cause: error });
}

function startServer(at, port) {
  const origin = `http://127.0.0.1:${port}`;
  mkdirSync(join(at, 'catalog'));
  writeSettings(join(at, 'catalog/memory.properties'), {
    'connector.name': 'memory',
    'memory.max-data-per-node': '512MB',
  });
  const files = join(at, 'files');
  mkdirSync(files);
  writeSettings(join(at, 'catalog/hive.properties'), {
    'connector.name': 'local_hive',
    'local.root': files,
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 'local:///metastore',
    'hive.partition-projection-enabled': true,
    // In S3 there are no folders: a day without a file is an empty one.
    'hive.ignore-absent-partitions': true,
  });
  writeSettings(join(at, 'config.properties'), {
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
  });
  const log = join(at, 'log.txt');
  const out = openSync(log, 'w');
  const options = [
    '-Xmx2G',
    '-XX:+UseG1GC',
    '-Djdk.attach.allowAttachSelf=true',
    `-Dconfig=${join(at, 'config.properties')}`,
  ];
  const libraries = ['-cp', join(cache, 'lib/*'), join(ours, 'Start.java'), RELEASE];
  const child = spawn('java', [...options, ...libraries], { cwd: at, stdio: ['ignore', out, out] });
  return { child, origin, log, files };
}

function writeSettings(path, settings) {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
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

function test({ origin, files }) {
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
      ...process.argv.slice(2),
    ],
    { env: { ...process.env, STEMMA_TEST_TRINO: origin, STEMMA_TEST_TRINO_FILES: files } },
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
