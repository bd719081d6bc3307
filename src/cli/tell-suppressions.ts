import { forTerminal } from '../lib/neutralise.ts';
import type { SuppressionState } from '../pipeline/index.ts';
import type { Io } from './io.ts';

/** Suppressions are forgotten: says on stderr which have expired, and which take nothing away. */
export function tellSuppressions(states: readonly SuppressionState[], io: Io): void {
  for (const { suppression, expired, findings } of states) {
    const { rule, match, owner, reason, expires } = suppression;
    const named = `the suppression of ${rule} on ${forTerminal(match)} (${forTerminal(owner)}: ${forTerminal(reason)})`;
    if (expired) {
      io.stderr.write(`warning: ${named} expired on ${expires}${backText(findings)}\n`);
    } else if (findings === 0) {
      io.stderr.write(`info: ${named} matches no finding\n`);
    }
  }
}

function backText(findings: number | null): string {
  if (findings === null) return '';
  if (findings === 0) return ': nothing matches it';
  return `: ${findings} finding${findings === 1 ? ' is' : 's are'} back`;
}
