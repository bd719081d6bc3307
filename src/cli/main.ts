#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import type { Io } from './io.ts';
import { explain, notShown, run } from './run.ts';

// Node 20 begins to optimise a function when 132 KB of its bytecode have run. A scan runs most of its code for some tens of
// milliseconds, and compiling takes a sixth of the processor's time then; later costs what is hot nothing. A trail is made by
// little code that runs for long.
if (process.versions.v8.startsWith('11.') && process.argv[2] !== 'synth') {
  setFlagsFromString('--interrupt-budget=500000');
}

const interrupt = new AbortController();
// Every request on its way listens to it.
setMaxListeners(0, interrupt.signal);
// The first Ctrl-C lets the running batch be written; whoever presses again does not want to wait. The case is intact
// either way: a batch is one transaction.
process.on('SIGINT', () => {
  if (interrupt.signal.aborted) process.kill(process.pid, 'SIGKILL');
  interrupt.abort();
});
const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => Math.floor(Date.now() / 1000),
  signal: interrupt.signal,
};
const argv = process.argv.slice(2);

// A reader that has seen enough (`stemma tokens | head`) is no error; a disk that is full is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.once('exit', () => (process.exitCode = explain(notShown(error), argv, io)));
});
// Nobody is left to be told.
process.stderr.on('error', () => undefined);
// Rejected promises come here too. Node would end with 1, which says that a finding was met.
process.on('uncaughtException', (error) => process.exit(explain(error, argv, io)));

process.exitCode = await run(argv, io);
