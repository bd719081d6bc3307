import { count } from '../../lib/wording.ts';
import type { Check } from '../../model/explanation.ts';
import type { Lineage } from '../../model/lineage.ts';
import { mintingParents } from '../minting.ts';
import type { DetectionContext } from '../rule.ts';
import { refreshLoops } from '../rules/refresh-loop.ts';
import { keyOf, roleName } from '../wording.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Why a token is part of a refresh loop, or is not. */
export function* refreshLoopChecks(context: DetectionContext, credential: number): Generator<Check> {
  const { lineage } = context;
  const { loops, nth, least } = refreshLoops(context);
  const minters = mintingParents(lineage);
  yield check(
    'a token, not a long-term key',
    lineage.credentials.temporary[credential] === 1,
    howIssued(lineage, credential),
  );

  const line = lineThrough(lineage, minters, credential);
  yield check(
    'a chain of minted tokens: one minted it by STS, or it minted one',
    line.length > 1,
    line.length > 1
      ? `${count(line.length, 'credential')} are above it, below it or it`
      : `${howIssued(lineage, credential)}; it minted nothing`,
  );

  const most = line.reduce((best, one) => (nth[one]! > nth[best]! ? one : best), credential);
  const refreshes = Math.max(0, nth[most]! - 1);
  const role = lineage.facts.texts.get(lineage.credentials.roleArn[most]!);
  yield check(
    `one role that returns at least ${count(least - 1, 'time')} in a chain through it, each token outliving the one before`,
    nth[most]! >= least,
    nth[most] === 0
      ? 'no token of the chain is of a role'
      : `${roleName(role)} returns ${count(refreshes, 'time')}, with ${keyOf(lineage, most)} as the last`,
  );

  const top = [...loops].find(([, loop]) => loop.includes(credential))?.[0];
  yield check(
    'a place in the loop itself: from the first token of the role down to a refresh',
    top !== undefined,
    top === undefined
      ? 'it hangs above, beside or below the loop, not in it'
      : `it is in the loop that starts with ${keyOf(lineage, top)}`,
  );
}

/** The credential with all that minted it, up to the top, and all that goes back to it by minting. */
function lineThrough(lineage: Lineage, minters: Int32Array, credential: number): number[] {
  const line: number[] = [];
  for (let above = minters[credential]!; above >= 0; above = minters[above]!) line.push(above);
  line.push(credential);
  const below = new Set([credential]);
  for (const token of lineage.topDown) {
    if (!below.has(minters[token]!)) continue;
    below.add(token);
    line.push(token);
  }
  return line;
}
