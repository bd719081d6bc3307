#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { run } from './run.ts';

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
// A reader that has seen enough (`stemma tokens | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => Math.floor(Date.now() / 1000),
  signal: interrupt.signal,
});
