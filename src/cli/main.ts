#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import type { ExitCode } from '../lib/errors.ts';
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
/** How a program is asked to end: by Ctrl-C, by a supervisor, by a terminal that is gone. Exit codes as shells tell them, 128 and the signal. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let ending: ExitCode = endings.SIGINT;
/** As long as container runtimes wait before they kill. */
const PATIENCE_MS = 10_000;
const asEnded = (code: ExitCode): ExitCode => (code === endings.SIGINT ? ending : code);

function endBy(signal: keyof typeof endings): void {
  // The first lets the running batch be written and takes temporary files away; whoever presses Ctrl-C again does not want
  // to wait. The case is intact either way: a batch is one transaction. The others often come two at a time.
  if (interrupt.signal.aborted) {
    if (signal === 'SIGINT') process.kill(process.pid, 'SIGKILL');
    return;
  }
  ending = endings[signal];
  interrupt.abort();
  // A thread that waits for what never comes (a pipe that nobody writes to) cannot be ended, and here nobody presses again.
  if (signal !== 'SIGINT') setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
}
process.on('SIGINT', endBy);
process.on('SIGTERM', endBy);
process.on('SIGHUP', endBy);

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
  process.once('exit', () => (process.exitCode = asEnded(explain(notShown(error), argv, io))));
});
// Nobody is left to be told.
process.stderr.on('error', () => undefined);
// Rejected promises come here too. Node would end with 1, which says that a finding was met.
process.on('uncaughtException', (error) => process.exit(asEnded(explain(error, argv, io))));

process.exitCode = asEnded(await run(argv, io));
