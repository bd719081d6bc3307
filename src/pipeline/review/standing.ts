import { heldBackTest, isUnended } from '../../lineage/index.ts';
import type { EpochSeconds, Lineage } from '../../model/lineage.ts';
import type { ReportStanding } from '../../model/report-view.ts';

/** Who is still in at the moment of a lineage, as far as logs that end with the newest record tell. */
export function standingOf(lineage: Lineage, suspicious: Uint8Array, newest: EpochSeconds | null): ReportStanding {
  const { length, temporary, live } = lineage.credentials;
  const isHeldBack = heldBackTest(lineage);
  const standing = { acting: 0, heldBack: 0, unended: 0, activeKeys: activeKeys(lineage, suspicious).size };
  for (let i = 0; i < length; i++) {
    if ((suspicious[i]! & temporary[i]!) === 0) continue;
    const held = isHeldBack(i);
    if (live[i] === 1) standing[held ? 'heldBack' : 'acting']++;
    else if (!held && isUnended(lineage, i)) standing.unended++;
  }
  const isBehind = newest !== null && newest < lineage.asOf;
  return { ...standing, atLogEnd: isBehind ? actedAt(newest, { lineage, suspicious }) : null };
}

/** Suspicious tokens that lived at an earlier moment, and that nothing holds back. */
function actedAt(moment: EpochSeconds, { lineage, suspicious }: { lineage: Lineage; suspicious: Uint8Array }): number {
  const { length, temporary, issuedAt, expiresAt } = lineage.credentials;
  const isHeldBack = heldBackTest(lineage);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if ((suspicious[i]! & temporary[i]!) === 0 || issuedAt[i]! > moment || expiresAt[i]! <= moment) continue;
    if (!isHeldBack(i)) count++;
  }
  return count;
}

/** Positions of access keys that are active, and that are suspicious or have minted what is. */
export function activeKeys({ credentials, topDown }: Lineage, suspicious: Uint8Array): ReadonlySet<number> {
  const { parent, temporary, live, forwarded } = credentials;
  const keyOver = new Int32Array(credentials.length).fill(-1);
  const found = new Set<number>();
  for (const i of topDown) {
    const key = temporary[i] === 0 ? i : parent[i]! < 0 ? -1 : keyOver[parent[i]!]!;
    keyOver[i] = key;
    if (key >= 0 && live[key] === 1 && suspicious[i] === 1 && forwarded[i] === 0) found.add(key);
  }
  return found;
}
