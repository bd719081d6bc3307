import { forTerminal } from '../lib/neutralise.ts';
import type { Io } from './io.ts';

const MOST = 20;

/** What AWS did not answer: told, and left out of the result. */
export function tellProblems(problems: readonly { readonly source: string; readonly reason: string }[], io: Io): void {
  for (const { source, reason } of problems.slice(0, MOST)) {
    io.stderr.write(`warning: ${forTerminal(source)}: ${forTerminal(reason)}: left out\n`);
  }
  if (problems.length > MOST) io.stderr.write(`warning: and ${problems.length - MOST} more\n`);
}
