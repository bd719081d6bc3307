import { originOf, signersOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';

export interface Revocations {
  /** For each credential the long-term key (or user session of unknown key) that it goes back to, -1 if none. */
  readonly anchorOf: Int32Array;
  /** For each credential the row of `controls` that cut its anchor off and was not taken back, -1 if none. */
  readonly controlOver: Int32Array;
  /** Rows that activated a key again which a token of its own signed, by the row that had deactivated it: that takes nothing back. */
  readonly activations: ReadonlyMap<number, number>;
}

/** Which keys were deactivated or deleted, or lost their user, and all that goes back to them; null where none were. */
export function revocationsOf(lineage: Lineage): Revocations | null {
  const kinds: readonly ControlKind[] = ['access-key-deactivated', 'access-key-deleted', 'user-deleted'];
  if (kinds.every((kind) => lineage.facts.texts.find(kind) === 0)) return null;
  const anchorOf = anchors(lineage);
  const controlOver = new Int32Array(anchorOf.length).fill(-1);
  const { cuts, activations } = keyCuts(lineage, anchorOf);
  const byUser = userDeletions(lineage);
  const own = new Map<number, number>();
  for (const [credential, anchor] of anchorOf.entries()) {
    if (anchor < 0) continue;
    let control = own.get(anchor);
    if (control === undefined) own.set(anchor, (control = earlier(lineage, cuts.get(anchor) ?? -1, byUser(anchor))));
    controlOver[credential] = control;
  }
  return { anchorOf, controlOver, activations };
}

function anchors(lineage: Lineage): Int32Array {
  const { length, parent } = lineage.credentials;
  const anchorOf = new Int32Array(length).fill(-1);
  for (const credential of lineage.topDown) {
    const above = parent[credential]!;
    anchorOf[credential] = above < 0 ? anchorOfRoot(lineage, credential) : anchorOf[above]!;
  }
  return anchorOf;
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

interface KeyCuts extends Pick<Revocations, 'activations'> {
  /** By position of the key, the row that cut it off. */
  readonly cuts: ReadonlyMap<number, number>;
}

/**
 * The beginning of the time, not ended since, for which a key is inactive or gone. Where somebody else cut it off, a token of the key that
 * activates it again ends nothing: it outlived its key to do so.
 */
function keyCuts(lineage: Lineage, anchorOf: Int32Array): KeyCuts {
  const { targetAccessKeyId, kind } = lineage.facts.controls.columns;
  const cuts = new Map<number, number>();
  const activations = new Map<number, number>();
  const signers = signersOf(lineage);
  const isOfKey = (row: number, key: number): boolean => anchorOf[signers[row]!] === key;
  const deactivated = kindCode(lineage, 'access-key-deactivated');
  const deleted = kindCode(lineage, 'access-key-deleted');
  const activated = kindCode(lineage, 'access-key-activated');
  for (const row of byTime(lineage, (code) => code === deactivated || code === deleted || code === activated)) {
    const key = lineage.find(lineage.facts.texts.get(targetAccessKeyId[row]!) ?? '');
    const cut = cuts.get(key);
    if (kind[row] !== activated) cuts.set(key, cut ?? row);
    else if (cut !== undefined && isOfKey(row, key) && !isOfKey(cut, key))
      activations.set(cut, activations.get(cut) ?? row);
    else cuts.delete(key);
  }
  return { cuts, activations };
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
