// Mutates CloudTrail files and holds the reader to its promises: no exception, no hang, bounded memory, a sensible outcome, and
// the same facts as JSON.parse gives. npm run fuzz -- [--seconds 60] [--inputs 1000000] [--seed 1]. What breaks one is kept in
// test/corpus/reader/, which the tests read.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, install, root } from './run.mjs';

const MOST_SILENT_MS = 20_000;
const MOST_MEMORY_MB = 1024;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    inputs: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    /** Built code that is there already; without it the code is built first. */
    dist: { type: 'string' },
  },
});
if (values.dist === undefined) {
  install();
  build();
}
const child = fork(
  fileURLToPath(new URL('fuzz-reader.mjs', import.meta.url)),
  [resolve(values.dist ?? `${root}/dist`), values.seed, values.seconds, values.inputs],
  { serialization: 'advanced', execArgv: ['--max-old-space-size=512', '--expose-gc'] },
);
let last = { inputs: 0, bytes: null, rss: 0 };
let peak = 0;
let heard = Date.now();
let over = null;
const watch = setInterval(() => {
  if (Date.now() - heard > MOST_SILENT_MS) fail('hangs', last.bytes);
}, 1000);

child.on('message', (message) => {
  heard = Date.now();
  if (message.broken) return fail(message.broken, message.bytes);
  last = message;
  peak = Math.max(peak, message.rss);
  if (message.rss > MOST_MEMORY_MB * 2 ** 20) return fail(`${Math.round(message.rss / 2 ** 20)} MB`, message.bytes);
  over = message.done ? message : null;
});
child.on('exit', (code, signal) => {
  clearInterval(watch);
  if (process.exitCode !== undefined) return;
  if (over === null) return fail(`the reader's process ended (${signal ?? code})`, last.bytes);
  const { inputs, plain, seconds } = over;
  console.log(
    `${inputs.toLocaleString('en-US')} inputs in ${Math.round(seconds)} s, seed ${values.seed}: none broke the reader ` +
      `(${plain.toLocaleString('en-US')} records scanned, peak ${Math.round(peak / 2 ** 20)} MB)`,
  );
});

function fail(why, bytes) {
  process.exitCode = 1;
  clearInterval(watch);
  child.kill('SIGKILL');
  const name = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
    .slice(0, 16);
  const folder = `${root}/test/corpus/reader`;
  mkdirSync(folder, { recursive: true });
  if (bytes !== null) writeFileSync(`${folder}/${name}.bin`, bytes);
  console.error(
    `after ${last.inputs} inputs: ${why}\nthe input, or one shortly before it, is test/corpus/reader/${name}.bin`,
  );
}
