import { deniedByBoth, deniesAllSessions, deniesNobody, type Denied, type IssuedIn } from '../lib/denied.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { Denial } from './denials.ts';
import { NONE } from './session-index.ts';

/** What was done against the sessions of one role or user and stands, or against the user's keys. */
export interface Cover {
  /** The row of the earliest change that covers such a session, `NONE` if none does; issued at 0: nobody knows when. */
  earliestOver(session: { readonly issuedAt: EpochSeconds; readonly userId: () => string | null }): number;
  /** The row of the earliest change that covers long-term keys, whenever they were made. */
  readonly earliestOverKeys: number;
}

/** Puts what one role or user is denied, in the order of time, together. */
export function coverOf(denials: readonly Denial[]): Cover {
  const standing = standingAmong(denials);
  const byIssue = firstByTime(standing.map(({ denied }) => denied.issued));
  const always = standing.findIndex(({ denied }) => deniesAllSessions(denied));
  const byUserId = new Map<string, number>();
  for (const [at, { denied }] of standing.entries())
    for (const id of denied.userIds) if (!byUserId.has(id)) byUserId.set(id, at);
  const rowAt = (at: number): number => standing[at]?.row ?? NONE;
  return {
    earliestOver({ issuedAt, userId }) {
      const named = byUserId.size === 0 ? undefined : byUserId.get(userId() ?? '');
      const found = [issuedAt === 0 ? always : byIssue(issuedAt), named ?? NONE];
      const some = found.filter((at) => at !== NONE);
      return some.length === 0 ? NONE : rowAt(Math.min(...some));
    },
    earliestOverKeys: rowAt(standing.findIndex(({ denied }) => denied.keys)),
  };
}

/**
 * Each change with whom it and all later ones of its policy deny: they have been denied ever since. A policy ends when it is
 * deleted or detached, and where it is written over, whom the new one spares is denied no more.
 */
function standingAmong(denials: readonly Denial[]): { row: number; denied: Denied }[] {
  const since = new Map<number, Denied>();
  const standing: { row: number; denied: Denied }[] = [];
  for (const { row, policy, denied: own } of denials.toReversed()) {
    const later = policy === 0 ? undefined : since.get(policy);
    const denied = later === undefined ? own : deniedByBoth(own, later);
    since.set(policy, denied);
    if (!deniesNobody(denied)) standing.push({ row, denied });
  }
  return standing.reverse();
}

/** For a time the position of the first list that has a span with it, `NONE` if none has. */
function firstByTime(lists: readonly (readonly IssuedIn[])[]): (time: number) => number {
  const edges = [...new Set(lists.flat().flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const first = new Int32Array(edges.length).fill(NONE);
  // From each stretch between two edges the next one that no list has: every stretch is filled once.
  const free = Int32Array.from({ length: edges.length + 1 }, (_, at) => at);
  const freeFrom = (at: number): number => {
    let next = at;
    while (free[next] !== next) next = free[next] = free[free[next]!]!;
    return next;
  };
  for (const [position, spans] of lists.entries()) {
    for (const { from, to } of spans) {
      const end = lastUpTo(edges, to);
      for (let at = freeFrom(lastUpTo(edges, from)); at < end; at = freeFrom(at)) {
        first[at] = position;
        free[at] = at + 1;
      }
    }
  }
  return (time) => first[lastUpTo(edges, time)] ?? NONE;
}

/** The last position of a rising list whose value is not above; -1 if there is none. */
function lastUpTo(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
