import type { Skipped } from '../model/coverage.ts';
import type { Io } from './io.ts';

/** A case that lacks some of what was to be read into it says so, whatever is asked of it: half a result is no whole one. */
export function tellUnread(skipped: readonly Skipped[], io: Io): void {
  if (skipped.length === 0) return;
  const sources = skipped.length === 1 ? '1 source was' : `${skipped.length} sources were`;
  io.stderr.write(`warning: ${sources} not read whole: coverage.skipped of the JSON report of stemma scan lists all\n`);
}
