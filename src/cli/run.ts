import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { ConfigError, StemmaError, whyNotWritten, type ExitCode } from '../lib/errors.ts';
import { forTerminal } from '../lib/neutralise.ts';
import { commands } from './commands/index.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

/** Runs one command line. Never throws: every error ends as a message and an exit code. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = programFor(io, (code) => (exitCode = code));
  try {
    await program.parseAsync(helpOfNone(argv, program) ?? argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, argv, io);
  }
}

function programFor(io: Io, finish: (code: ExitCode) => void): CommandUnknownOpts {
  const program: CommandUnknownOpts = new Command('stemma')
    .description('The family tree of AWS temporary credentials: see it, judge it, end it.')
    .option('-V, --version', 'print the version')
    .helpCommand('help [command]', 'the options of a command, with an example')
    .addHelpText('after', help)
    .on('option:version', () => {
      io.stdout.write(`${version()}\n`);
      throw new CommanderError(0, 'commander.version', '');
    });
  for (const create of commands) program.addCommand(create(io, finish));
  for (const command of withSubcommands(program)) {
    command
      .option('--debug', 'show the stack of an error')
      .exitOverride()
      .showHelpAfterError('(add --help for the options)')
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(shownLines(text)),
      });
  }
  return program;
}

/** Help of a command that there is none of is answered like that command: by what was probably meant, and not by all help. */
function helpOfNone([word, name, ...rest]: readonly string[], program: CommandUnknownOpts): readonly string[] | null {
  const isNone = word === 'help' && name !== undefined && !name.startsWith('-');
  return isNone && !['help', ...program.commands.map((each) => each.name())].includes(name) ? [name, ...rest] : null;
}

function withSubcommands(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

const help = `
Examples:
  stemma scan AWSLogs/                        read a trail, show what is in it
  stemma scan AWSLogs/ -o report.xlsx         and write a workbook
  stemma tree ASIAEXAMPLE                     who made this token, and what did it make
  stemma tokens --live --suspicious           what must be ended now

Exit codes: 0 done; 1 --fail-on was met; 2 wrong usage; 3 nothing could be read; 4 read only in part;
70 a bug of stemma; 130 interrupted (143 by SIGTERM, 129 by SIGHUP).`;

/** A message may list every rule that there is. */
const longest = 2_000;

/** What went wrong, to what, and what to do: one line each. */
export function explain(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const debug = argv.includes('--debug');
  const say = (label: string, text: string): unknown =>
    io.stderr.write(`${label} ${forTerminal(text, { limit: longest })}\n`);
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (io.signal.aborted) {
    say('stemma:', `interrupted${goOn(argv)}`);
    return 130;
  }
  if (debug) io.stderr.write(`${stackOf(error)}\n`);
  if (error instanceof StemmaError) {
    const problems = error instanceof ConfigError ? error.problems : [error.message];
    for (const problem of problems) say('error:', problem);
    if (error.hint !== null) say('hint: ', error.hint);
    return error.exitCode;
  }
  say('error:', `this is a bug in stemma: ${error instanceof Error ? error.message : String(error)}`);
  if (!debug) say('hint: ', 'run again with --debug and report the stack');
  return 70;
}

/** What is left behind by a command that was interrupted, and how to go on. */
function goOn(argv: readonly string[]): string {
  if (argv[0] === 'synth') return '; the trail is not whole: write it again into a new folder, or with --force';
  if (argv.includes('--apply') || argv.includes('--rollback'))
    return '; what was done is kept with the case: give the same command again to go on';
  const reads = argv[0] === 'scan' || argv[0] === 'watch';
  return reads && !argv.some((word) => word.endsWith(':memory:'))
    ? '; give the same command again to go on: what the case has is not read twice'
    : '';
}

/** Where stdout took no more: whatever a command found, not all of it was shown. */
export const notShown = (cause: Error): StemmaError =>
  new StemmaError(`stdout could not be written: ${whyNotWritten(cause)}`, {
    exitCode: 2,
    hint: 'send stdout to where there is space, and run again',
    cause,
  });

/** Line by line: what is typed is often pasted from a log. */
const shownLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => forTerminal(line, { limit: longest }))
    .join('\n');

/** A message may name what stands in a log; it is one line here too, and the places of the stack follow it. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return forTerminal(String(error), { limit: longest });
  const { name, message, stack = '', cause } = error;
  const at = stack.indexOf(message);
  const places = at < 0 ? '' : stack.slice(at + message.length);
  const own = forTerminal(`${name}: ${message}`, { limit: longest }) + shownLines(places);
  return cause === undefined ? own : `${own}\ncaused by: ${stackOf(cause)}`;
}
