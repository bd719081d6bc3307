import { originOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';

export interface Revocations {
  /** For each credential the long-term key (or user session of unknown key) that it goes back to, -1 if none. */
  readonly anchorOf: Int32Array;
  /** For each credential the row of `controls` that cut its anchor off and was not taken back, -1 if none. */
  readonly controlOver: Int32Array;
}

/** Which keys were deactivated or deleted, or lost their user, and all that goes back to them; null where none were. */
export function revocationsOf(lineage: Lineage): Revocations | null {
  const kinds: readonly ControlKind[] = ['access-key-deactivated', 'access-key-deleted', 'user-deleted'];
  if (kinds.every((kind) => lineage.facts.texts.find(kind) === 0)) return null;
  const { length, parent } = lineage.credentials;
  const anchorOf = new Int32Array(length).fill(-1);
  const controlOver = new Int32Array(length).fill(-1);
  const byKey = keyCuts(lineage);
  const byUser = userDeletions(lineage);
  const own = new Map<number, number>();
  for (const credential of lineage.topDown) {
    const above = parent[credential]!;
    const anchor = above < 0 ? anchorOfRoot(lineage, credential) : anchorOf[above]!;
    anchorOf[credential] = anchor;
    if (anchor < 0) continue;
    let control = own.get(anchor);
    if (control === undefined) own.set(anchor, (control = earlier(lineage, byKey(anchor), byUser(anchor))));
    controlOver[credential] = control;
  }
  return { anchorOf, controlOver };
}

/** A root of the tree is its own anchor where it is a key or a session of a user; keys that act for a key share the key's. */
function anchorOfRoot(lineage: Lineage, root: number): number {
  if (lineage.credentials.temporary[root] === 0) return root;
  const origin = originOf(lineage, root);
  if (origin.kind === 'access-key') return lineage.find(origin.id);
  return origin.kind === 'iam-user' || origin.kind === 'console' ? root : -1;
}

function earlier(lineage: Lineage, a: number, b: number): number {
  if (a < 0 || b < 0) return Math.max(a, b);
  const { eventTime } = lineage.facts.controls.columns;
  return eventTime[b]! < eventTime[a]! ? b : a;
}

/** The beginning of the time, not ended since, for which a key is inactive or gone. */
function keyCuts(lineage: Lineage): (credential: number) => number {
  const { targetAccessKeyId, kind } = lineage.facts.controls.columns;
  const cuts = new Map<number, number>();
  const deactivated = kindCode(lineage, 'access-key-deactivated');
  const deleted = kindCode(lineage, 'access-key-deleted');
  const activated = kindCode(lineage, 'access-key-activated');
  for (const row of byTime(lineage, (code) => code === deactivated || code === deleted || code === activated)) {
    const key = targetAccessKeyId[row]!;
    if (kind[row] === activated) cuts.delete(key);
    else if (!cuts.has(key)) cuts.set(key, row);
  }
  return (credential) => cuts.get(lineage.credentials.accessKeyId[credential]!) ?? -1;
}

/**
 * The first deletion of the user of that name after the credential was seen: a user made anew under an old name is
 * somebody else.
 */
function userDeletions(lineage: Lineage): (credential: number) => number {
  const { targetUserName, recipientAccountId, eventTime } = lineage.facts.controls.columns;
  const { userName, accountId, issuedAt, firstUsed } = lineage.credentials;
  const deleted = kindCode(lineage, 'user-deleted');
  const byUser = new Map<string, number[]>();
  for (const row of byTime(lineage, (code) => code === deleted)) {
    const user = `${recipientAccountId[row]}/${targetUserName[row]}`;
    addTo(byUser, user, row);
  }
  return (credential) => {
    const seen = issuedAt[credential]! || firstUsed[credential]!;
    if (userName[credential] === 0 || seen === 0) return -1;
    const rows = byUser.get(`${accountId[credential]}/${userName[credential]}`);
    return rows?.find((row) => eventTime[row]! >= seen) ?? -1;
  };
}

function kindCode(lineage: Lineage, kind: ControlKind): number {
  return lineage.facts.texts.find(kind) || -1;
}

function byTime(lineage: Lineage, isWanted: (kindCode: number) => boolean): number[] {
  const { kind, eventTime } = lineage.facts.controls.columns;
  const rows: number[] = [];
  for (let row = 0; row < lineage.facts.controls.length; row++) if (isWanted(kind[row]!)) rows.push(row);
  return rows.sort((a, b) => eventTime[a]! - eventTime[b]! || a - b);
}
