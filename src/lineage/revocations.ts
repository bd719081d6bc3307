import type { EpochSeconds } from '../model/lineage.ts';
import { pairOf } from './code-pair.ts';
import { changesUntil } from './control-changes.ts';
import type { Changes } from './control-changes.ts';
import { coverOf } from './cover.ts';
import type { Cover } from './cover.ts';
import type { Draft } from './draft.ts';
import { NONE } from './session-index.ts';

/**
 * The earliest logged change that takes each credential its power, of a long-term key its deletion where there is one, and which
 * long-term keys are live. A token that a change covers stays live: it can be used, only to no effect.
 */
export function findRevocations(draft: Draft, asOf: EpochSeconds): void {
  const changes = changesUntil(draft, asOf);
  const covers = {
    role: coversByName(changes, changes.byRole, ['role-sessions-revoked', 'role-denied', 'role-deleted']),
    session: coversByName(changes, changes.byUser, ['user-sessions-revoked', 'user-denied', 'user-deleted']),
    // A deny by issue time does not touch a long-term key: its calls carry no issue time.
    key: coversByName(changes, changes.byUser, ['user-denied', 'user-deleted']),
    deletion: coversByName(changes, changes.byUser, ['user-deleted']),
  };
  const { credentials, arns } = draft;
  for (let position = 0; position < credentials.length; position++) {
    const account = credentials.accountId[position]!;
    const user = pairOf(account, credentials.userName[position]!);
    if (credentials.temporary[position] === 0) {
      settleAccessKey(draft, position, { changes, denied: covers.key.get(user), deleted: covers.deletion.get(user) });
      continue;
    }
    const roleArn = credentials.roleArn[position]!;
    const cover = roleArn === 0 ? covers.session.get(user) : covers.role.get(pairOf(account, arns.name(roleArn)));
    credentials.revokedBy[position] = cover?.earliestOver(credentials.issuedAt[position]!) ?? NONE;
  }
}

function coversByName(
  changes: Changes,
  rowsByName: ReadonlyMap<number, readonly number[]>,
  kinds: Parameters<typeof coverOf>[2],
): Map<number, Cover> {
  const covers = new Map<number, Cover>();
  for (const [name, rows] of rowsByName) {
    covers.set(name, coverOf(changes, rows, kinds));
  }
  return covers;
}

function settleAccessKey(
  { credentials }: Draft,
  position: number,
  by: { changes: Changes; denied: Cover | undefined; deleted: Cover | undefined },
): void {
  const { changes } = by;
  const own = changes.byKey.get(credentials.accessKeyId[position]!) ?? [];
  const inactive = standingDeactivation(changes, own);
  const seenAt = earliest([credentials.firstUsed[position]!, ...own.slice(0, 1).map(changes.timeOf)]);
  const withUser = by.deleted?.earliestOver(seenAt) ?? NONE;
  const denied = by.denied?.earliestOver(seenAt) ?? NONE;
  const deletion = lastDeletion(changes, own);
  const isDeniedFirst = denied !== NONE && (inactive === NONE || changes.timeOf(denied) < changes.timeOf(inactive));
  const isMade = !changes.keysMadeLater.has(credentials.accessKeyId[position]!);
  credentials.live[position] = isMade && inactive === NONE && withUser === NONE ? 1 : 0;
  // What cannot be taken back is told, whatever came before it.
  credentials.revokedBy[position] = deletion === NONE ? (isDeniedFirst ? denied : inactive) : deletion;
}

/** Of times that are known. */
function earliest(times: readonly EpochSeconds[]): EpochSeconds {
  const known = times.filter((time) => time !== 0);
  return known.length === 0 ? 0 : Math.min(...known);
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
