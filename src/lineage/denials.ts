import { addTo } from '../lib/add-to.ts';
import { type Denied, deniedBy, deniedByBoth, deniesNobody, EVERYBODY, NOBODY } from '../lib/denied.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';
import { changesUntil } from './control-changes.ts';
import type { Changes } from './control-changes.ts';

/** Whom a policy of a role or user denies everything from a change on, until the next one of the same policy. */
export interface Denial {
  /** The change, in `facts.controls`: of the role or user, or of a managed policy that it has. */
  readonly row: number;
  readonly time: EpochSeconds;
  /** See `Changes.policyOf`. */
  readonly policy: number;
  readonly denied: Denied;
}

/** What roles are denied in the whole case, by account and role name, each list by time. */
export function denialsOfRoles({ facts }: Pick<Lineage, 'facts'>): Map<string, Denial[]> {
  const changes = changesUntil({ facts }, Number.POSITIVE_INFINITY);
  const denialsOf = denialsIn(changes);
  const { recipientAccountId, targetRoleName } = facts.controls.columns;
  const found = new Map<string, Denial[]>();
  for (const rows of changes.byRole.values()) {
    const denials = denialsOf(rows);
    if (denials.length === 0) continue;
    const [account, role] = [recipientAccountId[rows[0]!]!, targetRoleName[rows[0]!]!];
    found.set(`${facts.texts.get(account)}/${facts.texts.get(role)}`, denials);
  }
  return found;
}

/** Of the changes of one role or user, in the order of time, those of policies that ever denied it anything. */
export type DenialsOf = (rows: readonly number[]) => Denial[];

export function denialsIn(changes: Changes): DenialsOf {
  const deniedAt = deniedReader(changes);
  const managed = managedDenials(changes, deniedAt);
  const stepOf = (row: number): Step | null => {
    const policy = changes.policyOf(row);
    const [, verb] = CHANGES_POLICIES.exec(changes.eventNameOf(row) ?? '') ?? [];
    if (verb === undefined || policy === 0) return null;
    const at = { row, time: changes.timeOf(row), policy };
    if (verb !== 'Put' && verb !== 'Attach') return { ...at, isThere: false, denied: NOBODY };
    const versions = verb === 'Attach' ? managed.get(policy) : undefined;
    // A policy that is made to be attached is often made in the same second.
    const version = versions?.findLast(({ time }) => time <= at.time);
    return { ...at, isThere: true, denied: version?.denied ?? deniedAt(row) };
  };
  return (rows) => {
    const steps = rows.flatMap((row) => stepOf(row) ?? []);
    // Only those that it has, for as long as it has them, count.
    const versions = Array.from(new Set(steps.map(({ policy }) => policy)), (policy) => managed.get(policy) ?? []);
    const later = versions.flat().map((version) => ({ ...version, isThere: null }));
    return denialsAmong(later.length === 0 ? steps : inOrder(steps, later));
  };
}

/** By time; where a policy is made and attached in one second, the attaching has what it says already. */
const inOrder = (steps: readonly Step[], versions: readonly Step[]): Step[] =>
  [...versions, ...steps].sort((a, b) => a.time - b.time);

const CHANGES_POLICIES = /^(Put|Attach|Delete|Detach)(?:Role|User)Policy$/;

/** `isThere`: whether the role or user has the policy then; null where what it says changes, for whoever has it. */
interface Step extends Denial {
  readonly isThere: boolean | null;
}

function denialsAmong(steps: readonly Step[]): Denial[] {
  const there = new Set<number>();
  const denying = new Set<number>();
  const denials: Denial[] = [];
  for (const { isThere, ...denial } of steps) {
    const { policy, denied } = denial;
    if (isThere === true) there.add(policy);
    else if (isThere === false) there.delete(policy);
    else if (!there.has(policy)) continue;
    if (!deniesNobody(denied)) denying.add(policy);
    else if (!denying.delete(policy)) continue;
    denials.push(denial);
  }
  return denials;
}

/** What managed policies of the account say, by ARN: of those that ever deny. */
function managedDenials(changes: Changes, deniedAt: (row: number) => Denied): ReadonlyMap<number, readonly Denial[]> {
  const denials = new Map<number, Denial[]>();
  for (const [policy, rows] of changes.byPolicy) {
    let denied = NOBODY;
    for (const row of rows) {
      const before = denied;
      // CloudTrail's record does not say of a version whether it is in force: sure is only what all versions deny.
      denied = changes.eventNameOf(row) === 'CreatePolicy' ? deniedAt(row) : deniedByBoth(denied, deniedAt(row));
      if (!deniesNobody(before) || !deniesNobody(denied))
        addTo(denials, policy, { row, time: changes.timeOf(row), policy, denied });
    }
  }
  return denials;
}

/** Whom a change denies everything, by the policy that it sets or, where that is AWS's or was left out, by what it is. */
function deniedReader({ documentOf, kindOf, cutOffOf, timeOf }: Changes): (row: number) => Denied {
  const known = new Map<string, Denied>();
  return (row) => {
    const document = documentOf(row);
    if (document !== null) {
      let denied = known.get(document);
      if (denied === undefined) known.set(document, (denied = deniedIn(document)));
      return denied;
    }
    switch (kindOf(row)) {
      case 'role-denied':
      case 'user-denied':
        return EVERYBODY;
      case 'role-sessions-revoked':
      case 'user-sessions-revoked':
        return { ...NOBODY, issued: [{ from: 0, to: cutOffOf(row) || timeOf(row) }] };
      default:
        return NOBODY;
    }
  };
}

function deniedIn(document: string): Denied {
  if (!document.includes('Deny')) return NOBODY;
  try {
    return deniedBy(JSON.parse(document));
  } catch {
    return NOBODY;
  }
}
