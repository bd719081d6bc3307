import type { ControlKind } from '../model/facts.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { Changes } from './control-changes.ts';
import { NONE } from './session-index.ts';

/** What was done against the sessions of one role or user. */
export interface Cover {
  /** The row of the earliest change that covers a session issued then, `NONE` if none does; 0: issued nobody knows when. */
  earliestOver(issuedAt: EpochSeconds): number;
}

/** Puts the changes of one role or user, in the order of time, together. Those that were taken back do not count. */
export function coverOf(changes: Changes, rows: readonly number[], kinds: readonly ControlKind[]): Cover {
  // A later change adds nothing unless it reaches sessions issued later than all before it did.
  const standing: number[] = [];
  const reaches: EpochSeconds[] = [];
  for (const row of notTakenBack(changes, rows)) {
    const kind = changes.kindOf(row);
    const reach = kind !== null && kinds.includes(kind) ? reachOf(changes, row, kind) : 0;
    if (reach <= (reaches.at(-1) ?? 0)) continue;
    standing.push(row);
    reaches.push(reach);
  }
  return {
    earliestOver: (issuedAt) =>
      standing[firstAbove(reaches, issuedAt === 0 ? Number.MAX_SAFE_INTEGER : issuedAt)] ?? NONE,
  };
}

/** Sessions issued before this moment are covered. */
function reachOf(changes: Changes, row: number, kind: ControlKind): EpochSeconds {
  switch (kind) {
    case 'role-denied':
    case 'user-denied':
      return Number.POSITIVE_INFINITY;
    case 'role-sessions-revoked':
    case 'user-sessions-revoked':
      return changes.cutOffOf(row) || changes.timeOf(row);
    default:
      // Gone with all its sessions; one made anew under the name is another.
      return changes.timeOf(row) + 1;
  }
}

function notTakenBack(changes: Changes, rows: readonly number[]): number[] {
  const taken = new Set<number>();
  const standing: number[] = [];
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]!;
    const policy = changes.policyOf(row);
    if (takesBack(changes, row)) taken.add(policy);
    else if (policy === 0 || !taken.has(policy)) standing.push(row);
  }
  return standing.reverse();
}

const ENDS_POLICY = /^(?:Delete|Detach|Put)(?:Role|User)Policy$/;

/**
 * A deny ends when its policy is deleted, detached or written over by one that denies no more. Of most policies the record
 * that ends them does not tell that they denied anything: it is a change of permissions like any other.
 */
function takesBack({ kindOf, policyOf, eventNameOf }: Changes, row: number): boolean {
  if (policyOf(row) === 0) return false;
  const kind = kindOf(row);
  return kind === 'deny-removed' || (kind === 'permissions-changed' && ENDS_POLICY.test(eventNameOf(row) ?? ''));
}

/** The first position of a rising list whose value is above. */
function firstAbove(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
