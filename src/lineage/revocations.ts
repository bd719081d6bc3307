import { NOBODY } from '../lib/denied.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { pairOf } from './code-pair.ts';
import { changesUntil } from './control-changes.ts';
import type { Changes } from './control-changes.ts';
import { coverOf } from './cover.ts';
import type { Cover } from './cover.ts';
import { denialsIn } from './denials.ts';
import type { Denial } from './denials.ts';
import type { Draft } from './draft.ts';
import { NONE } from './session-index.ts';

/**
 * The earliest logged change that takes each credential its power, of a long-term key its deletion where there is one, and which
 * long-term keys are live. A token that a change covers stays live: it can be used, only to no effect.
 */
export function findRevocations(draft: Draft, asOf: EpochSeconds): void {
  const changes = changesUntil(draft, asOf);
  const denialsOf = denialsIn(changes);
  const roles = coversByName(changes.byRole, (rows) => inOrder([...denialsOf(rows), ...deletions(changes, rows)]));
  const users = coversByName(changes.byUser, (rows) => inOrder([...denialsOf(rows), ...deletions(changes, rows)]));
  const gone = coversByName(changes.byUser, (rows) => deletions(changes, rows));
  const { credentials, arns, facts } = draft;
  for (let position = 0; position < credentials.length; position++) {
    const account = credentials.accountId[position]!;
    const user = pairOf(account, credentials.userName[position]!);
    if (credentials.temporary[position] === 0) {
      settleAccessKey(draft, position, { changes, denied: users.get(user), deleted: gone.get(user) });
      continue;
    }
    const roleArn = credentials.roleArn[position]!;
    const cover = roleArn === 0 ? users.get(user) : roles.get(pairOf(account, arns.name(roleArn)));
    if (cover === undefined) continue;
    credentials.revokedBy[position] = cover.earliestOver({
      issuedAt: credentials.issuedAt[position]!,
      userId: () => facts.texts.get(credentials.principalId[position]!),
    });
  }
}

function coversByName(
  rowsByName: ReadonlyMap<number, readonly number[]>,
  denialsOf: (rows: readonly number[]) => readonly Denial[],
): Map<number, Cover> {
  const covers = new Map<number, Cover>();
  for (const [name, rows] of rowsByName) {
    const denials = denialsOf(rows);
    if (denials.length > 0) covers.set(name, coverOf(denials));
  }
  return covers;
}

/** A role or user that is deleted is gone with all its sessions and keys; one made anew under the name is another. */
function deletions({ kindOf, timeOf }: Changes, rows: readonly number[]): Denial[] {
  return rows
    .filter((row) => kindOf(row) === 'role-deleted' || kindOf(row) === 'user-deleted')
    .map((row) => {
      const time = timeOf(row);
      return { row, time, policy: 0, denied: { ...NOBODY, issued: [{ from: 0, to: time + 1 }] } };
    });
}

const inOrder = (denials: Denial[]): Denial[] => denials.sort((a, b) => a.time - b.time);

function settleAccessKey(
  { credentials }: Draft,
  position: number,
  by: { changes: Changes; denied: Cover | undefined; deleted: Cover | undefined },
): void {
  const { changes } = by;
  const own = changes.byKey.get(credentials.accessKeyId[position]!) ?? [];
  const inactive = standingDeactivation(changes, own);
  const seenAt = earliest([credentials.firstUsed[position]!, ...own.slice(0, 1).map(changes.timeOf)]);
  const withUser = by.deleted?.earliestOver({ issuedAt: seenAt, userId: () => null }) ?? NONE;
  // A deny by issue time does not touch a long-term key: its calls carry none.
  const denied = earlierOf(changes, withUser, by.denied?.earliestOverKeys ?? NONE);
  const isMade = !changes.keysMadeLater.has(credentials.accessKeyId[position]!);
  credentials.live[position] = isMade && inactive === NONE && withUser === NONE ? 1 : 0;
  // What cannot be taken back is told, whatever came before it.
  const deletion = lastDeletion(changes, own);
  credentials.revokedBy[position] = deletion === NONE ? earlierOf(changes, denied, inactive) : deletion;
}

/** Of times that are known. */
function earliest(times: readonly EpochSeconds[]): EpochSeconds {
  const known = times.filter((time) => time !== 0);
  return known.length === 0 ? 0 : Math.min(...known);
}

/** Of two changes, either of which may be `NONE`. */
function earlierOf({ timeOf }: Changes, one: number, other: number): number {
  if (one === NONE || other === NONE) return one === NONE ? other : one;
  return timeOf(one) < timeOf(other) ? one : other;
}

function lastDeletion({ kindOf }: Changes, rows: readonly number[]): number {
  return rows.findLast((row) => kindOf(row) === 'access-key-deleted') ?? NONE;
}

/** The change since which the key is inactive or gone, `NONE` where it was activated again after. */
function standingDeactivation({ kindOf }: Changes, rows: readonly number[]): number {
  let since = NONE;
  for (const row of rows) {
    const kind = kindOf(row);
    if (kind === 'access-key-activated') since = NONE;
    else if ((kind === 'access-key-deactivated' || kind === 'access-key-deleted') && since === NONE) since = row;
  }
  return since;
}
